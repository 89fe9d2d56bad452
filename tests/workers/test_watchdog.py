"""When a worker counts as stalled."""

from __future__ import annotations

import pytest

from workers.watchdog import StallMeter

Look = tuple[float, int, int, int]  # seconds, messages waiting, messages held, messages received so far


@pytest.mark.parametrize(
    ("looks", "stalled"),
    [
        pytest.param([(0, 5, 0, 1), (30, 5, 0, 1), (61, 5, 0, 1)], True, id="waiting, none held, none arrived"),
        pytest.param([(0, 5, 0, 1), (30, 5, 0, 1)], False, id="not for long enough"),
        pytest.param([(0, 5, 0, 1), (30, 5, 0, 2), (61, 5, 0, 2)], False, id="one arrived"),
        pytest.param([(0, 5, 0, 1), (30, 0, 0, 1), (61, 5, 0, 1)], False, id="the queue was empty once"),
        pytest.param([(0, 5, 1, 1), (30, 5, 1, 1), (900, 5, 1, 1)], False, id="busy with a long chunk"),
        pytest.param([(0, 0, 0, 0), (900, 0, 0, 0)], False, id="nothing to do"),
        pytest.param([(0, 0, 0, 0), (900, 5, 0, 0), (961, 5, 0, 0)], True, id="from the first waiting message on"),
    ],
)
def test_stalled(looks: list[Look], stalled: bool) -> None:
    meter = StallMeter(limit=60)
    answers = [meter.stalled(now, waiting=w, held=h, received=r) for now, w, h, r in looks]
    assert answers[-1] is stalled
    assert not any(answers[:-1])
