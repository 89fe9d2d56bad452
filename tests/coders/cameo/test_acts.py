from __future__ import annotations

import pytest

from coders.cameo.acts import Act
from coders.cameo.deeds import Algebra


@pytest.mark.parametrize(
    ("deed", "manner", "code"),
    [
        ("meet", "did", "040"),
        ("meet", "intend", "036"),
        ("meet", "may", "036"),
        ("meet", "refuse", "125"),
        ("fight", "may", "138"),
        ("fight", "refuse", None),
        ("fight", "deny", "016"),
        ("meet", "deny", None),
        ("meet", "must", None),
        ("meet", "ought", None),
        ("meet", "might", None),
        ("", "demand", "100"),
        ("", "deny", "016"),
        ("", "did", None),
    ],
)
def test_the_code_of_a_deed_in_a_manner(algebra: Algebra, deed: str, manner: str, code: str | None) -> None:
    assert Act(deed, manner, (), (), 0).code(algebra) == code


def test_notes_stand_behind_the_trace() -> None:
    act = Act("meet", "did", (1,), (2,), 0, trace=("verbs.tsv:1",))
    assert act.noted("ahead", "negated").trace == ("verbs.tsv:1", "ahead", "negated")
    assert act.trace == ("verbs.tsv:1",)
