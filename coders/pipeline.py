"""The `athir` coder: the stages in order, from an article's text to its events, rows, places and relations."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from time import perf_counter
from typing import Any

from coders.acled.rows import RowBuilder
from coders.actors.context import ActorContext
from coders.actors.lexicon import load_actor_lexicon
from coders.actors.resolve import ActorResolver
from coders.cameo.deeds import load_algebra
from coders.cameo.events import Finder, Resolve
from coders.cameo.ontology import Ontology, load_ontology
from coders.cameo.pairs import relate
from coders.cameo.record import make_event
from coders.cameo.restraint import OLDEST_NEWS, long_past
from coders.cameo.senses import ActLexicon, load_act_lexicon
from coders.cameo.specify import Specifier
from coders.cameo.themes import load_themes
from coders.dates import event_date, find_dates
from coders.discards import Discards, load_discards
from coders.frames.compounds import unfolded
from coders.geo.event_place import event_places
from coders.geo.gazetteer import Gazetteer
from coders.geo.resolve import PlaceContext, PlaceResolver
from coders.lexicon.content import content_hash
from coders.lexicon.paths import LEXICONS
from coders.native import compiled
from coders.nlp.engine import Engine
from coders.nlp.spacy import SpacyEngine
from coders.readdress import readdressed
from coders.registry import CoderOptions
from coders.stages import Stages
from coders.text import sentences as cut
from coders.topics import Topics, load_topics
from coders.triggers import Triggers, build_triggers
from coders.types import (
    Actor,
    Article,
    ArticleFailure,
    ArticleResult,
    CoderInfo,
    DateMention,
    Event,
    MentionHint,
    Sentence,
    Span,
)

YOUNG = 20_000
"""New objects between two collections: coding makes thousands for each article and no cycle among them."""
OUTLET = re.compile(r"\b(?:[A-Z][\w’'-]+ ){1,2}(?:Press|News Agency|News|Radio|Television|TV|Times|Post|Observatory)\b")


@dataclass(frozen=True, slots=True)
class Parts:
    """What the stages work with; built once per process."""

    engine: Engine
    acts: ActLexicon
    specifier: Specifier
    ontology: Ontology
    triggers: Triggers
    discards: Discards
    topics: Topics
    actors: ActorResolver
    places: PlaceResolver
    rows: RowBuilder
    finder: type[Finder] = Finder


def build(options: CoderOptions) -> AthirCoder:
    """Builds the coder: loads the model, the lexicons and the gazetteer.

    Raises CoderError when the model is missing or a compiled module older than its source, and DataError when a data file is wrong.
    """
    compiled()
    parts = load_parts(options)
    known = content_hash(options.lexicons or LEXICONS, options.own_actors)
    # All this lives as long as the process: no collection need look at it again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
    return AthirCoder(parts, CoderInfo("athir", version("athir"), parts.engine.name, known))


def load_parts(options: CoderOptions) -> Parts:
    """The stages over the lexicons of `options`. Raises CoderError and DataError as `build` does."""
    lexicons = options.lexicons or LEXICONS
    ontology = load_ontology(lexicons)
    algebra = load_algebra(lexicons, ontology)
    acts = load_act_lexicon(lexicons, algebra)
    return Parts(
        engine=SpacyEngine(options.model, batch=options.batch),
        acts=acts,
        specifier=Specifier(load_themes(lexicons, algebra), algebra, ontology),
        ontology=ontology,
        triggers=build_triggers(acts, lexicons),
        discards=load_discards(lexicons),
        topics=load_topics(lexicons),
        actors=ActorResolver(load_actor_lexicon(lexicons / "actors", options.cache, options.own_actors)),
        places=PlaceResolver(Gazetteer.open(options.cache)),
        rows=RowBuilder(lexicons),
    )


class AthirCoder:
    """Codes articles by rule; see the module's docstring for the order of the stages."""

    def __init__(self, parts: Parts, info: CoderInfo) -> None:
        self._parts = parts
        self._info = info
        self._stages = Stages()

    @property
    def info(self) -> CoderInfo:
        """Name and versions of this coder."""
        return self._info

    @property
    def stages(self) -> Stages:
        """The time that its stages take. What is done for several articles at once counts to the first of them."""
        return self._stages

    def code(self, articles: Sequence[Article]) -> Iterator[ArticleResult | ArticleFailure]:
        """Yields one result per article, in order; sentences of several articles are parsed together."""
        begun = perf_counter()
        cuts = [self._select(article) for article in articles]
        wanted = [s for sentences in cuts for s in sentences if s.status == "unparsed"]
        parsed = self._parts.engine.parse(wanted, self._wholes)
        self._stages.add("split", begun)
        for article, sentences in zip(articles, cuts, strict=True):
            begun = perf_counter()
            read = tuple(unfolded(next(parsed)) if s.status == "unparsed" else s for s in sentences)
            self._stages.add("parse", begun)
            result = self._code(article, read)
            self._stages.done(article.id)
            yield result

    def readdressed(self, answer: Mapping[str, Any], article_id: str) -> dict[str, Any] | None:
        """The article result `answer` as it would be had the article been called `article_id`; None if none can be made."""
        return readdressed(answer, article_id, self._parts.rows.countries)

    def _select(self, article: Article) -> tuple[Sentence, ...]:
        """The article's sentences, those that cannot hold an event marked as skipped."""
        parts = self._parts
        asked = [m.span for m in article.mentions] + [s for p in article.pairs for s in (*p.source, *p.target)]
        found: list[Sentence] = []
        for sentence in cut(article.text):
            if not any(sentence.start < span.end and span.start < sentence.end for span in asked):
                if self._is_discarded(sentence.text):
                    sentence = replace(sentence, status="discarded")
                elif not (parts.triggers.any_in(sentence.text) and parts.actors.possible(sentence.text)):
                    sentence = replace(sentence, status="skipped")
                elif (topic := parts.topics.topic(sentence.text)) is not None and topic.discards:
                    sentence = replace(sentence, status="discarded")
            found.append(sentence)
        return tuple(found)

    def _is_discarded(self, text: str) -> bool:
        discards, topics = self._parts.discards, self._parts.topics
        hit = discards.hit(text) is not None and not topics.is_surely_public(text)
        return hit or discards.long_past(text) is not None

    def _wholes(self, sentence: Sentence) -> list[Span]:
        """Names of several parts that a parser would break or join to others: outlets, and those with hyphens and particles."""
        text = sentence.text
        found = [m.span() for m in OUTLET.finditer(text)]
        for match in self._parts.actors.names(text):
            known = text[match.start : match.end]
            if "-" in known and " " in known and all(match.end <= s or e <= match.start for s, e in found):
                found.append((match.start, match.end))
        return [Span(sentence.start + s, sentence.start + e) for s, e in found]

    def _code(self, article: Article, sentences: tuple[Sentence, ...]) -> ArticleResult:
        parts = self._parts
        begun = perf_counter()
        who = parts.actors.open(article, sentences)
        begun = self._stages.add("events", begun)
        where = parts.places.open(article, sentences, parts.actors.bodies(sentences))
        begun = self._stages.add("places", begun)
        events: list[Event] = []
        coded: list[Sentence] = []
        finders: dict[int, Finder] = {}
        for sentence in sentences:
            if not sentence.tokens:
                coded.append(sentence)
                continue
            try:
                resolve = _resolver(parts.actors, sentence, who, article)
                finder = parts.finder(
                    sentence,
                    parts.acts,
                    parts.specifier,
                    resolve,
                    parts.topics.topic(sentence.text),
                    political=parts.topics.is_public(sentence.text),
                )
                found = self._events(article, sentence, finder, where)
            except RecursionError:
                # A sentence nested beyond reason is given up alone; the rest of the article is coded.
                coded.append(replace(sentence, status="failed"))
                continue
            finders[sentence.index] = finder
            events.extend(found)
            coded.append(replace(sentence, status="coded" if found else "parsed"))
        relations = tuple(
            relate(
                number,
                query,
                [
                    finders[s.index]
                    for s in sentences
                    if s.index in finders
                    and any(s.start < span.end and span.start < s.end for span in (*query.source, *query.target))
                ],
                parts.ontology,
            )
            for number, query in enumerate(article.pairs)
        )
        named = tuple(actor for finder in finders.values() for actor in finder.known())

        def look_up(sentence: Sentence, words: Sequence[tuple[int, int]]) -> tuple[Actor, ...]:
            return () if sentence.status == "failed" else parts.actors.named(sentence, words, who)

        for finder in finders.values():
            finder.interpreter.close()
        begun = self._stages.add("events", begun)
        rows, notes = parts.rows.rows(article, coded, events, places=where.places, actors=named, look_up=look_up)
        self._stages.add("rows", begun)
        return ArticleResult(
            article_id=article.id,
            coder=self._info,
            sentences=tuple(coded),
            places=tuple(sorted((*where.places, *where.adjectives), key=lambda p: p.start)),
            events=tuple(events),
            rows=rows,
            relations=relations,
            notes=notes,
        )

    def _events(self, article: Article, sentence: Sentence, finder: Finder, where: PlaceContext) -> list[Event]:
        dates: tuple[DateMention, ...] | None = None
        old: tuple[DateMention, ...] = ()
        events: dict[str, Event] = {}
        for found in finder.coded():
            if dates is None:  # most sentences give no event, and their dates are of no use
                dates = find_dates(sentence, article.date)
                # `seventy years ago` dates an event long ago whatever the day of publication.
                dated = article.date or all(d.value for d in dates)
                old = () if dated else find_dates(sentence, OLDEST_NEWS)
            trigger = found.act.trigger
            when = event_date(sentence, trigger, dates, article.date)
            if long_past(when, article.date):
                continue
            if old and long_past(event_date(sentence, trigger, old, OLDEST_NEWS), OLDEST_NEWS):
                continue
            begun = perf_counter()
            places = event_places(sentence, trigger, frozenset((*found.act.source, *found.act.target)), where)
            self._stages.add_within("events", "places", begun)
            event = make_event(found, article, sentence, self._parts.ontology, when, places, self._info.version)
            events.setdefault(event.event_id, event)
        return list(events.values())


def _resolver(actors: ActorResolver, sentence: Sentence, context: ActorContext, article: Article) -> Resolve:
    """Resolves the phrases of a sentence; what the caller marked and gave a code counts before what the lexicon knows."""
    marked = [m for m in article.mentions if m.code and sentence.start <= m.span.start < sentence.end]

    def resolve(head: int) -> tuple[Actor, ...]:
        token = sentence.tokens[head]
        for mention in marked:
            if mention.span.start <= token.start and token.end <= mention.span.end:
                return (_given(mention, article),)
        return actors.resolve(sentence, head, context)

    return resolve


def _given(mention: MentionHint, article: Article) -> Actor:
    """The actor of a mention that the caller marked and coded."""
    code = mention.code or ""
    start, end = mention.span.start, mention.span.end
    own = code[:3] not in ("---", "IGO", "NGO", "NGM", "IMG", "MNC", "INT", "UIS")
    roles = tuple(code[i : i + 3] for i in range(3, len(code), 3))
    return Actor(
        article.text[start:end],
        start,
        end,
        code,
        country=code[:3] if own else None,
        roles=roles,
        trace=("given by the caller",),
    )
