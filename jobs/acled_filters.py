"""Filters of the ACLED-style API as SQL conditions, the same on SQLite and PostgreSQL; nothing is filtered in Python.

Text is compared without regard to case. A column that an index begins with is asked for its matching values first, from
the index alone, so that the search for rows is one for equal values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, and_, cast, false, func, literal, or_, select
from sqlalchemy.orm import Session

from jobs.acled_columns import OLDER_TYPES, Column, Kind
from jobs.errors import BadFilter

OPERATORS: Final = ("=", ">", "<", ">=", "<=", "BETWEEN", "LIKE")
MOST_VALUES: Final = 500  # of one parameter; SQLite nests conditions no deeper than 1,000
_MOST_FOUND: Final = 500  # beyond, so much matches that reading everything is as good
_FEW_PATTERNS: Final = 8  # beyond, it pays to jump from value to value instead of reading the whole index
_LARGEST: Final = 2**62
_DAY_SECONDS: Final = 86_400

Span = tuple[Any, Any]  # the first and the last of what a value stands for, such as the seconds of a day


def _as_it_is(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return condition


@dataclass(frozen=True, slots=True)
class Condition:
    """One column compared with any of `values`; for BETWEEN they are the two bounds, an empty one being open."""

    column: Column
    operator: str
    values: tuple[str, ...]


# All of the groups must hold, and of each group one condition.
Filters = Sequence[Sequence[Condition]]


@dataclass(frozen=True, slots=True)
class Compiler:
    """Makes SQL of conditions on the columns of one table or query.

    `indexed` are columns that an index begins with, after those that the conditions `within` are on; `jumped` those of
    them with few distinct values. `narrowed` tells the database that a condition on such a column fits few rows.
    """

    session: Session
    columns: Mapping[str, Any]
    indexed: frozenset[str] = frozenset()
    jumped: frozenset[str] = frozenset()
    within: Sequence[ColumnElement[bool]] = ()
    narrowed: Callable[[ColumnElement[bool]], ColumnElement[bool]] = _as_it_is

    @property
    def sqlite(self) -> bool:
        """Whether the database is SQLite."""
        return self.session.get_bind().dialect.name == "sqlite"

    def where(self, filters: Filters) -> list[ColumnElement[bool]]:
        """The conditions to be met together. Raises BadFilter."""
        return [or_(*map(self._condition, group)) for group in filters]

    def _condition(self, given: Condition) -> ColumnElement[bool]:
        name, kind, values = given.column.name, given.column.kind, given.values
        if given.operator not in OPERATORS:
            raise BadFilter(f"{name}_where: {given.operator[:20]!r} is none of {', '.join(OPERATORS)}.")
        if len(values) > MOST_VALUES:
            raise BadFilter(f"{name}: more than {MOST_VALUES} values.")
        if given.operator == "BETWEEN":
            return self._between(given)
        if kind is Kind.TEXT and given.operator in ("=", "LIKE"):
            return self._text(name, given.operator, values)
        if given.operator == "LIKE":
            text = cast(self.columns[name], Text)
            return or_(*(self._contains(text, value) for value in values))
        if kind is Kind.CODE:
            return or_(*(self._code(given.column, given.operator, value) for value in values))
        column = self.columns[name]
        spans = [_span(given.column, value) for value in values]
        if given.operator == "=" and all(first == last for first, last in spans):
            found: ColumnElement[bool] = column.in_([first for first, _ in spans])
            return self.narrowed(found) if name == "iso" else found
        return or_(*(_compare(column, given.operator, span) for span in spans))

    def _between(self, given: Condition) -> ColumnElement[bool]:
        if len(given.values) != 2:
            raise BadFilter(f"{given.column.name}: BETWEEN takes two values with | between them.")
        coded = given.column.kind is Kind.CODE
        column = self.columns[given.column.number if coded else given.column.name]
        low, high = (_span(given.column, value) if value else None for value in given.values)
        limits: list[ColumnElement[bool]] = []
        if low:
            limits.append(column >= low[0])
        if high:
            limits.append(column <= high[1])
        return and_(*limits) if limits else literal(1) == 1

    def _code(self, column: Column, operator: str, value: str) -> ColumnElement[bool]:
        """By number where the value is one or its label is known; a label that nobody knows fits no row."""
        number = _number(column, value)
        if number is not None:
            return _compare(self.columns[column.number], operator, (number, number))
        if operator != "=":
            raise BadFilter(f"{column.name}: {value[:100]!r} is not {column.kind.value}.")
        return self._same(self.columns[column.name], (value,))

    def _text(self, name: str, operator: str, values: Sequence[str]) -> ColumnElement[bool]:
        if name in ("event_type", "sub_event_type") and any(value.casefold() in OLDER_TYPES for value in values):
            return or_(*(self._type(name, operator, value) for value in values))
        column = self.columns[name]
        if name in self.indexed:
            jump = name in self.jumped or len(values) > _FEW_PATTERNS
            known = _distinct(column, self.within) if jump else column
            query = select(known).distinct().where(self._matches(known, operator, values))
            query = query if jump else query.where(*self.within)
            found = self.session.scalars(query.limit(_MOST_FOUND + 1)).all()
            if len(found) <= _MOST_FOUND:
                return self.narrowed(column.in_(found)) if found else false()
        if name == "event_id_cnty" and operator == "=":
            return or_(column.in_(values), column.in_([value.upper() for value in values]))
        return self._matches(column, operator, values)

    def _type(self, name: str, operator: str, value: str) -> ColumnElement[bool]:
        older = OLDER_TYPES.get(value.casefold())
        if older is None:
            return self._matches(self.columns[name], operator, (value,))
        return self._same(self.columns[older[0]], older[1])

    def _matches(self, column: Any, operator: str, values: Sequence[str]) -> ColumnElement[bool]:
        if operator == "=":
            return self._same(column, values)
        return or_(*(self._contains(column, value) for value in values))

    def _same(self, column: Any, values: Sequence[str]) -> ColumnElement[bool]:
        """Equal but for case."""
        folded = {_ascii_lower(form) for value in values for form in _forms(value)}
        return or_(column.in_(values), func.lower(column).in_(sorted(folded | {form.lower() for form in folded})))

    def _contains(self, column: Any, value: str) -> ColumnElement[bool]:
        """Has `value` in it, but for case."""
        like = column.like if self.sqlite else column.ilike  # SQLite's own LIKE looks at no case
        found = []
        for form in _forms(value):
            literal_form = form.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            found.append(like(f"%{literal_form}%", escape="\\"))
        return or_(*found)


def _forms(value: str) -> tuple[str, ...]:
    """The cases to try. SQLite, and PostgreSQL in its plainest locale, fold only the letters of ASCII."""
    if value.isascii():
        return (value,)
    return tuple(dict.fromkeys((value, value.lower(), value.upper(), value.title())))


def _distinct(column: Any, within: Sequence[ColumnElement[bool]]) -> Any:
    """The distinct values of a column, each found from the one before it by one jump in the index."""
    values = select(func.min(column).label("value")).where(*within).cte("values_found", recursive=True)
    following = select(func.min(column)).where(column > values.c.value, *within).correlate(values).scalar_subquery()
    values = values.union_all(select(following).select_from(values).where(values.c.value.is_not(None)))
    return values.c.value


def _compare(column: Any, operator: str, span: Span) -> ColumnElement[bool]:
    first, last = span
    made: dict[str, Any] = {
        "=": lambda: column == first if first == last else and_(column >= first, column <= last),
        ">": lambda: column > last,
        ">=": lambda: column >= first,
        "<": lambda: column < first,
        "<=": lambda: column <= last,
    }
    found: ColumnElement[bool] = made[operator]()
    return found


def _span(column: Column, value: str) -> Span:
    """What a value stands for. Raises BadFilter."""
    value = value.strip()
    if column.kind is Kind.TEXT:
        return value, value
    try:
        if column.kind is Kind.CODE:
            number = _number(column, value)
            if number is not None:
                return number, number
        elif column.kind is Kind.DAY or (column.kind is Kind.MOMENT and value.count("-") == 2):
            return _day(column, value)
        elif column.kind is Kind.REAL:
            real = float(value)
            if math.isfinite(real):
                return real, real
        else:
            whole = int(value)
            if abs(whole) <= _LARGEST:
                return whole, whole
    except ValueError as error:
        raise BadFilter(f"{column.name}: {value[:100]!r} is not {column.kind.value}.") from error
    raise BadFilter(f"{column.name}: {value[:100]!r} is not {column.kind.value}.")


def _day(column: Column, value: str) -> Span:
    if len(value) != 10:
        raise ValueError(value)
    day = date.fromisoformat(value)
    if column.kind is Kind.DAY:
        return day.isoformat(), day.isoformat()
    start = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    return start, start + _DAY_SECONDS - 1


def _number(column: Column, value: str) -> int | None:
    value = value.strip()
    if value.isascii() and value.isdigit():
        return int(value) if len(value) < 10 else -1
    label = value.replace(" – ", "-").replace(" - ", "-").casefold()
    return (column.labels or {}).get(label)


def _ascii_lower(value: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in value)
