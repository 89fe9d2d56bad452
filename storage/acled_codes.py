"""The numbers behind the labels of ACLED-style rows: classes of actors, pairs of them, and regions. Filters take either."""

from __future__ import annotations

from typing import Final

# Position is the number; the first stands for no second actor.
INTERS: Final = (
    "",
    "State forces",
    "Rebel group",
    "Political militia",
    "Identity militia",
    "Rioters",
    "Protesters",
    "Civilians",
    "External/Other forces",
)
INTER_NUMBERS: Final = {label: number for number, label in enumerate(INTERS)}
REGION_NUMBERS: Final = {
    "Western Africa": 1,
    "Middle Africa": 2,
    "Eastern Africa": 3,
    "Southern Africa": 4,
    "Northern Africa": 5,
    "South Asia": 7,
    "Southeast Asia": 9,
    "Middle East": 11,
    "Europe": 12,
    "Caucasus and Central Asia": 13,
    "Central America": 14,
    "South America": 15,
    "Caribbean": 16,
    "East Asia": 17,
    "North America": 18,
    "Oceania": 19,
    "Antarctica": 20,
}


def interaction_number(inter1: int, inter2: int) -> int:
    """The number of a pair of classes: the smaller first, a lone actor times ten; the order makes no difference."""
    low, high = sorted((inter1, inter2))
    return high * 10 if low == 0 else low * 10 + high
