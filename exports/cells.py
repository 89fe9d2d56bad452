"""Values as the cells of a table: text on one line, lists joined, dates and numbers in the manner of the field."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from urllib.parse import quote

LIST = ";"
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def text(value: object) -> str:
    """Text on one line; the empty string for null. Whatever a reader could take for a line's or a cell's end is a blank."""
    return "" if value is None else _BREAKS.sub(" ", str(value)).strip()


def unquoted(value: object) -> str:
    """Text for a table that knows no quoting: readers that look for quotes anyway find none."""
    return text(value).replace('"', "'")


def joined(values: Iterable[object]) -> str:
    """Distinct values in their order with semicolons between; a semicolon within a value is written as in a URL, %3B."""
    return LIST.join(dict.fromkeys(cell.replace(LIST, quote(LIST)) for value in values if (cell := unquoted(value))))


def number(value: float | int | None) -> str:
    """A number in its shortest form; the empty string for null."""
    return "" if value is None else str(value)


def compact(day: date | None) -> str:
    """YYYYMMDD; the empty string for null."""
    return "" if day is None else f"{day.year:04}{day.month:02}{day.day:02}"


def iso(day: date | None) -> str:
    """YYYY-MM-DD; the empty string for null."""
    return "" if day is None else day.isoformat()


def stamp(moment: datetime) -> str:
    """YYYYMMDDHHMMSS."""
    return f"{compact(moment.date())}{moment.hour:02}{moment.minute:02}{moment.second:02}"


def tab_line(cells: Sequence[str]) -> str:
    """A line of cells that hold neither tab nor line end."""
    return "\t".join(cells) + "\n"


def csv_line(cells: Sequence[object]) -> str:
    """A line of RFC 4180, but with LF at its end; cells with commas or quotes are quoted."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
