"""`athir code --merge`: the rows of all articles, those of one event as one, in the order of country and day.

Rows wait in a temporary file until the last article is coded; in memory there is one key for each.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from coders.acled.merge import merge_sorted
from coders.types import Row
from coders.wire import merged_to_wire, row_from_wire

_MEMORY = 16 * 1024 * 1024  # bytes held in memory before a file is used


def merged(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows as they go out, merged; each with `members`, the rows it was made of, and `merges`, why."""
    with tempfile.SpooledTemporaryFile(max_size=_MEMORY) as spool:
        order: list[tuple[str, str, int]] = []
        for row in rows:
            order.append((row["country"], row["event_date"], spool.tell()))
            spool.write(json.dumps(row).encode() + b"\n")
        order.sort()
        for one in merge_sorted(_read(spool, order)):
            yield merged_to_wire(one)


def _read(spool: IO[bytes], order: Iterable[tuple[str, str, int]]) -> Iterator[Row]:
    for _, _, at in order:
        spool.seek(at)
        yield row_from_wire(json.loads(spool.readline()))
