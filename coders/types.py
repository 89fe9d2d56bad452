"""The records that pass between the stages of coding: plain, frozen, free of spaCy, HTTP and SQL.

All offsets are Unicode code points of `Article.text`; `end` is exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

Day = date  # where a field of that name stands in the way


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MentionHint:
    """A mention the caller marked in the text, with the actor code they give it, if any."""

    span: Span
    code: str | None = None


@dataclass(frozen=True, slots=True)
class PairQuery:
    """Two actors, each as all its mention spans, whose relation the caller asks for."""

    source: tuple[Span, ...]
    target: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One article as posted. `date` is the day of publication, `received` the day it came in, where its caller says so."""

    id: str
    text: str
    title: str | None = None
    date: date | None = None
    source: str | None = None
    url: str | None = None
    language: str | None = None
    mentions: tuple[MentionHint, ...] = ()
    pairs: tuple[PairQuery, ...] = ()
    received: Day | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a parsed sentence; `head` is the index of its head in the sentence (its own index at the root)."""

    i: int
    text: str
    lemma: str
    tag: str  # Penn Treebank
    pos: str  # Universal Dependencies, coarse
    dep: str  # ClearNLP relation, as spaCy's English models give it
    head: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `tokens` is empty until it is parsed. `status` says what became of it."""

    index: int
    start: int
    end: int
    text: str
    tokens: tuple[Token, ...] = ()
    status: str = "unparsed"  # unparsed | skipped | parsed | coded | discarded | failed


@dataclass(frozen=True, slots=True)
class Actor:
    """Who a noun phrase stands for. `code` is null when unknown, and `trace` says why or from which lexicon line."""

    text: str
    start: int
    end: int
    code: str | None
    name: str | None = None  # the actor's usual name, where the lexicon knows one
    country: str | None = None  # CAMEO country code, ISO 3166 alpha-3 but for its quirks
    roles: tuple[str, ...] = ()  # CAMEO role trios in order, such as ("MIL",)
    entry: str | None = None  # key of the lexicon entry, where one matched
    acled_name: str | None = None  # ACLED-style name of a group, where the lexicon gives one
    inter: int | None = None  # ACLED actor class 1 to 8, where the lexicon gives one
    trace: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression of the text, resolved against the day of publication."""

    start: int
    end: int
    text: str
    value: date | None
    precision: int  # 1 day, 2 week, 3 month or coarser
    historical: bool = False  # a date well before the publication, such as a year long past
    duration: bool = False  # since / for / in the past …: a stretch of time and not a point


@dataclass(frozen=True, slots=True)
class EventDate:
    """The day of an event; `value` is null where neither text nor publication date gives one."""

    value: date | None
    precision: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in the text. Coordinates are null where the gazetteer does not know it."""

    start: int
    end: int
    text: str
    name: str
    geonameid: int | None = None
    country: str | None = None  # ISO 3166 alpha-3 (XKX for Kosovo)
    admin1: str | None = None
    admin2: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    feature: str | None = None  # GeoNames feature code, such as PPLC, ADM1, PCLI, MT
    trace: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventPlace:
    """The place of an event: a place with the precision ACLED knows (1 exact, 2 near, 3 region)."""

    place: Place
    geo_precision: int
    reason: str


@dataclass(frozen=True, slots=True)
class Event:
    """One CAMEO event: who did what to whom, where and when, and why the coder says so."""

    article_id: str
    sentence: int
    event_id: str
    code: str
    root: str
    label: str
    quad_class: int
    goldstein: float
    plover_type: str | None
    plover_mode: str | None
    source: Actor | None
    target: Actor | None
    trigger_text: str
    trigger_start: int
    trigger_end: int
    date: EventDate
    place: EventPlace | None
    confidence: float
    method: str  # rule | statistical
    trace: tuple[str, ...] = ()
    places: tuple[EventPlace, ...] = ()  # all of them where the text lists several; `place` is the first
    plover_contexts: tuple[str, ...] = ()
    plover_quad: int | None = None  # PLOVER's quad code of the type, 1 to 4
    plover_intensity: float | None = None  # PLOVER's score of the type, -10 to 10


@dataclass(frozen=True, slots=True)
class Relation:
    """The answer to one pair query."""

    pair: int
    code: str | None
    plover: str | None
    confidence: float
    trace: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One ACLED-style row: the 31 columns in order, then what it was made from."""

    event_id_cnty: str
    event_date: str
    year: int
    time_precision: int
    disorder_type: str
    event_type: str
    sub_event_type: str
    actor1: str
    assoc_actor_1: str
    inter1: str
    actor2: str
    assoc_actor_2: str
    inter2: str
    interaction: str
    civilian_targeting: str
    iso: int
    region: str
    country: str
    admin1: str
    admin2: str
    admin3: str
    location: str
    latitude: float
    longitude: float
    geo_precision: int
    source: str
    source_scale: str
    notes: str
    fatalities: int
    tags: str
    timestamp: int
    article_id: str
    event_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoderInfo:
    """Which coder answered, with the versions that make an answer reproducible."""

    name: str
    version: str
    model: str
    lexicon: str  # content hash of the compiled lexicons


@dataclass(frozen=True, slots=True)
class ArticleResult:
    """Everything one article gave. `notes` name what was left out and why (such as a code that gives no row)."""

    article_id: str
    coder: CoderInfo
    sentences: tuple[Sentence, ...] = ()
    places: tuple[Place, ...] = ()
    events: tuple[Event, ...] = ()
    rows: tuple[Row, ...] = ()
    relations: tuple[Relation, ...] = ()
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ArticleFailure:
    """An article that could not be coded: the slug of the error and a text that is safe to show."""

    article_id: str
    slug: str
    detail: str
