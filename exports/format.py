"""What a format is: its name, its columns, what it is made of, and how a record becomes lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from exports.records import Record, Wire
from exports.tables import Tables

Lines = Iterator[str]


@dataclass(frozen=True, slots=True)
class Setting:
    """What lines depend on beside their records: the tables, and the moment of the export in UTC."""

    tables: Tables
    now: datetime


@dataclass(frozen=True, slots=True)
class Format:
    """A format of the field. Exactly one of `events` and `rows` is given: what it is made of.

    `ending` is that of its files, with the dot; `header` whether the first line names the columns, which JSON has in
    every line instead.
    """

    name: str
    title: str
    media_type: str
    ending: str
    columns: tuple[str, ...]
    header: bool
    events: Callable[[Iterable[Record], Setting], Lines] | None = None
    rows: Callable[[Iterable[Wire]], Lines] | None = None

    @property
    def made_of(self) -> Literal["events", "rows"]:
        """What its lines are made of."""
        return "events" if self.events else "rows"


TSV = "text/tab-separated-values"
CSV = "text/csv"
JSONL = "application/x-ndjson"
