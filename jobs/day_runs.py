"""Runs of days: which days' reports could be one event, so that they are merged together and apart from all others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from coders.acled.matching import SLACK
from storage.models import AcledReport, MergeMark

_DAYS: Final = 30  # read at once on the way to the end of a run
_WEEK, _MONTH = 2, 3  # time precisions


def around(session: Session, of: Any, day: str) -> tuple[str, str]:
    """The first and the last day of the run around `day`: no report of it can be one event with any outside.

    `of` is an owner, a country and a family; days are ISO 8601.
    """
    return _end(session, of, day, -1), _end(session, of, day, 1)


def _end(session: Session, of: Any, day: str, step: int) -> str:
    """Walks from `day` to the end of the run on one side.

    The days within SLACK of it belong to the run whatever stands there, for the sake of a report that is gone. Beyond, two
    days reach each other if they are no further apart and one of them has a report whose day is known by the week alone.
    """
    last = _moved(date.fromisoformat(day), SLACK * step)
    seen: list[tuple[date, bool]] = []
    for at, soft in _days(session, of, day, step):
        if (at - last).days * step > SLACK:
            break
        if (at - last).days * step > 0:
            near = [s for other, s in seen if (other - last).days * step <= 0 and abs((at - other).days) <= SLACK]
            if near and (soft or any(near)):
                last = at
        seen = [*seen[-2 * SLACK :], (at, soft)]
    return last.isoformat()


def _days(session: Session, of: Any, start: str, step: int) -> Iterator[tuple[date, bool]]:
    """Days with reports from `start` on, and whether one of each day is known by the week alone.

    Reports of a month are left out: they only meet their like, on one day.
    """
    column = AcledReport.event_date.expression
    soft = func.max(case((AcledReport.time_precision == _WEEK, 1), else_=0))
    reached = column >= start if step > 0 else column <= start
    while True:
        query = (
            select(column, soft)
            .where(*of_place(AcledReport, *of), AcledReport.time_precision != _MONTH, reached)
            .group_by(column)
            .order_by(column if step > 0 else column.desc())
            .limit(_DAYS)
        )
        page = session.execute(query).all()
        for found, is_soft in page:
            yield date.fromisoformat(found), bool(is_soft)
        if len(page) < _DAYS:
            return
        reached = column > page[-1][0] if step > 0 else column < page[-1][0]


def _moved(day: date, days: int) -> date:
    """The day so many days later, no further than there are dates."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def of_place(
    table: type[AcledReport] | type[MergeMark], owner: str, country: str, family: str
) -> list[ColumnElement[bool]]:
    """The conditions on a table's lines that they are of one owner, country and family of events."""
    return [table.owner == owner, table.country == country, table.family == family]
