"""Finds rows for the ACLED-style API: which ones a page has, how many there are, and their bodies in pieces.

Everything reads the one table acled_rows, so that what stands there (rows of articles, and merged ones in place of several) is decided
by those who write it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, case, func, literal, select, type_coerce, union_all
from sqlalchemy.orm import Session, sessionmaker

from jobs.acled_filters import Compiler, Filters
from jobs.acled_scope import Scope, scope
from storage.engine import now, reading
from storage.models import AcledBody, AcledRow

_INDEXED: Final = frozenset({"country", "actor1", "actor2", "admin1", "location"})
_JUMPED: Final = frozenset({"country"})
_NONE: Final[frozenset[str]] = frozenset()  # the indexes begin with the owner
# So many matches are sorted whole. Beyond, walking the rows by date soon fills a page.
_FEW: Final = 2000
_AT_ONCE: Final = 500
# An event with two actors gives two monadic rows. By the number of the second actor's class, which an index has.
_TWO: Final = case((AcledRow.inter2_number == 0, 0), else_=1)


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


def find(store: sessionmaker[Session], sees: str | None, query: RowQuery) -> Found:
    """The keys of a page and the number of all rows that fit, of those that `sees` owns, or with None of everybody's.

    Raises BadFilter and StorageUnavailable.
    """
    with reading(store) as session:
        seen = scope(session, sees)
        columns = {column.name: column for column in AcledRow.__table__.columns}
        indexed, jumped = (_INDEXED, _JUMPED) if seen.owner is not None else (_NONE, _NONE)
        where = seen.rows() + Compiler(session, columns, indexed, jumped, seen.rows()).where(query.filters)
        if query.filters:
            few = session.connection().scalars(select(AcledRow.id).where(*where).limit(_FEW + 1)).all()
            if len(few) <= _FEW:
                where = [AcledRow.id.in_(few)]
        total = _total(session, where, query.monadic)
        hours = hours_old(session, seen)
        if query.cursor is not None:
            keys = _from_cursor(session, where, query, query.cursor)
            more = query.limit is not None and len(keys) > query.limit
            keys = keys[: query.limit]
            return Found(keys, total, _cursor(keys[-1], query.monadic) if more else None, hours)
        return Found(_of_page(session, where, query), total, None, hours)


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


def _total(session: Session, where: Sequence[ColumnElement[bool]], monadic: bool) -> int:
    number: Any = func.count() + func.coalesce(func.sum(_TWO), 0) if monadic else func.count()
    return int(session.scalars(select(number).select_from(AcledRow).where(*where)).one())


def _of_page(session: Session, where: Sequence[ColumnElement[bool]], query: RowQuery) -> array[int]:
    offset = 0 if query.limit is None else (query.page - 1) * query.limit
    newest = AcledRow.event_date.desc(), AcledRow.id.desc()
    if not query.monadic:
        ids = select(AcledRow.id).where(*where).order_by(*newest).limit(query.limit).offset(offset)
        return array("q", (row_id << 1 for row_id in session.connection().scalars(ids)))
    ordered = select(AcledRow.id, AcledRow.event_date, _TWO.label("two")).where(*where).order_by(*newest)
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
