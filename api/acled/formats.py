"""Rows as JSON in ACLED's envelope, as CSV, tab-separated text or XML, written piece by piece."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

NOTICE: Final = (
    "Machine-coded by Athir from news text. These rows are not ACLED's data and not checked or endorsed by ACLED."
)
MEDIA: Final[Mapping[str, str]] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "txt": "text/tab-separated-values; charset=utf-8",
}
# What XML 1.0 cannot hold, and what UTF-8 cannot.
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Line = Mapping[str, Any] | str  # a row, or its JSON where nothing of it changes


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands around the rows of a page."""

    count: int
    total: int
    hours_old: int
    filename: str
    next_cursor: int | None

    def head(self) -> dict[str, Any]:
        """The members before `data`."""
        return {
            "status": 200,
            "success": True,
            "last_update": self.hours_old,
            "count": self.count,
            "total_count": self.total,
            "messages": [NOTICE],
        }

    def tail(self) -> dict[str, Any]:
        """The members after `data`. There are no restrictions, and no date that clients would take for an embargo."""
        restrictions: dict[str, list[str]] = {
            name: [] for name in ("countries", "event_types", "regions", "history", "recency", "date_recency")
        }
        return {
            "filename": self.filename,
            "data_query_restrictions": restrictions,
            "next_cursor": self.next_cursor,
        }


def write(format_: str, envelope: Envelope, columns: tuple[str, ...], pieces: Iterable[list[Line]]) -> Iterator[str]:
    """The text of an answer in one of the formats of MEDIA, in about as many parts as there are pieces."""
    if format_ == "json":
        return _json(envelope, pieces)
    if format_ == "xml":
        return _xml(envelope, pieces)
    return _table(columns, pieces, "," if format_ == "csv" else "\t")


def _json(envelope: Envelope, pieces: Iterable[list[Line]]) -> Iterator[str]:
    yield _dump(envelope.head())[:-1] + ',"data":['
    comma = ""
    for piece in pieces:
        if piece:
            yield comma + ",".join(line if isinstance(line, str) else _dump(line) for line in piece)
            comma = ","
    yield "]," + _dump(envelope.tail())[1:] + "\n"


def _table(columns: tuple[str, ...], pieces: Iterable[list[Line]], delimiter: str) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(columns)
    yield text.getvalue()
    for piece in pieces:
        text.seek(0)
        text.truncate()
        writer.writerows([row[name] for name in columns] for row in map(_row, piece))
        yield text.getvalue()


def _xml(envelope: Envelope, pieces: Iterable[list[Line]]) -> Iterator[str]:
    head = "".join(_element(name, value) for name, value in envelope.head().items())
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<response>{head}<data>'
    for piece in pieces:
        rows = ("".join(_element(name, value) for name, value in _row(line).items()) for line in piece)
        yield "".join(f"<row>{row}</row>" for row in rows)
    tail = {name: value for name, value in envelope.tail().items() if name != "data_query_restrictions"}
    yield f"</data>{''.join(_element(name, value) for name, value in tail.items())}</response>\n"


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return f"<{name}>{''.join(_element('message', item) for item in value)}</{name}>"
    if isinstance(value, bool):
        value = str(value).lower()
    text = "" if value is None else _UNWRITABLE.sub("\ufffd", str(value))
    return f"<{name}>{escape(text)}</{name}>"


def _row(line: Line) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(line) if isinstance(line, str) else line
    return found


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
