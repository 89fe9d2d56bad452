"""Whether two rows of different articles tell of one event: family, actors, place and day, each compared with a reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from math import asin, cos, radians, sin, sqrt

from coders.acled.taxonomy import STRATEGIC
from coders.types import Row

SLACK = 3
"""Days by which a day known only by its week (precision 2) may be off."""

_WITHIN_TOWN, _NEAR_TOWN = 3.0, 20.0  # kilometres
_EARTH = 6371.0
_MONTH = 3
_REGION = 3


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared of a row's actors: the two as a set, those that are more than a generic name, and with whom."""

    names: frozenset[str]
    real: frozenset[str]
    associates: frozenset[str]

    @classmethod
    def of(cls, row: Row) -> Side:
        """The side of `row`; protesters and rioters are the same people."""
        names = frozenset(_people(n) for n in (row.actor1, row.actor2) if n)
        groups = frozenset(a for a in f"{row.assoc_actor_1}; {row.assoc_actor_2}".split("; ") if a)
        return cls(names, frozenset(n for n in names if not n.startswith("Unidentified ")), groups)


def family(row: Row) -> str:
    """Demonstrations, violence, mob violence, or one type of strategic development: other kinds never are one event."""
    return family_of(row.event_type, row.sub_event_type)


def family_of(event_type: str, sub_event_type: str) -> str:
    """The family of rows of these types."""
    if event_type == STRATEGIC or sub_event_type == "Mob violence":
        return sub_event_type
    return "demonstration" if event_type in ("Protests", "Riots") else "violence"


def reason(one: Row, other: Row, articles: Collection[str], others: Collection[str]) -> str | None:
    """Why the rows are one event, or None. `articles` and `others` are the articles that each was made from.

    Rows of one article never are: within it, all that is the same has been aggregated already.
    """
    if (one.event_id_cnty, one.event_date) == (other.event_id_cnty, other.event_date):
        return "the same id"
    if one.country != other.country or family(one) != family(other) or not set(articles).isdisjoint(others):
        return None
    found: list[str] = []
    for part in (_day, _place, _actors):
        said = part(one, other)
        if said is None:
            return None
        found.append(said)
    return ", ".join(found)


def _day(one: Row, other: Row) -> str | None:
    precise = {one.time_precision, other.time_precision}
    if precise == {_MONTH}:
        return "same month" if one.event_date == other.event_date else None
    if _MONTH in precise:
        return None  # of the events of a month, none can be told to be the one
    apart = abs((date.fromisoformat(one.event_date) - date.fromisoformat(other.event_date)).days)
    if apart == 0:
        return "same day"
    return f"{apart} days apart, a week given" if 2 in precise and apart <= SLACK else None


def _actors(one: Row, other: Row) -> str | None:
    a, b = Side.of(one), Side.of(other)
    if not _groups(a, b):
        return None
    if a.names == b.names:
        known = bool(a.real) or one.sub_event_type == other.sub_event_type
        return "same actors" if known else None
    if one.event_type != other.event_type and family(one) != "demonstration":
        return None
    weak, strong = (a, b) if (len(a.real), len(a.names)) < (len(b.real), len(b.names)) else (b, a)
    if not weak.real <= strong.real or (len(weak.real), len(weak.names)) == (len(strong.real), len(strong.names)):
        return None
    if not weak.real and one.sub_event_type != other.sub_event_type:
        return None
    return "one names fewer of the actors"


def _groups(a: Side, b: Side) -> bool:
    """Whether the associated actors go together: farmers' and students' marches of one day are two."""
    return a.associates <= b.associates or b.associates <= a.associates


def _place(one: Row, other: Row) -> str | None:
    if (one.location, one.admin1) == (other.location, other.admin1) and one.geo_precision == other.geo_precision:
        return "same place"
    coarse = max(one.geo_precision, other.geo_precision)
    if coarse == _REGION:
        if one.admin1 and one.admin1 == other.admin1:
            return "same region"
        return _unplaced(one, other)
    apart = _kilometres(one, other)
    limit = _WITHIN_TOWN if coarse == 1 else _NEAR_TOWN
    return f"{apart:.0f} km apart" if apart <= limit else None


def _unplaced(one: Row, other: Row) -> str | None:
    """Where one report names a country only: the rest must be the same in every point, deaths included."""
    same = (one.sub_event_type, one.actor1, one.actor2, one.fatalities)
    whole = not one.admin1 or not other.admin1
    told = one.fatalities > 0 and same == (other.sub_event_type, other.actor1, other.actor2, other.fatalities)
    return "one names no place, same deaths" if whole and told else None


def _kilometres(one: Row, other: Row) -> float:
    lat1, lon1, lat2, lon2 = (radians(v) for v in (one.latitude, one.longitude, other.latitude, other.longitude))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(half)))


def _people(name: str) -> str:
    return name.replace("Rioters (", "Protesters (", 1) if name.startswith("Rioters (") else name
