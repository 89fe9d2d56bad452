"""Whose turn it is."""

from __future__ import annotations

from itertools import islice

import pytest

from jobs.fairness import Waiting, turns


def order(waiting: list[Waiting], number: int) -> str:
    return "".join(str(job.job_id) for job in islice(turns(waiting), number) if job)


@pytest.mark.parametrize(
    ("waiting", "expected"),
    [
        pytest.param([], "", id="nobody"),
        pytest.param([Waiting("a", None, 2, 0, 0)], "aaaaaa", id="alone"),
        pytest.param([Waiting(n, None, 2, 0, 0) for n in "abc"], "abcabc", id="jobs of one owner"),
        pytest.param(
            [Waiting("a", "x", 2, 0, 0), Waiting("b", "x", 2, 0, 0), Waiting("c", "y", 2, 0, 0)],
            "acbcac",
            id="two owners, one with two jobs",
        ),
        pytest.param([Waiting("a", None, 4, 0, 0), Waiting("b", None, 1, 0, 0)], "abaaaa", id="four turns to one"),
        pytest.param([Waiting("a", None, 2, 3, 0), Waiting("b", None, 2, 0, 0)], "bbbaba", id="b catches up"),
        pytest.param([Waiting("a", None, 2, 0, 9), Waiting("b", None, 2, 0, 5)], "bababa", id="who waited longest"),
    ],
)
def test_turns(waiting, expected):
    assert order(waiting, 6) == expected


def test_a_job_that_has_nothing_to_send_drops_out():
    choice = turns([Waiting("a", "x", 2, 0, 0), Waiting("b", "y", 2, 0, 0)])
    assert next(choice).job_id == "a"
    assert choice.send(False).job_id == "b"
    assert [next(choice).job_id for _ in range(3)] == ["b"] * 3
    assert choice.send(False) is None


def test_of_many_jobs_all_come_to_their_turn_one_by_one():
    """A publisher that may send one message at a time serves each job in its order, whoever is first in the list."""
    served = dict.fromkeys("abcde", 0.0)
    seen = []
    for tick in range(1, 11):
        job = next(turns([Waiting(name, None, 2, 0, at) for name, at in served.items()]))
        served[job.job_id] = tick
        seen.append(job.job_id)
    assert seen == [*"abcde", *"abcde"]
