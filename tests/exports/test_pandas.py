"""The reading calls that users of each format have in their scripts, on its export."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from tests.exports.conftest import actor, event, place, result


@pytest.fixture
def read(lines, results):
    def call(name, **options):
        return pd.read_csv(io.StringIO("\n".join(lines(results, name)) + "\n"), **options)

    return call


WIDTHS = {"phoenix": 26, "petrarch": 8, "gdelt1": 58, "gdelt2": 61, "gdelt2-mentions": 16}


@pytest.mark.parametrize(("name", "width"), WIDTHS.items())
def test_files_without_a_header(read, name, width):
    found = read(name, sep="\t", header=None, dtype=str, keep_default_na=False)
    assert found.shape == (6, width)
    assert read(name, sep="\t", header=None).shape == (6, width)  # as most scripts do, types guessed


def test_phoenix_codes_and_places(read):
    found = read("phoenix", sep="\t", header=None, dtype={13: str, 14: str})
    assert list(found[13]) == ["193", "0233", "010", "163", "193", "0871"]
    assert found[16].dtype == float
    assert found[18].notna().tolist() == [True, True, False, True, True, True]


def test_gdelt_types(read):
    found = read("gdelt2", sep="\t", header=None, dtype={26: str, 27: str, 28: str})
    assert found[0].dtype == found[29].dtype == found[59].dtype == "int64"
    assert found[30].dtype == found[56].dtype == float
    assert list(found[28]) == ["19", "02", "01", "16", "19", "08"]
    assert set(found[53].dropna()) == {"ML", "US", "KV"}


def test_icews_with_quoting_off(read):
    found = read("icews", sep="\t", quoting=csv.QUOTE_NONE, dtype={"CAMEO Code": str}, parse_dates=["Event Date"])
    assert found["Event Date"].dt.year.dropna().unique().tolist() == [2024]
    assert found["Source Country"].dropna().tolist() == ["Mali", "United States", "Iraq", "Mali"]
    assert list(found["CAMEO Code"])[1] == "0233"


def test_polecat_missing_cells_are_none(read):
    found = read("polecat", sep="\t", na_values=["None"], keep_default_na=False)
    assert found["Actor COW"].dropna().tolist() == [432.0, 645.0, 432.0]
    assert found["Recipient Name"].iloc[0] == "gunmen of the 'Brigade'"
    assert found["Wikipedia Actor ID"].isna().all()


def test_cline_and_plover(read, lines, results):
    found = read("cline", dtype={"code": str, "root_code": str}, parse_dates=["story_date"])
    assert found["story_date"].iloc[0] == pd.Timestamp(2024, 2, 9)
    assert list(found["root_code"]) == ["19", "02", "01", "16", "19", "08"]
    records = pd.read_json(io.StringIO("\n".join(lines(results, "plover"))), lines=True)
    assert records["event"].map(len).eq(1).all()
    assert len(records) == 5


HOSTILE = 'He "said\ttab\r\nnew\x0bline; a|b, ’’é中文 \u2028 x'
MIXED = [
    result(
        "m1",
        [event(1, "010", actor("MLIGOV", HOSTILE, HOSTILE), None, day=None, article="m1")],
        source=HOSTILE,
        title=HOSTILE,
        url="https://x.test/a?b=1;c=2",
    ),
    result(
        "m2",
        [
            event(2, "0233", actor(None, "he"), actor("---REB", "rebels"), article="m2",
                  where=place('Näs\t"x', None, latitude=None, longitude=None)),
            event(3, "0871", None, actor("KSVMIL", "x"), article="m2", where=place("Paris", "FRA", "Île-de-France")),
        ],
        date="2024-02-10",
    ),
    result("m3", [], date="2024-02-10"),
]  # fmt: skip
CODE_COLUMN = {"petrarch": 3, "phoenix": 13, "cline": "code", "gdelt1": 26, "gdelt2": 26, "icews": "CAMEO Code"}


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_NONE])
@pytest.mark.parametrize(("name", "column"), CODE_COLUMN.items())
def test_a_mixed_store_keeps_its_rows_and_codes(lines, name, column, quoting):
    """No date, no coordinates, no country, no source, quotes and ends of lines in the text: one line each, whoever reads it."""
    text = "\n".join(lines(MIXED, name)) + "\n"
    header = 0 if isinstance(column, str) else None
    separator = "," if name == "cline" else "\t"
    options = {} if name == "cline" else {"quoting": quoting}
    found = pd.read_csv(io.BytesIO(text.encode()), sep=separator, header=header, dtype={column: str}, **options)
    assert list(found[column]) == ["010", "0233", "0871"]
