"""What lists of events, rows and articles can be narrowed by, as values and as conditions of SQL."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

from sqlalchemy import ColumnElement, or_

from storage.models import Article, Event, Row

Table = type[Event] | type[Row] | type[Article]


@dataclass(frozen=True, slots=True)
class Filters:
    """Only what agrees with every field that is given; several values of one field mean any of them.

    `code` also means the codes below it (19 means 190, 1951 and so on). `country` is where an event happened (three
    letters) or the country of a row (its name); `actor` is either actor of a row; `status` is that of an article.
    `since` and `until` are days (ISO 8601), both included; what has no date is left out by them.
    """

    code: tuple[str, ...] = ()
    root: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    source_country: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    target_country: tuple[str, ...] = ()
    event_type: tuple[str, ...] = ()
    sub_event_type: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    article: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None

    def given(self) -> frozenset[str]:
        """Names of the fields that are given."""
        return frozenset(entry.name for entry in fields(self) if getattr(self, entry.name))


NO_FILTERS: Final = Filters()

# output: the filters that mean something there
APPLIES: Final = {
    "events": frozenset("code root source source_country target target_country country article since until".split()),
    "rows": frozenset("event_type sub_event_type actor country article since until".split()),
    "articles": frozenset(("article", "status")),
}

_COLUMN: Final = {
    Event: {"source": "source_code", "target": "target_code", "article": "article_id"},
    Row: {"article": "article_id"},
    Article: {"article": "external_id", "status": "state"},
}
_DIGITS: Final = "0123456789"


def conditions(table: Table, where: Filters, *, but: str | None = None) -> list[ColumnElement[bool]]:
    """`where` as conditions on `table`, without those of the field called `but`."""
    made: list[ColumnElement[bool]] = []
    for name in sorted(where.given() - {but, "since", "until"}):
        by_column: dict[str, tuple[ColumnElement[Any], list[str]]] = {}
        for column, value in alternatives(table, where, name):
            by_column.setdefault(str(column), (column, []))[1].append(value)
        made.append(or_(*(column.in_(values) for column, values in by_column.values())))
    return made + dates(table, where)


def dates(table: Table, where: Filters) -> list[ColumnElement[bool]]:
    """The conditions on the day."""
    made: list[ColumnElement[bool]] = []
    if table is not Article and where.since:
        made.append(table.event_date >= where.since)  # type: ignore[union-attr]  # articles have none
    if table is not Article and where.until:
        made.append(table.event_date <= where.until)  # type: ignore[union-attr]
    return made


def alternatives(table: Table, where: Filters, name: str) -> list[tuple[ColumnElement[Any], str]]:
    """The (column, value) pairs of which the field `name` asks for one or another."""
    values: tuple[str, ...] = getattr(where, name)
    if name == "actor":
        return [(column.expression, value) for value in values for column in (Row.actor1, Row.actor2)]
    if name != "code":
        return [(_column(table, name), value) for value in values]
    found: list[tuple[ColumnElement[Any], str]] = []
    for code in values:
        if len(code) == 2:
            found.append((Event.root.expression, code))
        else:
            below = [code + digit for digit in _DIGITS] if len(code) == 3 else []
            found.extend((Event.code.expression, one) for one in (code, *below))
    return found


def _column(table: Table, name: str) -> ColumnElement[Any]:
    column: ColumnElement[Any] = getattr(table, _COLUMN[table].get(name, name)).expression
    return column
