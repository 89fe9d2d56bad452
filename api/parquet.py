"""Items as a Parquet file that is sent while it is written, one row group at a time. Loads pyarrow when it is used."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, Final

from schemas.flat import Kind, Table

GROUP: Final = 5_000  # lines held at once
METADATA: Final = "athir.summary"


class _Sink:
    """What a Parquet writer writes into: only ever appended to, emptied after each row group."""

    closed = False

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._written = 0

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._held.append(piece)
        self._written += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._written

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    def taken(self) -> bytes:
        piece = b"".join(self._held)
        self._held.clear()
        return piece


def parquet(
    items: Iterable[Mapping[str, Any]], table: Table, ending: Iterable[Mapping[str, Any]] = ()
) -> Iterator[bytes]:
    """The file in pieces. What `ending` gives at the end is JSON in the file's metadata, under `athir.summary`.

    A file whose transfer broke off lacks its footer, so no reader takes it for whole.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    types: dict[Kind, Any] = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "day": pa.date32()}
    schema = pa.schema([(column, types[kind]) for column, kind in table.columns.items()])
    sink = _Sink()
    remaining = iter(items)
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        while lines := [_typed(table, item) for item in islice(remaining, GROUP)]:
            writer.write_table(pa.Table.from_pylist(lines, schema=schema))
            lines.clear()  # before the next group is read, so that one at a time is held
            yield sink.taken()
        facts = [dict(item) for item in ending]
        if facts:
            writer.add_key_value_metadata({METADATA: json.dumps(facts[-1])})
    yield sink.taken()


def _typed(table: Table, item: Mapping[str, Any]) -> dict[str, Any]:
    flat = table.flat(item)
    return {
        column: date.fromisoformat(flat[column]) if kind == "day" and flat[column] else flat[column]
        for column, kind in table.columns.items()
    }
