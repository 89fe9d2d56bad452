from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from exports import cells


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("plain", "plain"),
        ("a\tb\r\nc", "a b c"),
        (" \u2028edge\x85 ", "edge"),
        ("nul\x00", "nul"),
        ("lone \ud800 half", "lone   half"),
        (None, ""),
        (7, "7"),
    ],
)
def test_text_stays_on_its_line(given, wanted):
    assert cells.text(given) == wanted


def test_quotes_are_single_where_there_is_no_quoting():
    assert cells.unquoted('"so"') == "'so'"
    assert cells.csv_line(['"so"', "a,b", "c"]) == '"""so""","a,b",c\n'


@pytest.mark.parametrize(
    ("given", "wanted"), [(["a", "b", "a"], "a;b"), (["a;b", None, "", "c"], "a%3Bb;c"), ([], ""), ([None], "")]
)
def test_joined_values_are_distinct_and_can_be_split_again(given, wanted):
    assert cells.joined(given) == wanted


def test_days_and_moments():
    assert cells.compact(date(999, 1, 2)) == "09990102"
    assert cells.iso(date(2024, 1, 2)) == "2024-01-02"
    assert cells.compact(None) == cells.iso(None) == ""
    assert cells.stamp(datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)) == "20240102030405"


@pytest.mark.parametrize(("given", "wanted"), [(None, ""), (0, "0"), (0.0, "0.0"), (-10.0, "-10.0"), (1e-7, "1e-07")])
def test_numbers(given, wanted):
    assert cells.number(given) == wanted
