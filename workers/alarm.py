"""Interrupts a coder that takes too long: a real-time alarm that raises in the main thread of the process it runs in.

Python code and the interpreter's own loops, regular expressions among them, are interrupted at once. A loop in foreign
native code is not; the worker's hard limit (workers.app) ends the child that hangs in one, and its chunk is halved.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from jobs.limits import OutOfTime

# Raised again after so many seconds, should a handler of the coder's have swallowed it.
_AGAIN: Final = 1.0


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """A block that raises OutOfTime after `seconds`. Only for the main thread, and not for one block within another."""
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        # The alarm may have rung on the way to the line above; the next ring is a second away.
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise OutOfTime
