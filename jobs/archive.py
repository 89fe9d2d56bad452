"""Reads events and rows of all jobs together, as article results, a page at a time. What was coded again counts once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, exists, select, tuple_
from sqlalchemy.orm import Session, aliased, sessionmaker

from coders.wire import article_facts
from jobs.owners import of_owner
from storage.engine import reading
from storage.models import Article, Event, Row

Kind = Literal["events", "rows"]
_Key = tuple[str, int, int]  # job, position of the article, order within the article

_START: Final[_Key] = ("", -1, -1)
_PAGE: Final = 100  # lines held at once, and with them at most as many articles


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to read: days are ISO 8601, both included; `country` is a place's, as events and rows name it; null is any.

    `root` is of events alone; `owner` is whose jobs to read.
    """

    since: str | None = None
    until: str | None = None
    country: str | None = None
    root: str | None = None
    owner: str | None = None


def read(store: sessionmaker[Session], kind: Kind, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """Article results with those of their events, or rows, that are wanted; the other list of each is empty.

    They come in the order of jobs and articles; an article with many lines may come in several parts. Of an event (or
    row) that several jobs gave, the newest job's is read. Memory is bounded, and no transaction stays open between two
    items. Raises StorageUnavailable.
    """
    table: type[Event] | type[Row] = Event if kind == "events" else Row
    conditions = _conditions(table, wanted)
    key = _START
    while True:
        with reading(store) as session:
            query = (
                select(table.job_id, table.position, table.ordinal, table.payload)
                .where(tuple_(table.job_id, table.position, table.ordinal) > tuple_(*key), *conditions)
                .order_by(table.job_id, table.position, table.ordinal)
                .limit(_PAGE)
            )
            page = session.execute(query).all()
            articles = _articles(session, {(job, position) for job, position, _, _ in page})
        for place, lines in groupby(page, key=lambda line: (line[0], line[1])):
            body, result = articles[place]
            facts = {"id": body["id"], "article": article_facts(body)}
            yield {**facts, **result, "events": [], "rows": [], kind: [line[3] for line in lines]}
        if len(page) < _PAGE:
            return
        key = (page[-1][0], page[-1][1], page[-1][2])


def _conditions(table: type[Event] | type[Row], wanted: Wanted) -> list[ColumnElement[bool]]:
    newer = aliased(table)
    same: list[ColumnElement[bool]] = [newer.job_id > table.job_id, newer.article_id == table.article_id]
    if table is Event:
        same.append(newer.event_id == table.event_id)  # type: ignore[union-attr]  # an alias of the same table
    else:
        same.append(newer.event_id_cnty == table.event_id_cnty)  # type: ignore[union-attr]
    same += of_owner(newer.job_id, wanted.owner)
    found: list[ColumnElement[bool]] = [~exists().where(*same), *of_owner(table.job_id, wanted.owner)]
    if wanted.since:
        found.append(table.event_date >= wanted.since)
    if wanted.until:
        found.append(table.event_date <= wanted.until)
    if wanted.country:
        found.append(table.country == wanted.country)
    if wanted.root and table is Event:
        found.append(Event.root == wanted.root)
    return found


def _articles(session: Session, keys: set[tuple[str, int]]) -> dict[tuple[str, int], tuple[Any, Any]]:
    if not keys:
        return {}
    query = select(Article.job_id, Article.position, Article.body, Article.result).where(
        tuple_(Article.job_id, Article.position).in_(sorted(keys))
    )
    return {(job, position): (body, result or {}) for job, position, body, result in session.execute(query)}
