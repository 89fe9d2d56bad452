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

MEMBER_COLUMNS = ("member_ids", "merge_reasons")
"""What a table of merged rows has besides the columns of rows."""

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


def flat_members(row: dict[str, Any]) -> dict[str, Any]:
    """A merged row as one line of a table: its members by their ids, none where it is alone."""
    flat = {name: value for name, value in row.items() if name not in ("members", "merges")}
    ids = [member["event_id_cnty"] for member in row["members"]]
    why = dict.fromkeys(merge["reason"] for merge in row["merges"])
    return {**flat, "member_ids": " ".join(ids), "merge_reasons": "; ".join(why)}
