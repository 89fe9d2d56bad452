from __future__ import annotations

from pathlib import Path

import pytest

from coders.errors import DataError
from coders.petrarch.lines import LONGEST, Report, lines_of, read_text, without_remark


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("ARDOVIA [ARD] # north of it", "ARDOVIA [ARD] "),
        ("ARDOVIA [ARD];cnl 4/4/01", "ARDOVIA [ARD]"),
        ("ARDOVIA [ARD]# no blank", "ARDOVIA [ARD]"),
        ("ARDOVIA [ARD]", "ARDOVIA [ARD]"),
        ("# all of it", ""),
        ("NOBODY [---] ; x # y", "NOBODY [---] "),
    ],
)
def test_a_remark_is_taken_off(raw: str, kept: str) -> None:
    assert without_remark(raw) == kept


def test_comments_of_all_kinds_are_no_lines_and_numbers_stay_those_of_the_file() -> None:
    text = "# a\n<!-- b\nc [ARD]\n-->\n<! -- d -->\n\n  \t\nONE [ARD]\r\n\t[BEL] # e\n<!-- f -->\nTWO"
    report = Report("f")
    assert [(line.number, line.text, line.indented) for line in lines_of(text, report)] == [
        (8, "ONE [ARD]", False),
        (9, "[BEL]", True),
        (11, "TWO", False),
    ]
    assert report.lines == 3


def test_a_line_beyond_all_measure_is_a_problem_and_no_entry() -> None:
    report = Report("f")
    assert list(lines_of("A" * (LONGEST + 1), report)) == []
    assert [str(p) for p in report.problems] == [f"f:1: a line of {LONGEST + 1} characters is no entry"]
    assert (report.lines, report.dropped, report.balanced) == (1, 1, True)


@pytest.mark.parametrize(("data", "text"), [(b"\xef\xbb\xbfB\xc3\xb6", "Bö"), (b"B\xf6", "Bö")])
def test_files_are_utf_8_or_latin_1(tmp_path: Path, data: bytes, text: str) -> None:
    (tmp_path / "f").write_bytes(data)
    assert read_text(tmp_path / "f") == text


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="none"):
        read_text(tmp_path / "none")
