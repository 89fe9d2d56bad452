"""The event record of a coded act, and the id by which the same act is known again."""

from __future__ import annotations

import hashlib

from coders.cameo.found import Found
from coders.cameo.ontology import Ontology
from coders.types import Actor, Article, Event, EventDate, EventPlace, Sentence


def make_event(
    found: Found,
    article: Article,
    sentence: Sentence,
    ontology: Ontology,
    when: EventDate,
    where: tuple[EventPlace, ...],
    coder_version: str,
) -> Event:
    """The event record of a coded act; its id is a hash of article, span, code, actors and coder version."""
    code = ontology[found.code]
    trigger = sentence.tokens[found.act.trigger]
    sides = _key(found.source), _key(found.target)
    return Event(
        article_id=article.id,
        sentence=sentence.index,
        event_id=event_id(article.id, (trigger.start, trigger.end), found.code, sides, coder_version),
        code=found.code,
        root=code.root,
        label=code.label,
        quad_class=code.quad_class,
        goldstein=code.goldstein,
        plover_type=code.plover_type,
        plover_mode=code.plover_mode,
        plover_contexts=code.contexts,
        plover_quad=code.plover_quad,
        plover_intensity=code.intensity,
        source=found.source,
        target=found.target,
        trigger_text=trigger.text,
        trigger_start=trigger.start,
        trigger_end=trigger.end,
        date=when,
        place=where[0] if where else None,
        places=where,
        confidence=found.confidence,
        method=found.method,
        trace=found.trace,
    )


def event_id(article_id: str, span: tuple[int, int], code: str, sides: tuple[str, str], coder_version: str) -> str:
    """The id of an event: a hash of article, span of the trigger, code, actors (as actor_key has them) and version."""
    key = "\x1f".join((article_id, *map(str, span), code, *sides, coder_version))
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def actor_key(code: str | None, start: int) -> str:
    """An actor as it enters the id of an event."""
    return f"{code or ''}@{start}"


def _key(actor: Actor | None) -> str:
    return "" if actor is None else actor_key(actor.code, actor.start)
