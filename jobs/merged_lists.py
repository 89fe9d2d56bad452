"""Lists of events as readers see them, merged: each with the reports it was made of and why they are one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, sessionmaker

from jobs.acled_reports import ROW_OF_REPORT
from jobs.errors import BadCursor
from jobs.filters import NO_FILTERS, Filters
from storage.engine import reading
from storage.ids import possible
from storage.models import AcledBody, AcledReport, AcledRow, Job, Row

_PAGE: Final = 200  # held in memory at once, with their reports
_CURSOR: Final = re.compile(r"m([0-9a-f]{1,15})")


def iterate(
    store: sessionmaker[Session],
    *,
    where: Filters = NO_FILTERS,
    job: str | None = None,
    order: Literal["asc", "desc"] = "asc",
    after: str | None = None,
    owner: str | None = None,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """All events that `where` lets pass, in the order in which they were first written, each with a cursor.

    An event is a row as coders.wire writes merged ones. `where` looks at the event itself, `article` and `job` at its
    reports: an event counts if one of them is of that article or job. `owner` is whose events are read, None for
    everybody's. Memory is bounded. Raises BadCursor at once, StorageUnavailable while reading.
    """
    place = None if after is None else _read_cursor(after)
    if job is not None and not possible(job):
        return iter(())
    return _items(store, _conditions(where, job, owner), order, place)


def find(store: sessionmaker[Session], event_id: str, owner: str | None = None) -> list[dict[str, Any]]:
    """The event of that id, or that the report of that id was merged into, of each owner that has one.

    Raises StorageUnavailable.
    """
    with reading(store) as session:
        seen = [] if owner is None else [AcledReport.owner == owner]
        named = select(AcledReport.owner, AcledReport.kept).where(AcledReport.event_id_cnty == event_id, *seen)
        keys = [tuple(line) for line in session.execute(named)]
        there = tuple_(AcledRow.owner, AcledRow.event_id_cnty).in_(keys)
        return [item for _, item in _page(session, [there], "asc", None)] if keys else []


def _items(
    store: sessionmaker[Session], where: list[ColumnElement[bool]], order: str, place: int | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    while True:
        with reading(store) as session:
            page = _page(session, where, order, place)
        for number, item in page:
            place = number
            yield f"m{number:x}", item
        if len(page) < _PAGE:
            return


def _page(
    session: Session, where: list[ColumnElement[bool]], order: str, place: int | None
) -> list[tuple[int, dict[str, Any]]]:
    number = AcledRow.id.expression
    beyond = [] if place is None else [number > place if order == "asc" else number < place]
    query = (
        select(number, AcledRow.owner, AcledRow.event_id_cnty, AcledRow.job_id, AcledRow.position, AcledBody.body)
        .join(AcledBody, AcledBody.id == number)
        .where(*where, *beyond)
        .order_by(number if order == "asc" else number.desc())
        .limit(_PAGE)
    )
    lines = session.execute(query).all()
    own = _own(session, lines)
    reports = _reports(session, lines)
    made = []
    for line in lines:
        key = (line.owner, line.event_id_cnty)
        members, merges = reports.get(key, ([], []))
        if len(members) < 2:
            members, merges = [], []
        first = own.get(key) or {"article_id": "", "event_ids": []}
        events = dict.fromkeys(event for member in members or [first] for event in member["event_ids"])
        told = {"article_id": first["article_id"], "event_ids": list(events), "members": members, "merges": merges}
        made.append((line.id, {**line.body, **told}))
    return made


def _own(session: Session, lines: Sequence[Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """The row that each event was first reported by."""
    places = {(line.job_id, line.position): line.owner for line in lines}
    ids = {line.event_id_cnty for line in lines}
    query = select(Row.job_id, Row.position, Row.event_id_cnty, Row.payload).where(
        tuple_(Row.job_id, Row.position).in_(list(places)), Row.event_id_cnty.in_(ids)
    )
    found = session.execute(query).all() if lines else []
    return {(places[row.job_id, row.position], row.event_id_cnty): row.payload for row in found}


def _reports(
    session: Session, lines: Sequence[Any]
) -> dict[tuple[str, str], tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """The reports of merged events, the oldest first, and the steps of the merging."""
    keys = [(line.owner, line.event_id_cnty) for line in lines]
    query = (
        select(AcledReport.owner, AcledReport.kept, AcledReport.event_id_cnty, AcledReport.merges, Row.payload)
        .join(Row, ROW_OF_REPORT)
        .where(tuple_(AcledReport.owner, AcledReport.kept).in_(keys), AcledReport.merged.is_(True))
        .order_by(AcledReport.first_reported, AcledReport.event_id_cnty)
    )
    members: dict[tuple[str, str], dict[str, dict[str, Any]]] = defaultdict(dict)
    merges: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for owner, kept, event_id, links, payload in session.execute(query) if lines else ():
        members[owner, kept][event_id] = payload
        if links:
            merges[owner, kept] = links
    return {key: (list(found.values()), merges.get(key, [])) for key, found in members.items()}


def _conditions(where: Filters, job: str | None, owner: str | None) -> list[ColumnElement[bool]]:
    made: list[ColumnElement[bool]] = [] if owner is None else [AcledRow.owner == owner]
    columns = {
        "event_type": AcledRow.event_type,
        "sub_event_type": AcledRow.sub_event_type,
        "country": AcledRow.country,
    }
    made += [column.in_(getattr(where, name)) for name, column in columns.items() if getattr(where, name)]
    if where.actor:
        made.append(or_(AcledRow.actor1.in_(where.actor), AcledRow.actor2.in_(where.actor)))
    if where.since:
        made.append(AcledRow.event_date >= where.since)
    if where.until:
        made.append(AcledRow.event_date <= where.until)
    if where.article:
        made.append(_reported_by(Row.article_id.in_(where.article)))
    if job is not None:
        # First what the job reports, by index, instead of a look at each event.
        whose = select(func.coalesce(Job.owner, "")).where(Job.id == job).scalar_subquery()
        kept = select(AcledReport.kept).where(AcledReport.job_id == job)
        made += [AcledRow.owner == whose, AcledRow.event_id_cnty.in_(kept)]
    return made


def _reported_by(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(
        select(AcledReport.kept)
        .join(Row, ROW_OF_REPORT)
        .where(AcledReport.owner == AcledRow.owner, AcledReport.kept == AcledRow.event_id_cnty, condition)
    )


def _read_cursor(cursor: str) -> int:
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        raise BadCursor("rows")
    return int(match[1], 16)
