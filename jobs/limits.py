"""How long one article may take. What ends the coder that takes longer belongs to whoever runs it (workers.alarm)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Final

_CHARS: Final = 100_000  # a text is allowed the seconds once more for each of these


class OutOfTime(BaseException):
    """Raised in the middle of a coder's work. Not an Exception: a coder's own handlers must not swallow it."""


@contextmanager
def _never(seconds: float) -> Iterator[None]:
    yield


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` for an article, 0 for no limit, more for a very long one.

    `within` gives a block that raises OutOfTime after so many seconds. `renew` is called with the name of a coder that
    was interrupted, whose state nobody knows, before it is asked for again.
    """

    seconds: float
    within: Callable[[float], AbstractContextManager[None]] = _never
    renew: Callable[[str], None] = lambda name: None

    def block(self, chars: int) -> AbstractContextManager[None]:
        """A block in which texts of so many characters may be coded; it raises OutOfTime where that takes too long."""
        return self.within(self.seconds * (1 + chars / _CHARS)) if self.seconds else _never(0)


UNLIMITED: Final = Limits(0)
