"""The shapes of what the server answers, for type checkers: the JSON as it came, with nothing taken away or added."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

Output = Literal["events", "rows", "articles"]


class Counts(TypedDict):
    """Articles of a job by what became of them."""

    received: int
    coded: int
    empty: int
    failed: int
    quarantined: int
    rejected: int
    cancelled: int


class JobError(TypedDict):
    """One thing that went wrong in a job."""

    line: NotRequired[int | None]
    pointer: NotRequired[str | None]
    article_id: NotRequired[str | None]
    slug: NotRequired[str | None]
    detail: str


class Job(TypedDict):
    """A job and how far it is."""

    id: str
    state: Literal["queued", "running", "completed", "failed", "cancelled"]
    coder: str
    queue: Literal["interactive", "bulk"]
    counts: Counts
    priority: Literal["low", "normal", "high"]
    paused: bool
    options: dict[str, Any]
    rate: float | None
    estimated_end: str | None
    oldest_waiting_seconds: float | None
    created_at: str
    started_at: str | None
    finished_at: str | None
    expires_at: str | None
    errors: list[JobError]
    links: dict[str, str]


class Actor(TypedDict):
    """Source or target of an event: its code, and the words it stands for."""

    code: str | None
    text: str
    start: int
    end: int
    name: str | None
    country: str | None
    trace: list[str]


class Trigger(TypedDict):
    """The word that an event came from."""

    text: str
    start: int
    end: int


class Plover(TypedDict):
    """The event in PLOVER's terms."""

    type: str | None
    mode: str | None
    contexts: NotRequired[list[str]]
    quad_code: NotRequired[int | None]
    intensity: NotRequired[float | None]


class EventPlace(TypedDict):
    """Where an event happened."""

    name: str
    geonameid: int | None
    country: str | None
    admin1: str | None
    latitude: float | None
    longitude: float | None
    geo_precision: int
    reason: str


class Event(TypedDict):
    """A CAMEO event: who did what to whom, where and when."""

    article_id: str
    sentence: int
    event_id: str
    code: str
    root: str
    label: str
    quad_class: int
    penta_class: NotRequired[int]
    goldstein: float
    plover: Plover
    source: Actor | None
    target: Actor | None
    trigger: Trigger
    date: str | None
    time_precision: int | None
    place: EventPlace | None
    confidence: float
    method: Literal["rule", "statistical"]
    trace: list[str]


class Row(TypedDict):
    """An ACLED-style row: its 31 columns, and which article and events it came from."""

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
    event_ids: list[str]


class Sentence(TypedDict):
    """A sentence of the article and what became of it."""

    start: int
    end: int
    text: str
    status: str


class ArticleError(TypedDict):
    """Why an article was not coded."""

    slug: str
    detail: str
    errors: NotRequired[list[dict[str, str]]]


class ArticleResult(TypedDict, total=False):
    """What one article gave, or `id` and `error` where it was not coded."""

    id: str
    article: dict[str, str]
    sentences: list[Sentence]
    places: list[dict[str, Any]]
    events: list[Event]
    rows: list[Row]
    relations: list[dict[str, Any]]
    notes: list[str]
    coder: dict[str, str]
    error: ArticleError


class Coded(TypedDict):
    """What articles gave that were sent together: `results` stand in their order."""

    job: str
    counts: dict[str, int]
    results: list[ArticleResult]
