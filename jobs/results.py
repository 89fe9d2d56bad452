"""Reads what a job gave, in the order of its articles, a page at a time, and from any place again."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session, sessionmaker

from coders.wire import article_facts
from jobs.errors import BadCursor, JobNotFound, ResultsExpired
from jobs.filters import NO_FILTERS, Filters, conditions
from storage.engine import now, reading
from storage.ids import possible
from storage.models import Article, Event, Job, Row
from storage.types import iso

Output = Literal["events", "rows", "articles"]
Place = tuple[int, int]  # position of the article in the job, order within the article

_CURSOR: Final = re.compile(r"([era])([0-9a-f]{1,12})-([0-9a-f]{1,8})")
_CANCELLED: Final = {"slug": "cancelled", "detail": "The job was cancelled before this article was coded."}
_START: Final[Place] = (-1, -1)
# Held in memory at once. An article's result can be as large as its text, so fewer of those.
_LINES: Final = 500
_ARTICLES: Final = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """What a reader of results must know of the job: its state, whether more may come, and until when they are kept."""

    state: str
    finished: bool
    expires_at: str | None
    counts: Mapping[str, int]


def standing(store: sessionmaker[Session], job_id: str) -> Standing:
    """How the job stands. Raises JobNotFound, ResultsExpired when its results are gone, and StorageUnavailable."""
    with reading(store) as session:
        job = session.get(Job, job_id) if possible(job_id) else None
        if job is None:
            raise JobNotFound(job_id)
        _check_lifetime(session, job_id)
        expires_at = iso(job.expires_at) if job.expires_at else None
        counts = {name: getattr(job, name) for name in ("received", "coded", "failed", "quarantined", "rejected")}
        return Standing(job.state, job.finished_at is not None, expires_at, counts)


def iterate(
    store: sessionmaker[Session],
    job_id: str,
    output: Output,
    *,
    after: str | None = None,
    where: Filters = NO_FILTERS,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The job's events, rows or article results, each with a cursor that, given as `after`, goes on behind it.

    Articles come as submitted, events and rows in their order within the article; only those that `where` lets pass. Of
    a running job only what stands before its first unsettled article is given, so that reading on later never misses
    anything. Memory is bounded, and no transaction stays open between two items. An article that was not coded has `id`
    and `error` as its result. Raises BadCursor at once; ResultsExpired and
    StorageUnavailable while reading; an unknown job has no results.
    """
    start = _START if after is None else _read_cursor(output, after)
    if output == "articles":
        return _articles(store, job_id, start, where)
    return _lines(store, job_id, output, start, where)


def _lines(
    store: sessionmaker[Session], job_id: str, output: Output, place: Place, where: Filters
) -> Iterator[tuple[str, dict[str, Any]]]:
    table: type[Event] | type[Row] = Event if output == "events" else Row
    asked = conditions(table, where)
    while True:
        with reading(store) as session:
            query = (
                select(table.position, table.ordinal, table.payload)
                .where(table.job_id == job_id, tuple_(table.position, table.ordinal) > tuple_(*place), *asked)
                .order_by(table.position, table.ordinal)
                .limit(_LINES)
            )
            _check_lifetime(session, job_id)
            horizon = _horizon(session, job_id)
            if horizon is not None:
                query = query.where(table.position < horizon)
            page = session.execute(query).all()
        for position, ordinal, payload in page:
            place = (position, ordinal)
            yield _write_cursor(output, place), payload
        if len(page) < _LINES:
            return


def _articles(
    store: sessionmaker[Session], job_id: str, place: Place, where: Filters
) -> Iterator[tuple[str, dict[str, Any]]]:
    asked = conditions(Article, where)
    while True:
        with reading(store) as session:
            query = (
                select(Article.position, Article.body, Article.result, Article.error)
                .where(Article.job_id == job_id, Article.position > place[0], *asked)
                .order_by(Article.position)
                .limit(_ARTICLES)
            )
            _check_lifetime(session, job_id)
            horizon = _horizon(session, job_id)
            if horizon is not None:
                query = query.where(Article.position < horizon)
            page = session.execute(query).all()
            positions = [position for position, _, result, _ in page if result is not None]
            events = _payloads(session, Event, job_id, positions)
            rows = _payloads(session, Row, job_id, positions)
        for position, body, result, error in page:
            place = (position, 0)
            if result is None:
                yield _write_cursor("articles", place), {"id": body["id"], "error": error or _CANCELLED}
            else:
                facts = {"id": body["id"], "article": article_facts(body)}
                whole = {**facts, **result, "events": events[position], "rows": rows[position]}
                yield _write_cursor("articles", place), whole
        if len(page) < _ARTICLES:
            return


def _check_lifetime(session: Session, job_id: str) -> None:
    """Raises ResultsExpired: a list whose end was deleted while it was read must not pass for whole."""
    expires_at = session.scalars(select(Job.expires_at).where(Job.id == job_id)).one_or_none()
    if expires_at is not None and expires_at <= now(session):
        raise ResultsExpired(job_id, iso(expires_at))


def _horizon(session: Session, job_id: str) -> int | None:
    """The position of the job's first unsettled article; None if all are settled, or if no more will be."""
    if session.scalars(select(Job.state).where(Job.id == job_id)).one_or_none() == "cancelled":
        return None
    pending = Article.state == "pending"
    return session.scalars(select(func.min(Article.position)).where(Article.job_id == job_id, pending)).one()


def _payloads(
    session: Session, table: type[Event] | type[Row], job_id: str, positions: list[int]
) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if positions:
        query = (
            select(table.position, table.payload)
            .where(table.job_id == job_id, table.position.in_(positions))
            .order_by(table.position, table.ordinal)
        )
        for position, payload in session.execute(query):
            found[position].append(payload)
    return found


def _write_cursor(output: Output, place: Place) -> str:
    return f"{output[0]}{place[0]:x}-{place[1]:x}"


def _read_cursor(output: Output, cursor: str) -> Place:
    match = _CURSOR.fullmatch(cursor)
    if match is None or match[1] != output[0]:
        raise BadCursor(output)
    return int(match[2], 16), int(match[3], 16)
