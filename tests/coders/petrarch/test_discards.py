from __future__ import annotations

from coders.petrarch.discards import Discard, read_discards
from tests.coders.petrarch.dictionaries import DISCARDS


def test_discards() -> None:
    file = read_discards(DISCARDS, "d")
    assert file.discards == [
        Discard("CROQUET CUP", False, "d:2"),
        Discard("HOROSCOPE", True, "d:3"),
        Discard("RAINFALL", False, "d:4"),
    ]
    assert file.report.balanced


def test_a_line_without_a_word_is_named() -> None:
    report = read_discards("+ \n!?\n", "d").report
    assert [str(p) for p in report.problems] == ["d:1: there is no phrase", "d:2: there is no phrase"]
    assert report.balanced
