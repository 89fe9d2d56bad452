"""ACLED-style rows as a CSV file: the 31 columns with their header. Made of rows and not of events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coders.wire import ROW_COLUMNS
from exports.cells import csv_line, text
from exports.format import CSV, Format
from exports.records import Wire


def lines(rows: Iterable[Wire]) -> Iterator[str]:
    """The header, then one line for each row."""
    yield csv_line(ROW_COLUMNS)
    for row in rows:
        yield csv_line([text(row[column]) for column in ROW_COLUMNS])


FORMAT = Format("acled", "ACLED-style rows, 31 columns", CSV, ".csv", ROW_COLUMNS, header=True, rows=lines)
