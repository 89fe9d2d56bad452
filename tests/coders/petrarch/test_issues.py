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
