from __future__ import annotations

import pytest

from coders.petrarch.issues import IssueCounter, read_issues
from tests.coders.petrarch.dictionaries import ISSUES


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("The harvest failed and harvests elsewhere did too.", (("HARVEST", 2),)),
        ("They ploughed; ploughing is work.", (("FIELDWORK", 2),)),
        ("Rye bread and rye-bread, the harvest.", (("FOOD", 2), ("HARVEST", 1))),
        ("The harvest moon rose over the rye bread.", ()),
        ("Nothing of note.", ()),
        ("Harvesting", ()),
    ],
)
def test_issues_of_a_sentence(text: str, counts: tuple[tuple[str, int], ...]) -> None:
    assert IssueCounter(read_issues(ISSUES, "i").issues).count(text) == counts


def test_marks_of_categories_are_counted_and_broken_lines_named() -> None:
    report = read_issues(ISSUES + "no code\n" + "v:a " * 9 + "[X]\n", "i").report
    assert dict(report.entries) == {"category marks": 2, "issues": 3, "ignored phrases": 1}
    assert [p.line for p in report.problems] == [7, 8]
    assert report.balanced


@pytest.mark.parametrize(
    ("line", "issues", "doubts"),
    [
        ("mill race [WATER]mill races [WATER]", [("MILL RACE", "WATER"), ("MILL RACES", "WATER")], []),
        ("weir [WATER] sluice [LOCKS]", [("WEIR", "WATER"), ("SLUICE", "LOCKS")], []),
        ("weir [WATER] [WATER]", [("WEIR", "WATER")], ["without a phrase"]),
        ("weir [WATER]*****", [("WEIR", "WATER")], ["'*****' behind the code"]),
        ("weir [WATER] and sluice", [("WEIR", "WATER")], ["'and sluice' behind the code"]),
    ],
)
def test_entries_run_together_are_one_line_and_all_of_them_read(
    line: str, issues: list[tuple[str, str]], doubts: list[str]
) -> None:
    file = read_issues(f"harvest [FARM]\n{line}\n", "i")
    assert [(i.phrases[0], i.code) for i in file.issues[1:]] == issues
    assert file.report.entries["issues"] == 2
    assert file.report.details["lines with several issues"] == (len(issues) > 1)
    assert [doubt in p.text for doubt, p in zip(doubts, file.report.problems, strict=True)] == [True] * len(doubts)
    assert not file.report.dropped


@pytest.mark.parametrize("line", ["weir [WATER] [", "[WATER]", "weir WATER]", "weir [WATER] sluice [LOCKS", "weir []"])
def test_a_line_with_a_broken_bracket_is_dropped_whole(line: str) -> None:
    file = read_issues(line, "i")
    assert (file.issues, file.report.dropped, file.report.balanced) == ([], 1, True)
