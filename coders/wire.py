"""Between the coder's records and the plain JSON-ready dictionaries that are stored and sent: one shape, defined here once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from coders.acled.merge import MergedRow
from coders.cameo.ontology import penta_class
from coders.types import (
    Actor,
    Article,
    ArticleResult,
    Event,
    EventPlace,
    MentionHint,
    PairQuery,
    Place,
    Row,
    Sentence,
    Span,
)

ROW_COLUMNS: tuple[str, ...] = tuple(f.name for f in fields(Row) if f.name not in ("article_id", "event_ids"))


def article_from_wire(data: Mapping[str, Any], *, received: date | None = None) -> Article:
    """An Article from a validated article body (schemas.article.ArticleSchema); `date` is an ISO 8601 date or date-time.

    `received` is the day the article came in: rows of an article without any date stand for it.
    """
    published = data.get("date")
    return Article(
        id=str(data["id"]),
        text=data["text"],
        title=data.get("title"),
        date=date.fromisoformat(str(published)[:10]) if published else None,
        source=data.get("source"),
        url=data.get("url"),
        language=data.get("language"),
        mentions=tuple(MentionHint(Span(m["start"], m["end"]), m.get("code")) for m in data.get("mentions") or ()),
        pairs=tuple(PairQuery(_spans(p["source"]), _spans(p["target"])) for p in data.get("pairs") or ()),
        received=received,
    )


FACTS: tuple[str, ...] = ("title", "date", "source", "url", "language")
"""What an article says of itself beside its text."""


def article_facts(body: Mapping[str, Any]) -> dict[str, Any]:
    """What an article body says of the article beside its text; what it does not say is left out."""
    return {name: body[name] for name in FACTS if body.get(name) is not None}


def result_to_wire(result: ArticleResult) -> dict[str, Any]:
    """The article result as the HTTP API and `athir code --output articles` give it."""
    return {
        "id": result.article_id,
        "sentences": [_sentence(s) for s in result.sentences],
        "places": [_place(p) for p in result.places],
        "events": [event_to_wire(e) for e in result.events],
        "rows": [row_to_wire(r) for r in result.rows],
        "relations": [
            {"pair": r.pair, "code": r.code, "plover": r.plover, "confidence": r.confidence, "trace": list(r.trace)}
            for r in result.relations
        ],
        "notes": list(result.notes),
        "coder": {
            "name": result.coder.name,
            "version": result.coder.version,
            "model": result.coder.model,
            "lexicon": result.coder.lexicon,
        },
    }


def event_to_wire(event: Event) -> dict[str, Any]:
    """One event, as one line of `--output events`."""
    return {
        "article_id": event.article_id,
        "sentence": event.sentence,
        "event_id": event.event_id,
        "code": event.code,
        "root": event.root,
        "label": event.label,
        "quad_class": event.quad_class,
        "penta_class": penta_class(event.root),
        "goldstein": event.goldstein,
        "plover": {
            "type": event.plover_type,
            "mode": event.plover_mode,
            "contexts": list(event.plover_contexts),
            "quad_code": event.plover_quad,
            "intensity": event.plover_intensity,
        },
        "source": _actor(event.source),
        "target": _actor(event.target),
        "trigger": {"text": event.trigger_text, "start": event.trigger_start, "end": event.trigger_end},
        "date": event.date.value.isoformat() if event.date.value else None,
        "time_precision": event.date.precision,
        "place": _event_place(event.place),
        "confidence": event.confidence,
        "method": event.method,
        "trace": list(event.trace),
    }


def row_to_wire(row: Row) -> dict[str, Any]:
    """One row: the 31 columns in order, then article_id and event_ids."""
    wire = {column: getattr(row, column) for column in ROW_COLUMNS}
    return {**wire, "article_id": row.article_id, "event_ids": list(row.event_ids)}


def merged_to_wire(merged: MergedRow) -> dict[str, Any]:
    """A row made of several articles' rows: its own shape, then those rows (none if it is alone) and why they are one."""
    members = merged.members if len(merged.members) > 1 else ()
    return {
        **row_to_wire(merged.row),
        "members": [row_to_wire(member) for member in members],
        "merges": [{"kept": x.kept, "joined": x.joined, "reason": x.reason} for x in merged.links],
    }


def row_from_wire(data: Mapping[str, Any]) -> Row:
    """The Row of what row_to_wire gave; other keys are left aside."""
    columns = {column: data[column] for column in ROW_COLUMNS}
    return Row(**columns, article_id=data["article_id"], event_ids=tuple(data["event_ids"]))


def _spans(spans: list[dict[str, int]]) -> tuple[Span, ...]:
    return tuple(Span(s["start"], s["end"]) for s in spans)


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {"start": sentence.start, "end": sentence.end, "text": sentence.text, "status": sentence.status}


def _actor(actor: Actor | None) -> dict[str, Any] | None:
    if actor is None:
        return None
    return {
        "code": actor.code,
        "text": actor.text,
        "start": actor.start,
        "end": actor.end,
        "name": actor.name,
        "country": actor.country,
        "trace": list(actor.trace),
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "start": place.start,
        "end": place.end,
        "text": place.text,
        "name": place.name,
        "geonameid": place.geonameid,
        "country": place.country,
        "admin1": place.admin1,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


def _event_place(where: EventPlace | None) -> dict[str, Any] | None:
    if where is None:
        return None
    place = where.place
    return {
        "name": place.name,
        "geonameid": place.geonameid,
        "country": place.country,
        "admin1": place.admin1,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "geo_precision": where.geo_precision,
        "reason": where.reason,
    }
