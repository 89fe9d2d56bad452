"""Filters of the ACLED-style API told in plain Python, from the reference and not from the code, to compare answers with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

LIKE = (
    "event_id_cnty disorder_type event_type sub_event_type actor1 assoc_actor_1 actor2 assoc_actor_2 civilian_targeting "
    "admin1 admin2 admin3 location source source_scale notes tags"
).split()
INTERS = ["", *"State forces|Rebel group|Political militia|Identity militia|Rioters|Protesters|Civilians".split("|")]
INTERS.append("External/Other forces")
REGIONS = {
    "Western Africa": 1,
    "Eastern Africa": 3,
    "South Asia": 7,
    "Middle East": 11,
    "Europe": 12,
    "Caucasus and Central Asia": 13,
    "South America": 15,
}
WHOLE = ("year", "time_precision", "iso", "geo_precision", "fatalities")
REAL = ("latitude", "longitude")
CODES = ("inter1", "inter2", "interaction", "region")


def expected(rows: list[dict[str, Any]], parameters: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows that fit all parameters."""
    return [row for row in rows if all(_fits(row, name, parameters) for name in parameters if name in row)]


def _fits(row: Mapping[str, Any], name: str, parameters: Mapping[str, str]) -> bool:
    pieces = []
    for piece in parameters[name].split(":OR:"):
        head, equals, rest = piece.partition("=")
        named = bool(equals) and head in row
        pieces.append((head if named else name, rest if named else piece))
    if not any(value.strip("|") or value == "|" for _, value in pieces):
        return True
    return any(_holds(row, column, parameters.get(f"{column}_where"), value) for column, value in pieces)


def _holds(row: Mapping[str, Any], column: str, operator: str | None, text: str) -> bool:
    operator = (operator or ("LIKE" if column in LIKE else ">=" if column == "timestamp" else "=")).upper()
    value = row[column]
    if column in CODES and operator != "LIKE":
        value = _code(column, value)
    if operator == "BETWEEN":
        low, high = (_read(column, part) if part else None for part in text.split("|"))
        return (low is None or value >= low[0]) and (high is None or value <= high[1])
    return any(_compare(column, operator, value, part) for part in text.split("|"))


def _compare(column: str, operator: str, value: Any, part: str) -> bool:
    if operator == "LIKE":
        return part.casefold() in str(value).casefold()
    first, last = _read(column, part)
    if operator == "=" and isinstance(value, str):
        return value.casefold() == part.casefold()
    tests: dict[str, Callable[[], bool]] = {
        "=": lambda: first <= value <= last,
        ">": lambda: value > last,
        ">=": lambda: value >= first,
        "<": lambda: value < first,
        "<=": lambda: value <= last,
    }
    return tests[operator]()


def _read(column: str, part: str) -> tuple[Any, Any]:
    if column in CODES:
        return (_code(column, part),) * 2
    if column in WHOLE:
        return int(part), int(part)
    if column in REAL:
        return float(part), float(part)
    if column == "timestamp":
        if "-" in part:
            start = int(datetime.strptime(part, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
            return start, start + 24 * 60 * 60 - 1
        return int(part), int(part)
    return part, part


def _code(column: str, text: str) -> int:
    if text.isdigit():
        return int(text)
    if column == "region":
        return next(number for name, number in REGIONS.items() if name.casefold() == text.casefold())
    if column == "interaction":
        return next(number for number in range(10, 89) if _label(number).casefold() == text.casefold())
    return [name.casefold() for name in INTERS].index(text.casefold())


def _label(number: int) -> str:
    one, other = divmod(number, 10)
    if other == 0:
        return f"{INTERS[one]} only" if one < 9 else "?"
    if other == 9 or one > other:
        return "?"
    return "External/Other forces-Civilians" if number == 78 else f"{INTERS[one]}-{INTERS[other]}"
