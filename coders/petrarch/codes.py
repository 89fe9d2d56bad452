"""The codes that stand in brackets: of events, single or paired, and the mark for none at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

NULL = "---"
"""Stands where an entry is explicitly no event, or names no actor."""

_CODE = re.compile(r"(\d{2,4})?(?::(\d{2,4}))?")


@dataclass(frozen=True, slots=True)
class EventCode:
    """`[a:b]`: a from source to target, b from target to source. Without a, the subject is the target; both "" is null."""

    active: str = ""
    passive: str = ""

    @property
    def null(self) -> bool:
        """Whether the entry says that there is no event."""
        return not self.active and not self.passive

    def __str__(self) -> str:
        if self.null:
            return NULL
        return self.active + (f":{self.passive}" if self.passive else "")


def read_event_code(text: str) -> EventCode | None:
    """The code written as `text`, brackets taken off; null where it is none."""
    text = text.strip()
    if text == NULL:
        return EventCode()
    match = _CODE.fullmatch(text)
    if match is None or not text:
        return None
    return EventCode(match.group(1) or "", match.group(2) or "")
