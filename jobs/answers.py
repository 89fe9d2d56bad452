"""A coder's answers as they will be stored, checked against what was asked before any transaction begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from coders.types import ArticleFailure, ArticleResult
from coders.wire import result_to_wire
from jobs import acled_rows
from jobs.errors import BadAnswer
from jobs.lease import ClaimedChunk, StoredArticle
from jobs.settle import Tally
from storage.types import to_json

Columns = dict[str, Any]
_EVENTS, _ROWS = frozenset(("events", "articles")), frozenset(("rows", "articles"))


@dataclass(frozen=True, slots=True)
class SetAside:
    """An article that its coder never answered, and why; it is quarantined."""

    article_id: str
    slug: str
    detail: str


@dataclass(frozen=True, slots=True)
class Known:
    """An answer taken over from an equal article, as coders.wire writes it."""

    article_id: str
    wire: Mapping[str, Any]


Answer = ArticleResult | ArticleFailure | SetAside | Known


@dataclass(slots=True)
class Answers:
    """Column values for the articles of one chunk and for their events and rows; JSON columns hold text already."""

    tally: Tally = field(default_factory=Tally)
    sentences: int = 0  # of the articles that were coded for it
    articles: list[Columns] = field(default_factory=list)
    events: list[Columns] = field(default_factory=list)
    rows: list[Columns] = field(default_factory=list)
    acled: list[Columns] = field(default_factory=list)  # the same rows for jobs.acled_rows


def encode(claimed: ClaimedChunk, outcomes: Sequence[Answer]) -> Answers:
    """One answer per article of the chunk, in its order. Raises BadAnswer if they are not that or cannot be stored."""
    if len(outcomes) != len(claimed.articles):
        raise BadAnswer(f"the coder gave {len(outcomes)} answers to {len(claimed.articles)} articles")
    answers = Answers()
    for article, outcome in zip(claimed.articles, outcomes, strict=True):
        if outcome.article_id != article.id:
            raise BadAnswer("the coder's answers are not in the order of the articles")
        if isinstance(outcome, ArticleFailure):
            answers.tally.failed += 1
            answers.articles.append(failure(claimed.job_id, article.position, "failed", outcome.slug, outcome.detail))
            continue
        if isinstance(outcome, SetAside):
            answers.tally.quarantined += 1
            columns = failure(claimed.job_id, article.position, "quarantined", outcome.slug, outcome.detail)
            answers.articles.append(columns)
            continue
        if isinstance(outcome, ArticleResult):
            answers.sentences += len(outcome.sentences)
        try:
            _add(answers, claimed, article, outcome.wire if isinstance(outcome, Known) else result_to_wire(outcome))
        except (ValueError, TypeError) as error:
            raise BadAnswer("the coder gave an answer that JSON cannot hold") from error
    return answers


def failure(job_id: str, position: int, state: str, slug: str, detail: str) -> Columns:
    """Column values of an article that was not coded; `state` is failed or quarantined."""
    error = to_json({"slug": slug, "detail": detail})
    return {"of_job": job_id, "at_position": position, "state": state, "result": None, "error": error}


def _add(answers: Answers, claimed: ClaimedChunk, article: StoredArticle, wire: Mapping[str, Any]) -> None:
    events, rows = wire["events"], wire["rows"]
    told: Columns = {} if "articles" in claimed.keeps else {"sentences": [], "places": [], "relations": []}
    kept = to_json({**wire, **told, "events": [], "rows": []})
    key = {"job_id": claimed.job_id, "position": article.position, "article_id": article.id}
    if claimed.keeps & _EVENTS:
        answers.events.extend({**key, "ordinal": number, **_event(event)} for number, event in enumerate(events))
    if claimed.keeps & _ROWS:
        answers.rows.extend({**key, "ordinal": number, **_row(row)} for number, row in enumerate(rows))
        answers.acled.extend(acled_rows.columns(claimed.job_id, article.position, row) for row in rows)
    answers.articles.append(
        {"of_job": claimed.job_id, "at_position": article.position, "state": "coded", "result": kept, "error": None}
    )
    answers.tally.coded += 1
    answers.tally.empty += not events


def _event(event: Mapping[str, Any]) -> Columns:
    source, target, place = event["source"] or {}, event["target"] or {}, event["place"] or {}
    return {
        "event_id": str(event["event_id"]),
        "code": str(event["code"]),
        "root": str(event["root"]),
        "event_date": _text(event["date"]),
        "source_code": _text(source.get("code")),
        "source_country": _text(source.get("country")),
        "target_code": _text(target.get("code")),
        "target_country": _text(target.get("country")),
        "country": _text(place.get("country")),
        "payload": to_json(event),
    }


_ROW_COLUMNS = (
    "event_id_cnty",
    "event_date",
    "event_type",
    "sub_event_type",
    "actor1",
    "actor2",
    "country",
    "admin1",
    "location",
)


def _row(row: Mapping[str, Any]) -> Columns:
    return {**{name: str(row[name]) for name in _ROW_COLUMNS}, "payload": to_json(row)}


def _text(value: object) -> str | None:
    return None if value is None else str(value)
