"""Items as the bytes of an answer, piece by piece, so that an answer of any length takes little memory."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from schemas.flat import Table

PIECE: Final = 32 * 1024  # characters per write: few system calls, and the first line soon
SUMMARY: Final = "_summary"
# What a spreadsheet takes for the beginning of a formula.
_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
# Text that begins so and yet is none: numbers, and actor codes without a country.
_HARMLESS: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|---[A-Z0-9]*")


class Summary:
    """Counts what passes and says at the end what it was; `facts` are asked for when everything has passed."""

    def __init__(self, items: Iterable[tuple[str, dict[str, Any]]]) -> None:
        self._items = items
        self.count = 0
        self.cursor: str | None = None

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for cursor, item in self._items:
            self.count += 1
            self.cursor = cursor
            yield item

    def facts(self, **more: Any) -> dict[str, Any]:
        """The number of items, the cursor of the last, and `more`."""
        return {"items": self.count, "cursor": self.cursor, **more}


def line(item: Mapping[str, Any]) -> str:
    """One line of NDJSON."""
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")) + "\n"


def ndjson(items: Iterable[Mapping[str, Any]], ending: Iterable[Mapping[str, Any]] = ()) -> Iterator[bytes]:
    """Lines in pieces; `ending` is read when all items are written."""
    held: list[str] = []
    size = 0
    for part in (items, ending):
        for item in part:
            text = line(item)
            held.append(text)
            size += len(text)
            if size >= PIECE:
                yield "".join(held).encode()
                held, size = [], 0
    yield "".join(held).encode()


def delimited(
    items: Iterable[Mapping[str, Any]],
    table: Table,
    *,
    delimiter: str,
    header: bool = True,
    safe: bool = True,
    ending: Iterable[Mapping[str, Any]] = (),
) -> Iterator[bytes]:
    """CSV (RFC 4180) or TSV in pieces. `safe` puts an apostrophe before text that a spreadsheet would calculate.

    Each of `ending` is written as a record whose first cell is _summary and whose second is JSON.
    """
    buffer = io.StringIO(newline="")
    tabbed = delimiter == "\t"
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\n" if tabbed else "\r\n")
    if header:
        writer.writerow(table.columns)
    for item in items:
        flat = table.flat(item)
        writer.writerow([_cell(flat[column], safe) for column in table.columns])
        if buffer.tell() >= PIECE:
            yield _taken(buffer)
    for facts in ending:
        writer.writerow([SUMMARY, line(facts).rstrip("\n"), *([""] * (len(table.columns) - 2))])
    yield _taken(buffer)


def _cell(value: Any, safe: bool) -> Any:
    if safe and type(value) is str and _FORMULA.match(value) and not _HARMLESS.fullmatch(value):
        return "'" + value
    return value


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
