"""An alarm ends what has no end, and nothing else."""

from __future__ import annotations

import re
import signal
import time
from contextlib import suppress

import pytest

from jobs.limits import OutOfTime
from workers.alarm import within


def loop() -> None:
    while True:
        pass


def swallowing_loop() -> None:
    while True:
        with suppress(Exception):
            loop()


def backtracking() -> None:
    re.fullmatch(r"(a+)+b", "a" * 60)


@pytest.mark.parametrize("endless", [loop, swallowing_loop, backtracking, lambda: time.sleep(60)])
def test_what_takes_too_long_is_ended(endless):
    begun = time.monotonic()
    with pytest.raises(OutOfTime), within(0.1):
        endless()
    assert time.monotonic() - begun < 3


def test_what_is_in_time_is_left_alone_and_nothing_rings_afterwards():
    before = signal.getsignal(signal.SIGALRM)
    with within(0.05):
        pass
    time.sleep(0.1)
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_an_error_passes_through_and_the_alarm_is_off():
    with pytest.raises(ValueError, match="own"), within(0.05):
        raise ValueError("own")
    time.sleep(0.1)
