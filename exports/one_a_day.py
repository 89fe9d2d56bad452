"""The one-a-day filter: of events with the same day, source, target and code one is left, with the mentions of all.

Events come in any order, so they are set aside on disk by day; in memory stand the distinct events of one day, and a
few megabytes on their way to disk. Days come out in their order, undated events first.
"""

from __future__ import annotations

import pickle
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from exports.records import Record

_HELD: Final = 2_000  # records in memory on their way to disk


def one_a_day(records: Iterable[Record]) -> Iterator[Record]:
    """One record for each (day, source, target, code), with the mentions of all and the issues added up.

    The first of them gives place, actors' names and the rest. Reads `records` to their end before the first is given.
    """
    with tempfile.TemporaryDirectory(prefix="athir-days-") as folder:
        days = _set_aside(records, Path(folder))
        for day in sorted(days):
            yield from _merged(_read(Path(folder) / f"{days[day]}"))


def _set_aside(records: Iterable[Record], folder: Path) -> dict[str, int]:
    """Writes each record to the file of its day; gives the number of each day's file."""
    days: dict[str, int] = {}
    held: dict[int, list[Record]] = {}
    count = 0
    for record in records:
        held.setdefault(days.setdefault(record.key[0], len(days)), []).append(record)
        count += 1
        if count >= _HELD:
            _flush(held, folder)
            count = 0
    _flush(held, folder)
    return days


def _flush(held: dict[int, list[Record]], folder: Path) -> None:
    for number, records in held.items():
        with (folder / f"{number}").open("ab") as file:
            pickle.dump(records, file, protocol=pickle.HIGHEST_PROTOCOL)
    held.clear()


def _read(path: Path) -> Iterator[Record]:
    with path.open("rb") as file:
        while True:
            try:
                records: list[Record] = pickle.load(file)  # noqa: S301  # written by this process, in a folder of its own
            except EOFError:
                return
            yield from records


def _merged(records: Iterable[Record]) -> Iterator[Record]:
    found: dict[tuple[str, str, str, str], list[Record]] = {}
    for record in records:
        same = found.setdefault(record.key, [])
        # Of a further one only mentions and issues count; its event need not stay.
        same.append(replace(record, event={}, sentence_text="") if same else record)
    for same in found.values():
        yield replace(same[0], mentions=tuple(m for record in same for m in record.mentions), issues=_added(same))


def _added(records: Iterable[Record]) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for record in records:
        for code, number in record.issues:
            counts[code] += number
    return tuple(counts.items())
