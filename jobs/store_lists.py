"""Lists of all events or rows in the store, whatever job gave them: filtered, in a stable order, from any place again.

Every page is read from one index that already has its order, however large the store: see `_Walk`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, select, tuple_, union_all
from sqlalchemy.orm import Session, sessionmaker

from jobs.errors import BadCursor
from jobs.filters import NO_FILTERS, Filters, alternatives, conditions, dates
from jobs.owners import of_owner
from storage.engine import reading
from storage.ids import possible
from storage.models import Event, Row

Output = Literal["events", "rows"]
Order = Literal["asc", "desc"]
Key = tuple[Any, ...]

_PAGE: Final = 500  # held in memory at once
# The fields whose values name few things come first: the first that is given leads the way through its index.
_LEADING: Final = (
    "article",
    "actor",
    "source",
    "target",
    "code",
    "sub_event_type",
    "source_country",
    "target_country",
    "country",
    "root",
    "event_type",
)
_MOST_WAYS: Final = 50  # ways that one page is merged from; more values than this are looked up without an order
_CURSOR: Final = re.compile(r"([er])([sdj])([0-9a-f]{1,16})(?:-([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9a-f]{1,8}))?")


@dataclass(frozen=True, slots=True)
class _Walk:
    """One way through a table.

    `kind` is s (as stored), d (by day, then as stored) or j (as the job has them). `keys` are the columns of the order.
    """

    kind: Literal["s", "d", "j"]
    table: type[Event] | type[Row]
    keys: tuple[ColumnElement[Any], ...]
    order: Order
    owner: str | None

    def page(self, where: Filters, job: str | None, place: Key | None, limit: int) -> Select[Any]:
        """The statement that reads the next `limit` items behind `place`."""
        lead = self._lead(where) if self.kind == "s" else None
        if lead is None:
            return self._ordered([*conditions(self.table, where), *self._of(job)], place, limit)
        rest = [*conditions(self.table, where, but=lead), *self._of(job)]
        ways = alternatives(self.table, where, lead)
        if len(ways) == 1:
            return self._ordered([ways[0][0] == ways[0][1], *rest], place, limit)
        # One index range for each value, each in order and no longer than the page: nothing is sorted but these.
        parts = [select(self._ordered([column == value, *rest], place, limit).subquery()) for column, value in ways]
        merged = union_all(*parts).subquery()
        keys = [merged.c[key.key] for key in self.keys]  # type: ignore[index]
        # An item that several values find (both its actors are asked for) comes from each.
        return select(merged).distinct().order_by(*self._directed(keys)).limit(limit)

    def _ordered(self, where: list[ColumnElement[bool]], place: Key | None, limit: int) -> Select[Any]:
        query = select(*self.keys, self.table.payload).where(*where)
        if place is not None:
            here = tuple_(*self.keys) if len(self.keys) > 1 else self.keys[0]
            there = tuple_(*place) if len(self.keys) > 1 else place[0]
            query = query.where(here > there if self.order == "asc" else here < there)
        return query.order_by(*self._directed(self.keys)).limit(limit)

    def _directed(self, keys: Any) -> list[Any]:
        return [key.asc() if self.order == "asc" else key.desc() for key in keys]

    def _of(self, job: str | None) -> list[ColumnElement[bool]]:
        return [*([] if job is None else [self.table.job_id == job]), *of_owner(self.table.job_id, self.owner)]

    def _lead(self, where: Filters) -> str | None:
        for name in _LEADING:
            if name in where.given():
                return name if len(alternatives(self.table, where, name)) <= _MOST_WAYS else None
        return None


def iterate(
    store: sessionmaker[Session],
    output: Output,
    *,
    where: Filters = NO_FILTERS,
    job: str | None = None,
    order: Order = "asc",
    after: str | None = None,
    owner: str | None = None,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """All events or rows that `where` lets pass, each with a cursor that, given as `after`, goes on behind it.

    As they were stored; by day and then as stored where `where` names days; as the job has them where `job` names one.
    `desc` turns the order round; `owner` is whose jobs are read, None for everybody's.
    Memory is bounded, and no transaction stays open between two items.
    Raises BadCursor at once for one of another list, StorageUnavailable while reading.
    """
    walk = _walk(output, where, job, order, owner)
    place = None if after is None else _read_cursor(walk, output, after)
    if job is not None and not possible(job):
        return iter(())
    return _items(store, walk, output, where, job, place)


def _walk(output: Output, where: Filters, job: str | None, order: Order, owner: str | None = None) -> _Walk:
    table: type[Event] | type[Row] = Event if output == "events" else Row
    if job is not None:
        return _Walk("j", table, (table.position.expression, table.ordinal.expression), order, owner)
    if dates(table, where):
        return _Walk("d", table, (table.event_date.expression, table.id.expression), order, owner)
    return _Walk("s", table, (table.id.expression,), order, owner)


def _items(
    store: sessionmaker[Session], walk: _Walk, output: Output, where: Filters, job: str | None, place: Key | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    while True:
        with reading(store) as session:
            page = session.execute(walk.page(where, job, place, _PAGE)).all()
        for *key, payload in page:
            place = tuple(key)
            yield _write_cursor(walk, output, place), payload
        if len(page) < _PAGE:
            return


def _write_cursor(walk: _Walk, output: Output, place: Key) -> str:
    if walk.kind == "s":
        return f"{output[0]}s{place[0]:x}"
    if walk.kind == "d":
        return f"{output[0]}d{place[1]:x}-{place[0]}"
    return f"{output[0]}j{place[0]:x}-{place[1]:x}"


def _read_cursor(walk: _Walk, output: Output, cursor: str) -> Key:
    match = _CURSOR.fullmatch(cursor)
    if match is None or match[1] != output[0] or match[2] != walk.kind or (match[4] is None) != (walk.kind == "s"):
        raise BadCursor(output)
    first = int(match[3], 16)
    if first > _LARGEST or (walk.kind == "d") != (match[4] is not None and len(match[4]) == 10):
        raise BadCursor(output)
    if walk.kind == "s":
        return (first,)
    return (match[4], first) if walk.kind == "d" else (first, int(match[4], 16))


_LARGEST: Final = 2**63 - 1
