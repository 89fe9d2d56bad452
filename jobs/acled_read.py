"""Finds rows for the ACLED-style API: which ones a page has, how many there are, and their bodies in pieces.

Everything reads the one table acled_rows, so that what stands there (rows of articles, and merged ones in place of several) is decided
by those who write it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, case, func, literal, or_, select, type_coerce, union_all
from sqlalchemy.orm import Session, sessionmaker

from jobs.acled_filters import Compiler, Filters
from jobs.acled_scope import Scope, scope
from storage.engine import now, reading
from storage.models import ACLED_WIDE, AcledBody, AcledRow

_JUMPED: Final = frozenset({"country"})
_INDEXED: Final = _JUMPED | {"actor1", "actor2", "admin1", "location"}
_NONE: Final[frozenset[str]] = frozenset()  # the indexes begin with the owner
_TOGETHER: Final = frozenset({"event_date", *ACLED_WIDE})
# So many matches are read whole. Beyond, walking the rows by date soon fills a page.
_FEW: Final = 2000
_AT_ONCE: Final = 500
# An event with two actors gives two monadic rows. By the number of the second actor's class, which an index has.
_TWO: Final = case((AcledRow.inter2_number == 0, 0), else_=1)
_NEWEST: Final = AcledRow.event_date.desc(), AcledRow.id.desc()


@dataclass(frozen=True, slots=True)
class RowQuery:
    """Which rows are asked for. `limit` None is all; with a `cursor` rows come as first written, else the newest first."""

    filters: Filters = ()
    limit: int | None = 5000
    page: int = 1
    cursor: int | None = None
    monadic: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A page. A key is twice the id of a row, plus one for the second actor of a monadic export."""

    keys: array[int]
    total: int
    next_cursor: int | None
    hours_old: int


@dataclass(frozen=True, slots=True)
class _Start:
    """The keys that pages begin with, in their order, and how many others there are; none of the first if not worth it."""

    keys: array[int]
    more: int


def find(store: sessionmaker[Session], sees: str | None, query: RowQuery) -> Found:
    """The keys of a page and the number of all rows that fit, of those that `sees` owns, or with None of everybody's.

    Raises BadFilter and StorageUnavailable.
    """
    with reading(store) as session:
        seen = scope(session, sees)
        compiler = _compiler(session, seen, query.filters)
        where = seen.rows() + compiler.where(query.filters)
        start = _start(session, where, query, in_order=compiler.sqlite and seen.owner is not None)
        total = len(start.keys) + start.more
        hours = hours_old(session, seen)
        if query.cursor is None:
            part = _part(start, query)
            return Found(_of_page(session, where, query) if part is None else part, total, None, hours)
        if start.more:
            keys = _from_cursor(session, where, query, query.cursor)
        else:
            reached = query.cursor if query.monadic else query.cursor << 1
            keys = array("q", sorted(key for key in start.keys if key > reached))
        more = query.limit is not None and len(keys) > query.limit
        keys = keys[: query.limit]
        return Found(keys, total, _cursor(keys[-1], query.monadic) if more else None, hours)


def bodies(store: sessionmaker[Session], keys: Sequence[int]) -> Iterator[list[tuple[int, str]]]:
    """Keys with the JSON of their rows, in pieces, each read in a transaction of its own; rows gone by then are left out.

    Raises StorageUnavailable.
    """
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        with reading(store) as session:
            query = select(AcledBody.id, type_coerce(AcledBody.body, Text)).where(
                AcledBody.id.in_({key >> 1 for key in part})
            )
            found = dict(session.connection().execute(query).all())
        yield [(key, found[key >> 1]) for key in part if key >> 1 in found]


def hours_old(session: Session, seen: Scope) -> int:
    """Whole hours since a row that is seen was written last; 0 while there is none."""
    query = select(func.max(AcledRow.timestamp))
    newest = session.scalars(query if seen.owner is None else query.where(*seen.rows())).one()
    return 0 if newest is None else max(0, (int(now(session).timestamp()) - newest) // 3600)


def _compiler(session: Session, seen: Scope, filters: Filters) -> Compiler:
    """What makes SQL of the filters, with the indexes that serve this reader.

    Where SQLite reads all columns that are asked for from one index, looking for the values of one first only costs time,
    unless it is for a value as it is written, which few rows have.
    """
    columns = {column.name: column for column in AcledRow.__table__.columns}
    compiler = Compiler(session, columns, within=seen.rows(), narrowed=seen.narrowed)
    if seen.owner is None:
        return compiler
    conditions = [condition for group in filters for condition in group]
    indexed = _INDEXED
    if compiler.sqlite and _TOGETHER.issuperset(condition.column.stored for condition in conditions):
        indexed = _JUMPED | {condition.column.name for condition in conditions if condition.operator == "="} & _INDEXED
    return replace(compiler, indexed=indexed, jumped=_JUMPED)


def _start(session: Session, where: Sequence[ColumnElement[bool]], query: RowQuery, *, in_order: bool) -> _Start:
    """Reads what fits until it is more than a few rows; `in_order` says that an index can give them in the order of pages."""
    if not query.filters:
        return _Start(array("q"), _total(session, where, query.monadic))
    two: Any = _TWO if query.monadic else literal(0)
    rows = select(AcledRow.event_date, AcledRow.id, two).where(*where).limit(_FEW + 1)
    found = [tuple(row) for row in session.connection().execute(rows.order_by(*_NEWEST) if in_order else rows)]
    more = 0
    if len(found) > _FEW and not in_order:
        return _Start(array("q"), _total(session, where, query.monadic))
    if len(found) > _FEW:
        day, row_id, _ = found[-1]
        later = AcledRow.event_date <= day, or_(AcledRow.event_date < day, AcledRow.id < row_id)
        more = _total(session, [*where, *later], query.monadic)
    found.sort(reverse=True)
    keys = (key for _, row_id, second in found for key in range(row_id << 1, (row_id << 1) + 1 + second))
    return _Start(array("q", keys), more)


def _part(start: _Start, query: RowQuery) -> array[int] | None:
    """The page, if it is known already."""
    if query.limit is None:
        return None if start.more else start.keys
    if start.more and query.page * query.limit > len(start.keys):
        return None
    return start.keys[(query.page - 1) * query.limit : query.page * query.limit]


def _total(session: Session, where: Sequence[ColumnElement[bool]], monadic: bool) -> int:
    number: Any = func.count() + func.coalesce(func.sum(_TWO), 0) if monadic else func.count()
    return int(session.scalars(select(number).select_from(AcledRow).where(*where)).one())


def _of_page(session: Session, where: Sequence[ColumnElement[bool]], query: RowQuery) -> array[int]:
    offset = 0 if query.limit is None else (query.page - 1) * query.limit
    if not query.monadic:
        ids = select(AcledRow.id).where(*where).order_by(*_NEWEST).limit(query.limit).offset(offset)
        return array("q", (row_id << 1 for row_id in session.connection().scalars(ids)))
    ordered = select(AcledRow.id, AcledRow.event_date, _TWO.label("two")).where(*where).order_by(*_NEWEST)
    # Every event gives at least one row, so no more events than this are needed.
    events = ordered.limit(None if query.limit is None else offset + query.limit).cte("events")
    both = union_all(_side(events, 0), _side(events, 1).where(events.c.two == 1)).subquery()
    keys = select(both.c.key).order_by(both.c.event_date.desc(), both.c.id.desc(), both.c.key)
    return array("q", session.scalars(keys.limit(query.limit).offset(offset)))


def _side(events: Any, side: int) -> Select[Any]:
    return select(events.c.id, events.c.event_date, (events.c.id * 2 + literal(side)).label("key"))


def _from_cursor(session: Session, where: Sequence[ColumnElement[bool]], query: RowQuery, cursor: int) -> array[int]:
    """One key more than the limit, if there is one."""
    most = None if query.limit is None else query.limit + 1
    events = None if most is None else most + 1  # of the first one both rows may have been read
    after = cursor if not query.monadic else cursor >> 1
    reached = AcledRow.id >= after if query.monadic else AcledRow.id > after
    rows = session.execute(
        select(AcledRow.id, _TWO.label("two")).where(*where, reached).order_by(AcledRow.id).limit(events)
    )
    if not query.monadic:
        return array("q", (row.id << 1 for row in rows))[:most]
    keys = (key for row in rows for key in range(row.id << 1, (row.id << 1) + 1 + row.two) if key > cursor)
    return array("q", keys)[:most]


def _cursor(key: int, monadic: bool) -> int:
    """Where a walk goes on: the id of the last row, in a monadic export its key."""
    return key if monadic else key >> 1
