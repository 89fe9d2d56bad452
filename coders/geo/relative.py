"""Reads what makes a place only near or around: `20 km south of X`, `the outskirts of X`, `western Aleppo`."""

from __future__ import annotations

import re

_SIDE = r"(?:north|south|east|west)(?:[ -]?(?:north|south|east|west))?(?:ern|wards?|erly)?"
_HALF = r"(?:north|south|east|west)(?:[ -]?(?:east|west))?(?:ern|erly)"  # `east Aleppo` is the city, `eastern Aleppo` may be its country
_KIND = (
    r"(?:(?:the\s+)?(?:strategic\s+|besieged\s+|border\s+|coastal\s+|old\s+)?"
    r"(?:city|town|village|district|capital|provincial\s+capital|port(?:\s+city)?)\s+(?:of\s+)?)?(?:the\s+)?"
)
_BEFORE = re.compile(
    rf"(?:\b(?P<near>near|nearby|close\s+to|not\s+far\s+from|outside(?:\s+of)?|around|just\s+off|off|adjacent\s+to|bordering|towards?)\s+{_KIND}"
    rf"|\b(?P<edge>outskirts|countryside|country\s?side|vicinity|suburbs?|surroundings|environs|edges?|periphery|hinterland|rural\s+(?:parts?|areas?)|perimeter|approaches)\s+(?:of|to)\s+{_KIND}"
    rf"|\b(?P<side>{_SIDE})\s+(?:side\s+|part\s+|parts\s+|section\s+|half\s+)?of\s+{_KIND}"
    rf"|\b(?P<distance>(?:km|kms|kilometers?|kilometres?|miles?|mi|minutes?|hours?))\s+(?:away\s+)?(?:from|off|outside|\w+\s+of)\s+{_KIND}"
    rf"|\b(?P<between>between)\s+(?:[\w’' -]+\s+and\s+)?{_KIND}"
    rf"|\b(?P<part>(?:{_HALF}|rural|upper|lower|outer|greater)(?:\s+and\s+{_HALF})?)\s+)$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^(?:['’]s)?\s+(?:(?:north|south|east|west)\w*\s+)?(?P<edge>countryside|outskirts|suburbs?|vicinity|surroundings|hinterland|area|axis|front|frontline|periphery)\b",
    re.IGNORECASE,
)


def relation(before: str, after: str) -> str | None:
    """The words that make the place only near or around, or None when the place itself is meant.

    `before` and `after` are the text of the sentence on both sides of the place's name.
    """
    match = _BEFORE.search(before[-90:])
    if match:
        return match.group().strip()
    match = _AFTER.match(after[:40])
    return match["edge"] if match else None


_DIRECTED = re.compile(rf"\b(?:(?:{_SIDE})|(?:{_SIDE})\s+(?:part|parts|of)\s+(?:of\s+)?)\s*$", re.IGNORECASE)


def directed(before: str) -> bool:
    """Whether the text before a country names a side of it: `northwest Syria`, `the north of Mali`."""
    return bool(_DIRECTED.search(before[-40:]))
