"""Ids that sort by the time they were made (UUIDv7, RFC 9562), so that new rows go to the end of every index."""

from __future__ import annotations

import secrets
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def possible(text: str) -> bool:
    """Whether `text` can be an id at all: PostgreSQL refuses a question with a NUL character in it."""
    return len(text) == 36 and text.isascii() and text.isprintable()


def uuid7() -> str:
    """A new UUIDv7 as text. Ids of one process rise strictly; those of several processes rise with their clocks.

    The 12 bits after the millisecond are its fraction (RFC 9562, method 3), in steps of a quarter of a microsecond.
    """
    global _last
    now = time.time_ns()
    milliseconds, rest = divmod(now, 1_000_000)
    ticks = milliseconds << 12 | rest * 4096 // 1_000_000
    with _lock:
        ticks = _last = max(ticks, _last + 1)
    value = (ticks >> 12) << 80 | 0x7 << 76 | (ticks & 0xFFF) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))
