from __future__ import annotations

import csv
import io
import json
import tracemalloc

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from api import encode
from api.parquet import parquet
from schemas.flat import TABLES, Table


def plain(*columns: str) -> Table:
    return Table(dict.fromkeys(columns, "text"), dict)


def written(items, table=None, **options) -> str:
    options.setdefault("delimiter", ",")
    return b"".join(encode.delimited(items, table or plain("a", "b"), **options)).decode()


@pytest.mark.parametrize(
    ("cell", "guarded"),
    [
        ("=1+1", True),
        ("=HYPERLINK(A1)", True),
        ("+call me", True),
        ("-1+2", True),
        ("@SUM(A1)", True),
        ("\tx", True),
        ("\r=x", True),
        ("--- or not", True),
        ("---", False),
        ("---GOV", False),
        ("-12.5", False),
        ("+7", False),
        ("-1e-5", False),
        ("plain", False),
        ("a=b", False),
        ("", False),
        (" =1", False),
        (-12, False),
        (-0.5, False),
        (None, False),
    ],
)
def test_text_that_a_spreadsheet_would_calculate_is_guarded(cell, guarded):
    (line,) = list(csv.reader(io.StringIO(written([{"a": "x", "b": cell}], header=False), newline="")))
    shown = "" if cell is None else str(cell)
    assert line[1] == ("'" + shown if guarded else shown)
    (line,) = list(csv.reader(io.StringIO(written([{"a": "x", "b": cell}], header=False, safe=False), newline="")))
    assert line[1] == shown


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_what_is_written_is_read_again(delimiter):
    cells = ['quote " here', "line\nend", "tab\there", "comma, here", "ünï ☂ 𝕏", ""]
    text = written([{"a": cell, "b": "end"} for cell in cells], delimiter=delimiter)
    assert list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) == [
        ["a", "b"],
        *([cell, "end"] for cell in cells),
    ]


def test_a_summary_is_a_record_of_as_many_cells():
    items = encode.Summary((f"c{n}", {"a": str(n), "b": "", "c": ""}) for n in range(3))
    text = written(items, plain("a", "b", "c"), ending=(dict(items.facts(whole=True)) for _ in range(1)))
    *_, last = csv.reader(io.StringIO(text, newline=""))
    assert last[0] == "_summary"
    assert json.loads(last[1]) == {"items": 3, "cursor": "c2", "whole": True}
    assert last[2:] == [""]


def test_a_long_list_comes_in_pieces():
    items = [{"a": "x" * 1000, "b": str(n)} for n in range(200)]
    for pieces in (list(encode.ndjson(items)), list(encode.delimited(items, plain("a", "b"), delimiter=","))):
        assert len(pieces) > 4
        assert max(map(len, pieces)) < 2 * encode.PIECE
    assert [json.loads(line) for line in b"".join(encode.ndjson(items)).splitlines()] == items


ROW = {
    column: 1 if kind == "integer" else 1.5 if kind == "number" else "2024-03-01" if kind == "day" else "text"
    for column, kind in TABLES["rows"].columns.items()
} | {"event_ids": ["e1", "e2"]}


def test_parquet_has_typed_columns_and_its_summary_as_metadata():
    file = pq.ParquetFile(io.BytesIO(b"".join(parquet([ROW] * 12_000, TABLES["rows"], [{"items": 12_000}]))))
    assert (file.metadata.num_rows, file.num_row_groups) == (12_000, 3)
    table = file.read()
    assert tuple(table.column_names) == tuple(TABLES["rows"].columns)
    kinds = {"event_date": pa.date32(), "year": pa.int64(), "latitude": pa.float64(), "event_ids": pa.string()}
    assert {name: table.schema.field(name).type for name in kinds} == kinds
    assert table.to_pylist()[0]["event_ids"] == "e1 e2"
    assert json.loads(file.metadata.metadata[b"athir.summary"]) == {"items": 12_000}


def test_an_empty_parquet_has_its_columns():
    table = pq.read_table(io.BytesIO(b"".join(parquet([], TABLES["events"]))))
    assert (table.num_rows, tuple(table.column_names)) == (0, tuple(TABLES["events"].columns))


def test_a_parquet_that_broke_off_is_no_parquet():
    pieces = list(parquet([ROW] * 12_000, TABLES["rows"]))
    with pytest.raises(pa.ArrowInvalid):
        pq.read_table(io.BytesIO(b"".join(pieces[:-1])))


@pytest.mark.parametrize("form", ["parquet", "csv", "ndjson"])
def test_memory_does_not_grow_with_the_list(form):
    def peak(count: int) -> int:
        items = (dict(ROW, article_id=str(n)) for n in range(count))
        made = {
            "parquet": lambda: parquet(items, TABLES["rows"]),
            "csv": lambda: encode.delimited(items, TABLES["rows"], delimiter=","),
            "ndjson": lambda: encode.ndjson(items),
        }[form]()
        tracemalloc.start()
        for _ in made:
            pass
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    peak(10)
    small, large = (5_000, 15_000) if form == "parquet" else (500, 5_000)
    assert peak(large) < 1.3 * peak(small) + 200_000
