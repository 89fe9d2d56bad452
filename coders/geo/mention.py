"""A name in the text that may be a place, and how well known its namesakes are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from coders.geo.gazetteer import Candidate
from coders.geo.spans import Hit

BIG = 100_000
"""People from which on a town is known by its bare name."""

DOUBTFUL = "nothing shows a place"
DOUBTS = frozenset({DOUBTFUL, "a given name", "in a longer name", "it speaks"})
"""Reasons that another mention of the name, surely a place, overrules."""


class Evidence(IntEnum):
    """How surely a name is a place where it stands."""

    NONE = 0  # the name alone
    WEAK = 1  # it modifies an institution, follows `of` or `to`, or stands in a list of places
    STRONG = 2  # a place's surroundings: `in`, `near`, a unit, a country after a comma, a dateline


@dataclass(slots=True)
class Mention:
    """A name in the text with the reasons for and against its being a place. `unit_word` is a word such as `province` beside it."""

    hit: Hit
    start: int
    end: int
    text: str
    evidence: Evidence
    unit_word: str | None = None
    refused: str | None = None
    container: int | None = None  # index of the mention that follows after a comma and may contain this one
    listed: int | None = None  # index of the mention before, in the same list
    kind: str | None = None  # what an unknown place or the members of its list are: `village`, `street`


def standing(candidates: tuple[Candidate, ...]) -> int:
    """2: the name of a country or first-level unit, 1: of a well-known town, 0: of another place."""
    if candidates and candidates[0].rank < 2 and candidates[0].place.feature in ("PCLI", "ADM1"):
        return 2
    return int(well_known(candidates))


def well_known(candidates: tuple[Candidate, ...]) -> bool:
    """Whether the name is that of a country, a first-level unit, a capital or a big town."""
    return any(
        (c.place.feature in ("PCLI", "PPLC", "CONT", "RGN", "SEA", "OCN") and c.rank < 2)
        or (c.place.feature == "ADM1" and c.rank < 2)
        or (c.place.population >= BIG and c.rank < 2)
        or c.place.layer > 0
        for c in candidates
    )


def contains(outer: tuple[Candidate, ...], inner: tuple[Candidate, ...]) -> bool:
    """Whether one of the outer places is a unit or country that one of the inner places lies in."""
    for o in outer:
        place = o.place
        if place.feature not in ("PCLI", "ADM1", "ADM2"):
            continue
        for c in inner:
            same = c.place.country == place.country and c.place.id != place.id
            if same and (place.feature == "PCLI" or (c.place.admin1 == place.id or c.place.admin2 == place.id)):
                return True
    return False
