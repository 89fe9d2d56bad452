"""What each kind of date expression means: one function per kind, from a match to a day and its precision."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from coders.dates import calendar as cal
from coders.dates.calendar import MONTHS, NUMBERS, WEEKDAYS, When

_AHEAD = re.compile(
    r"\b(?:will|shall|would|['’]ll|(?:is|are|was|were|be)\s+(?:set|due|scheduled|expected|planned|slated|going|to)|due|scheduled|slated|plans?|planned"
    r"|planning|expects?|expected|upcoming|ahead\s+of|intends?|promised\s+to|vowed\s+to|deadline|next|until|till)\b(?:\W+\w+){0,12}?\W*$"
    # a doer stands after `by` too: only a date right after it is a term
    r"|\bby(?:\W+(?:the|end|of|early|mid|late|this|coming)){0,4}\W*$",
    re.IGNORECASE,
)
_SPENT = re.compile(
    r"\b(?:said|told|announced|reported|died|killed|was\s+held|took\s+place)\b(?:\W+\w+){0,2}?\W*$", re.IGNORECASE
)


def _ahead(before: str) -> bool:
    return bool(_AHEAD.search(before)) and not _SPENT.search(before)


def _month_number(name: str) -> int:
    return MONTHS[name.rstrip(".").lower()]


def _day_number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _iso(m: re.Match[str], before: str, published: date | None) -> When | None:
    value = cal.make(int(m["y"]), int(m["mo"]), int(m["d"]))
    return When(value, 1) if value else None


def _numeric(m: re.Match[str], before: str, published: date | None) -> When | None:
    """`03.04.2021` is the day first, `3/25/2021` can only be the month first; `3/4/2021` is left alone."""
    a, b = int(m["a"]), int(m["b"])
    if m["sep"] == "/" and a <= 12 and b <= 12 and a != b:
        return None
    day, month = (a, b) if b <= 12 else (b, a)
    value = cal.make(int(m["y"]), month, day)
    return When(value, 1) if value else None


def _day_month(m: re.Match[str], before: str, published: date | None) -> When | None:
    number, day = _month_number(m["m"]), _day_number(m["d"])
    if m["y"]:
        value = cal.make(int(m["y"]), number, day)
        return When(value, 1) if value else None
    if published is None:
        return When(None, 1)
    value = cal.day_of_month(number, day, published, ahead=_ahead(before))
    return When(value, 1) if value else None


def _days(m: re.Match[str], first_month: str, last_month: str, published: date | None) -> When | None:
    year = int(m["y"]) if m["y"] else None
    days = []
    for day, month in ((m["d1"], first_month), (m["d2"], last_month)):
        number = _month_number(month)
        if year is not None:
            days.append(cal.make(year, number, _day_number(day)))
        else:
            days.append(cal.day_of_month(number, _day_number(day), published, ahead=False) if published else None)
    first, last = days
    if first is None or last is None or last < first:
        return When(None, 2) if published is None and year is None else None
    return When(cal.middle(first, last), 2 if (last - first).days <= 7 else 3)


def _span_same_month(m: re.Match[str], before: str, published: date | None) -> When | None:
    return _days(m, m["m"], m["m"], published)


def _span_two_months(m: re.Match[str], before: str, published: date | None) -> When | None:
    return _days(m, m["m1"], m["m2"], published)


def _span_months(m: re.Match[str], before: str, published: date | None) -> When | None:
    year = int(m["y"]) if m["y"] else None
    first = cal.month(_month_number(m["m1"]), year, published, "").value
    last = cal.month(_month_number(m["m2"]), year, published, "").value
    if first is None or last is None:
        return When(None, 3)
    return When(cal.middle(min(first, last), max(first, last)), 3)


def _span_years(m: re.Match[str], before: str, published: date | None) -> When | None:
    first = int(m["y1"])
    last = int(m["y2"]) if len(m["y2"]) == 4 else first // 100 * 100 + int(m["y2"])
    return When(date((first + last) // 2, 7, 1), 3) if last > first else None


def _part(m: re.Match[str]) -> str:
    word = (m["part"] or "").lower()
    if word in ("early", "the beginning of", "the start of", "beginning of"):
        return "early"
    return "late" if word in ("late", "the end of", "end of") else ""


def _month_year(m: re.Match[str], before: str, published: date | None) -> When | None:
    if m["y"]:
        return cal.month(_month_number(m["m"]), int(m["y"]), published, _part(m))
    if published is None:
        return When(None, 3)
    year = published.year + {"this": 0, "last": -1, "next": 1}[m["rel"]]
    return cal.month(_month_number(m["m"]), year, published, _part(m))


def _month(m: re.Match[str], before: str, published: date | None) -> When | None:
    name, prep = m["m"], (m["prep"] or "").lower()
    if (
        name == "May"
        and not m["part"]
        and prep not in ("in", "since", "last", "this", "next", "during", "until", "by", "of", "from")
    ):
        return None
    if published is None:
        return When(None, 3)
    number = _month_number(name)
    ahead = prep == "next" or (prep in ("in", "by", "until", "till", "for", "this", "") and _ahead(before))
    if prep == "last" and number == published.month:
        return cal.month(number, published.year - 1, published, _part(m))
    if prep in ("by", "until", "till") and number >= published.month:
        ahead = True
    return cal.month(number, None, published, _part(m), ahead=ahead)


def _year_part(m: re.Match[str], before: str, published: date | None) -> When | None:
    month, day = {"early": (1, 1), "late": (12, 31)}.get(_part(m), (7, 1))
    return When(date(int(m["y"]), month, day), 3)


def _year(m: re.Match[str], before: str, published: date | None) -> When | None:
    year = int(m["y"])
    if published and year == published.year:
        return When(cal.middle(date(year, 1, 1), published), 3)
    return When(date(year, 7, 1), 3)


def _season(m: re.Match[str], before: str, published: date | None) -> When | None:
    month = {"spring": 4, "summer": 7, "autumn": 10, "fall": 10, "winter": 1}[m["s"].lower()]
    rel = (m["rel"] or "").lower()
    if m["y"]:
        return When(date(int(m["y"]), month, 15), 3)
    if m["s"].lower() == "fall" and rel not in ("last", "this", "next"):
        return None
    if published is None:
        return When(None, 3)
    year = published.year
    if rel == "next" and date(year, month, 15) <= published:
        year += 1
    elif (
        rel != "next"
        and not _ahead(before)
        and (date(year, month, 15) > published or (rel == "last" and month >= published.month - 1))
    ):
        year -= 1
    return When(date(year, month, 15), 3)


def _decade(m: re.Match[str], before: str, published: date | None) -> When | None:
    return When(None, 3)


def _offset(days: int) -> Callable[[re.Match[str], str, date | None], When | None]:
    def read(m: re.Match[str], before: str, published: date | None) -> When | None:
        return When(published + timedelta(days=days) if published else None, 1)

    return read


def _two_weekdays(m: re.Match[str], before: str, published: date | None) -> When | None:
    if published is None:
        return When(None, 2)
    ahead = _ahead(before)
    last = cal.weekday(WEEKDAYS[m["w2"].lower()], published, ahead=ahead)
    first = last - timedelta(days=(last.weekday() - WEEKDAYS[m["w1"].lower()]) % 7)
    if "into" in m["between"] or "night" in m["between"]:
        return When(last, 1)
    return When(cal.middle(first, last), 2)


def _weekday(m: re.Match[str], before: str, published: date | None) -> When | None:
    if published is None:
        return When(None, 1)
    number, rel = WEEKDAYS[m["w"].lower()], (m["rel"] or "").lower()
    if m["week"]:
        monday = published - timedelta(days=published.weekday())
        return When(monday + timedelta(days=number + (7 if "next" in m["week"] else -7)), 1)
    if rel in ("last", "this past", "the previous"):
        return When(cal.weekday(number, published, strictly=True), 1)
    ahead = rel in ("next", "the following") or _ahead(before)
    if rel == "this":
        monday = published - timedelta(days=published.weekday())
        return When(monday + timedelta(days=number), 1)
    return When(cal.weekday(number, published, ahead=ahead), 1)


def _count(word: str | None) -> int:
    if not word:
        return 1
    word = word.lower().removeprefix("a ").split()[0]
    return int(word) if word.isdigit() else NUMBERS.get(word, 3)


def _past(m: re.Match[str], before: str, published: date | None) -> When | None:
    """`in the past three days`: the middle of the stretch that ends with the publication."""
    count, unit = _count(m["n"]) if m["n"] else 3, m["u"].lower()
    if published is None:
        return When(None, 2)
    start = cal.ago(count, unit, published).value
    days = (published - start).days if start else 0
    precision = 1 if days <= 1 else 2 if days <= 7 else 3
    return When(cal.middle(start, published) if start and days > 1 else published, precision)


def _recent(m: re.Match[str], before: str, published: date | None) -> When | None:
    unit = m["u"].lower()
    start = cal.ago(3, unit, published).value if published else None
    return When(cal.middle(start, published) if start and published else None, 2 if unit == "day" else 3)


def _ago(m: re.Match[str], before: str, published: date | None) -> When | None:
    if published is None:
        return When(None, 3)
    reading = cal.ago(_count(m["n"]) if m["n"] else 3, m["u"].lower(), published)
    vague = not m["n"] or m["n"].lower() in ("several", "a few", "few", "a couple of")
    return When(reading.value, max(reading.precision, 2) if vague and m["u"].lower() != "hour" else reading.precision)


def _relative(m: re.Match[str], before: str, published: date | None) -> When | None:
    if published is None:
        return When(None, 2 if m["u"].lower().startswith("week") else 3)
    rel, unit = m["rel"].lower().removeprefix("the "), m["u"].lower()
    back = rel in ("last", "previous", "past")
    if unit == "weekend":
        coming = rel == "next" or (rel == "this" and _ahead(before))
        return When(cal.weekday(5, published, ahead=True) if coming else cal.weekend(published), 2)
    monday = published - timedelta(days=published.weekday())
    if unit == "week":
        span = (
            cal.last_week(published)
            if back
            else monday + timedelta(days=10)
            if rel == "next"
            else cal.middle(monday, published)
        )
        return When(span, 2)
    if unit == "month":
        if rel == "this":
            return When(cal.middle(published.replace(day=1), published), 3)
        index = published.year * 12 + published.month - 1 + (-1 if back else 1)
        part = {"early": 1, "late": 28}.get((m["early"] or "").lower(), 15)
        return When(date(index // 12, index % 12 + 1, part), 3)
    if rel == "this":
        return When(cal.middle(date(published.year, 1, 1), published), 3)
    return When(date(published.year + (-1 if back else 1), 7, 1), 3)


def _weekend(m: re.Match[str], before: str, published: date | None) -> When | None:
    return When(cal.weekend(published) if published else None, 2)


def _for(m: re.Match[str], before: str, published: date | None) -> When | None:
    unit = m["u"].lower()
    return When(published, 2 if unit == "day" else 3)


READERS: dict[str, Callable[[re.Match[str], str, date | None], When | None]] = {
    "iso": _iso, "numeric": _numeric, "span_md": _span_same_month, "span_dm": _span_same_month, "span_dm_dm": _span_two_months,
    "span_months": _span_months, "span_years": _span_years, "day_month": _day_month, "month_day": _day_month,
    "month_year": _month_year, "month": _month, "year_part": _year_part, "season": _season, "decade": _decade, "year": _year,
    "today": _offset(0), "before_yesterday": _offset(-2), "yesterday": _offset(-1), "after_tomorrow": _offset(2),
    "tomorrow": _offset(1), "two_weekdays": _two_weekdays, "weekday": _weekday, "overnight": _offset(0), "past": _past,
    "recent": _recent, "ago": _ago, "earlier": _ago, "relative": _relative, "weekend": _weekend, "for": _for,
}  # fmt: skip
