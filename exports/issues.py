"""The issues that a coder with an issue dictionary counted: in an event itself, or in a note about its sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Issues = tuple[tuple[str, int], ...]

# The note of the petrarch coder: issues of sentence 3: TRADE,2;COURTS,1
_NOTE = re.compile(r"issues of sentence (\d+): ([^\s,;]+,\d+(?:;[^\s,;]+,\d+)*)")


def of_sentences(result: Mapping[str, Any]) -> dict[int, Issues]:
    """Issues with their counts by sentence, as the notes of an article result tell them."""
    found: dict[int, Issues] = {}
    for note in result["notes"]:
        if match := _NOTE.fullmatch(note):
            pairs = (pair.split(",") for pair in match[2].split(";"))
            found[int(match[1])] = tuple((code, int(count)) for code, count in pairs)
    return found


def of_event(event: Mapping[str, Any], told: dict[int, Issues]) -> Issues:
    """The issues of an event: its own, else those that are told of its sentence."""
    own = event.get("issues")
    return tuple((code, count) for code, count in own) if own else told.get(event["sentence"], ())
