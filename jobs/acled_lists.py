"""The lists beside the rows of the ACLED-style API: deleted rows, and actors, their types, countries and regions by count.

All are made by SQL from what acled_rows and deleted_rows hold when they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Select, Subquery, case, func, select, union_all
from sqlalchemy.orm import Session, sessionmaker

from jobs.acled_columns import ACTOR_TYPES, ACTORS, COUNTRIES, DELETED, REGIONS, Column
from jobs.acled_filters import Compiler, Filters
from jobs.acled_read import hours_old
from jobs.acled_scope import Scope, scope
from storage.acled_codes import INTERS
from storage.engine import reading
from storage.models import AcledRow, DeletedRow

List = Literal["deleted", "actor", "actortype", "country", "region"]
LISTS: Final[Mapping[List, Mapping[str, Column]]] = {
    "deleted": DELETED,
    "actor": ACTORS,
    "actortype": ACTOR_TYPES,
    "country": {name: column for name, column in COUNTRIES.items() if name != "iso3"},
    "region": REGIONS,
}


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which lines are asked for. `limit` None is all; a `cursor` is what an earlier page gave, or 0."""

    filters: Filters = ()
    limit: int | None = 5000
    page: int = 1
    cursor: int | None = None


@dataclass(frozen=True, slots=True)
class FoundLines:
    """A page of lines, in the columns of the list."""

    lines: list[dict[str, Any]]
    total: int
    next_cursor: int | None
    hours_old: int


def find(store: sessionmaker[Session], sees: str | None, name: List, query: ListQuery) -> FoundLines:
    """A page of a list, made of what `sees` owns, or with None of everybody's. Raises BadFilter and StorageUnavailable."""
    with reading(store) as session:
        seen = scope(session, sees)
        lines = _deleted(Scope(sees)) if name == "deleted" else _MADE[name](seen)
        where = Compiler(session, dict(lines.c)).where(query.filters)
        total = session.scalars(select(func.count()).select_from(lines).where(*where)).one()
        columns = [lines.c[column] for column in LISTS[name]]
        # Deleted rows are walked by their number, so that new ones never shift the walk; the others by their place.
        walked = name == "deleted" and query.cursor is not None
        page = select(*columns, lines.c.number).where(*where)
        if walked:
            page = page.where(lines.c.number > query.cursor).order_by(lines.c.number)
            offset = 0
        else:
            page = page.order_by(*((lines.c.number.desc(),) if name == "deleted" else columns))
            offset = query.cursor or 0 if query.cursor is not None else (query.page - 1) * (query.limit or 0)
        most = None if query.limit is None else query.limit + 1
        found = session.execute(page.limit(most).offset(offset)).all()
        hours = hours_old(session, seen)
    following = None
    if query.limit is not None and query.cursor is not None and len(found) > query.limit:
        following = found[query.limit - 1].number if walked else offset + query.limit
    kept = [dict(zip(LISTS[name], line, strict=False)) for line in found[: query.limit]]
    return FoundLines(kept, total, following, hours)


def _deleted(seen: Scope) -> Subquery:
    columns = DeletedRow.id.label("number"), DeletedRow.event_id_cnty, DeletedRow.deleted_timestamp
    return select(*columns).where(*seen.deleted()).subquery()


def _actors(seen: Scope) -> Subquery:
    first = select(AcledRow.actor1.label("name"), AcledRow.event_date).where(*seen.rows())
    second = select(AcledRow.actor2, AcledRow.event_date).where(
        AcledRow.actor2 != "", AcledRow.actor2 != AcledRow.actor1, *seen.rows()
    )
    return _counted(union_all(first, second).subquery(), "name", "actor_name")


def _actor_types(seen: Scope) -> Subquery:
    first = select(AcledRow.inter1_number.label("name"), AcledRow.event_date).where(
        AcledRow.inter1_number > 0, *seen.rows()
    )
    second = select(AcledRow.inter2_number, AcledRow.event_date).where(
        AcledRow.inter2_number > 0, AcledRow.inter2_number.is_distinct_from(AcledRow.inter1_number), *seen.rows()
    )
    both = union_all(first, second).subquery()
    counted = _counted(both, "name", "actor_type_id")
    labels = case(dict(enumerate(INTERS)), value=counted.c.actor_type_id)
    return select(counted, labels.label("actor_type_name")).subquery()


def _countries(seen: Scope) -> Subquery:
    source = AcledRow.__table__
    named = select(source.c.country, source.c.iso).where(*seen.rows())
    return _statistics(named, source).group_by(source.c.country, source.c.iso).subquery()


def _regions(seen: Scope) -> Subquery:
    source = AcledRow.__table__
    named = select(source.c.region_number.label("region"), func.min(source.c.region).label("region_name"))
    numbered = source.c.region_number.is_not(None)
    return _statistics(named, source).where(numbered, *seen.rows()).group_by(source.c.region_number).subquery()


def _counted(events: Subquery, column: str, name: str) -> Subquery:
    return _statistics(select(events.c[column].label(name)), events).group_by(events.c[column]).subquery()


def _statistics(query: Select[Any], events: Any) -> Select[Any]:
    return query.add_columns(
        func.min(events.c.event_date).label("first_event_date"),
        func.max(events.c.event_date).label("last_event_date"),
        func.count().label("event_count"),
        func.min(0).label("number"),
    )


_MADE: Final = {
    "actor": _actors,
    "actortype": _actor_types,
    "country": _countries,
    "region": _regions,
}
