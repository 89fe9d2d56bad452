"""Calendar arithmetic against a day of publication: the most recent weekday, month or day of a month, and the middles of spans."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from coders.numbers import CARDINALS

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
WEEKDAYS |= {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6}
NUMBERS = CARDINALS | {"a": 1, "an": 1, "couple": 2, "few": 3, "several": 3}

SOON = 45
"""Days ahead within which a day of a month without a year, and without a word for the future, is still read as coming."""

LONG_PAST = 90
"""Days before the publication from which on a date is historical."""


@dataclass(frozen=True, slots=True)
class When:
    """A resolved date. `precision` 1: day, 2: week, 3: month or coarser; `value` is the middle of a span."""

    value: date | None
    precision: int


def make(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def middle(first: date, last: date) -> date:
    """The day in the middle of a span, the earlier one of two."""
    return first + timedelta(days=(last - first).days // 2)


def weekday(number: int, published: date, *, ahead: bool = False, strictly: bool = False) -> date:
    """The most recent such weekday not after the publication (before it if `strictly`), or the first one after it if `ahead`."""
    if ahead:
        return published + timedelta(days=(number - published.weekday() - 1) % 7 + 1)
    back = (published.weekday() - number) % 7
    return published - timedelta(days=back or (7 if strictly else 0))


def day_of_month(month: int, day: int, published: date, *, ahead: bool) -> date | None:
    """The day in the year that fits: the past one, unless the coming one is near or the text looks ahead."""
    years = (published.year - 1, published.year, published.year + 1)
    options = [d for year in years if (d := make(year, month, day)) is not None]
    limit = published + timedelta(days=366 if ahead else SOON)
    coming = [d for d in options if published < d <= limit]
    past = [d for d in options if d <= published]
    if ahead and coming:
        return coming[0]
    if past and (not coming or (published - past[-1]).days < (coming[0] - published).days):
        return past[-1]
    return coming[0] if coming else None


def month(number: int, year: int | None, published: date | None, part: str, *, ahead: bool = False) -> When:
    """A month: its middle, or its first or last day for `early` and `late`; without a year the most recent one (or the coming one)."""
    if year is None:
        if published is None:
            return When(None, 3)
        year = published.year
        if ahead and number < published.month:
            year += 1
        elif not ahead and number > published.month:
            year -= 1
    last = calendar.monthrange(year, number)[1]
    day = {"early": 1, "late": last}.get(part, 15)
    value = date(year, number, day)
    if published and (year, number) == (published.year, published.month) and not ahead:
        value = min(value, published)
    return When(value, 3)


def last_week(published: date) -> date:
    """The middle of the week before, Monday to Sunday."""
    return published - timedelta(days=published.weekday() + 4)


def weekend(published: date) -> date:
    """The Saturday of the most recent weekend, the present one included."""
    return weekday(5, published)


def ago(count: int, unit: str, published: date) -> When:
    """`count` days, weeks, months or years before the publication."""
    if unit in ("minute", "hour"):
        return When(published - timedelta(days=count // 24 if unit == "hour" else 0), 1)
    if unit == "day":
        return When(published - timedelta(days=count), 1)
    if unit == "week":
        return When(published - timedelta(weeks=count), 2)
    months = count * {"month": 1, "year": 12, "decade": 120}[unit]
    index = published.year * 12 + published.month - 1 - months
    year, number = divmod(index, 12)
    if unit != "month":
        return When(make(year, 7, 1), 3)
    return When(make(year, number + 1, min(published.day, 28)), 3)


def is_historical(value: date | None, published: date | None) -> bool:
    """Whether the date lies long before the publication."""
    return value is not None and published is not None and (published - value).days > LONG_PAST
