"""Reads articles from CSV or TSV while it arrives: a header row of field names, then a record for each article."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from api.bulk_lines import lines
from api.problems import Problem

PLAIN: Final = ("id", "text", "title", "date", "source", "url", "language")
NESTED: Final = ("mentions", "pairs")  # JSON in a cell
_ALL: Final = ", ".join((*PLAIN, *NESTED))


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the number of its first line, and the article body or what is wrong (`problem`, at `pointer`)."""

    line: int
    body: dict[str, Any] | None
    problem: str = ""
    pointer: str = ""


class _TooLong(Exception):
    """A line is longer than the limit."""


class _Lines:
    """Lines of text for the csv module. Unlike a generator it goes on after it has raised."""

    def __init__(self, body: Iterable[bytes], limit: int) -> None:
        self._lines = lines(body, limit, ends=True)
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        self.number, line = next(self._lines)
        if line is None:
            raise _TooLong
        if self.number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        # Bytes that are not UTF-8 become lone surrogates, which no article may have: an error of their record alone.
        return line.decode("utf-8", "surrogateescape")


def records(body: Iterable[bytes], limit: int, delimiter: str) -> Iterator[Record]:
    """The records below the header; quoted cells may hold line feeds. `limit` is the most bytes of a line and a cell.

    Raises the 422 problem for a header that names no `text`, or a column that is no field of an article.
    """
    csv.field_size_limit(max(csv.field_size_limit(), limit))
    source = _Lines(body, limit)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    header = _header(reader)
    if header is None:
        return
    while True:
        line = source.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _TooLong:
            yield Record(line, None, f"The line is longer than the limit of {limit} bytes.")
            continue
        except csv.Error as error:
            yield Record(line, None, f"Not CSV: {error}.")
            continue
        if cells:
            yield _record(line, header, cells)


def _header(reader: Iterator[list[str]]) -> list[str] | None:
    try:
        names = next((cells for cells in reader if cells), None)
    except (csv.Error, _TooLong) as error:
        raise _bad_header("The header row is not CSV, or too long.") from error
    if names is None:
        return None
    names = [name.strip().lower() for name in names]
    unknown = [name for name in names if name not in (*PLAIN, *NESTED)]
    if unknown:
        raise _bad_header(f"The header row names {unknown[0][:100]!r}; an article has {_ALL}.")
    if "text" not in names or len(set(names)) < len(names):
        raise _bad_header("The header row must name `text`, and each column once.")
    return names


def _bad_header(detail: str) -> Problem:
    return Problem("invalid-input", detail, [{"pointer": "", "detail": detail}])


def _record(line: int, header: list[str], cells: list[str]) -> Record:
    if len(cells) != len(header):
        return Record(line, None, f"Must have {len(header)} cells like the header, has {len(cells)}.")
    body: dict[str, Any] = {}
    for name, cell in zip(header, cells, strict=True):
        if not cell:
            continue
        body[name] = cell
        if name in NESTED:
            try:
                body[name] = json.loads(cell)
            except ValueError:
                return Record(line, None, "Must be JSON.", f"/{name}")
    return Record(line, body)
