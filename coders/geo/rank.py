"""Chooses among places of the same name: what the text says beside it, the country at stake, other places named, and size."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from coders.geo.gazetteer import Candidate
from coders.geo.mention import DOUBTFUL, DOUBTS, Mention
from coders.geo.store import PlaceRecord

_REGIONAL = frozenset(
    "province governorate state oblast region prefecture county district department canton parish subdistrict "
    "counties provinces governorates states regions".split()
)
_SIZE = {"PCLI": 8.5, "CONT": 9.0, "OCN": 9.0, "SEA": 8.5, "RGN": 8.0, "PCLH": 7.0}
_RANK = (0.0, -0.3, -1.8, -4.0, -2.5)
_UNITS = {
    "ADM1": (1.8, 0.8, 6.6),
    "ADM2": (0.0, 0.75, 5.0),
}  # size of a unit: base, times the logarithm of its people, at most
_SURNAMES = frozenset("USA GBR CAN AUS NZL IRL ZAF".split())
_ABOUT = 0.3
_CAPITAL = 1.0
_COUNTRY, _UNIT, _JOINT, _JOINT_MOST = 3.0, 2.5, 1.5, 4.0


@dataclass(slots=True)
class Stakes:
    """How much of the evidence of an article points to each country and first-level unit, by the name that gives it."""

    countries: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    units: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    countries_of: dict[str, dict[str, float]] = field(default_factory=dict)
    units_of: dict[str, dict[int, float]] = field(default_factory=dict)

    def add(self, name: str, country: str | None, unit: int | None, weight: float, unit_weight: float) -> None:
        """Counts a name's evidence."""
        if country:
            self.countries[country] += weight
            self.countries_of.setdefault(name, defaultdict(float))[country] += weight
        if unit:
            self.units[unit] += unit_weight
            self.units_of.setdefault(name, defaultdict(float))[unit] += unit_weight

    def share(self, country: str | None, name: str = "") -> float:
        """The share of the evidence that points to `country`, that of `name` itself left out."""
        if not country or country not in self.countries:
            return 0.0
        own = self.countries_of.get(name, {})
        total = sum(self.countries.values(), 0.0) - sum(own.values(), 0.0)
        return (self.countries[country] - own.get(country, 0.0)) / max(total, 0.5)

    def unit_share(self, unit: int | None, name: str = "") -> float:
        """The share of the evidence that points to the first-level unit with this id, that of `name` itself left out."""
        if not unit or unit not in self.units:
            return 0.0
        own = self.units_of.get(name, {})
        total = sum(self.units.values(), 0.0) - sum(own.values(), 0.0)
        return (self.units[unit] - own.get(unit, 0.0)) / max(total, 0.5)

    def strength(self, name: str) -> float:
        """How much evidence there is beside that of `name`."""
        return sum(self.countries.values(), 0.0) - sum(self.countries_of.get(name, {}).values(), 0.0)

    @property
    def country(self) -> str | None:
        """The country at stake: the one that most of the evidence points to."""
        return max(self.countries, key=lambda c: self.countries[c]) if self.countries else None


def choose(mentions: list[Mention], adjectives: Iterable[str]) -> tuple[dict[int, PlaceRecord], Stakes]:
    """The place of each accepted mention, by the mention's index, and what is at stake in the article.

    One name means one place in an article, unless its own surroundings (a container after a comma) say otherwise.
    """
    _rescue(mentions, adjectives := list(adjectives))
    accepted = [i for i, m in enumerate(mentions) if m.refused is None and m.hit.candidates]
    people = Counter(adjectives)
    near = _neighbours(m for m in mentions if m.hit.candidates and (m.refused is None or m.refused in DOUBTS))
    chosen = {i: p for i in accepted if (p := _explicit(mentions, i)) is not None}
    chosen.update({i: p for i in accepted if i not in chosen and (p := _obvious(mentions[i])) is not None})
    inner = {m.container for m in mentions if m.container is not None and m.refused is None}
    for _ in range(2):
        stakes = _weigh(mentions, chosen, people)
        explicit = {
            mentions[i].hit.key: chosen[i] for i in accepted if mentions[i].container is not None and i in chosen
        }
        fresh: dict[int, PlaceRecord] = {}
        for i in accepted:
            mention = mentions[i]
            outer = _outer(mentions, i) if i in inner else None
            if outer is not None:
                fresh[i] = outer
            elif mention.container is not None and i in chosen:
                fresh[i] = chosen[i]
            elif mention.hit.key in explicit and mention.unit_word not in _REGIONAL:
                fresh[i] = explicit[mention.hit.key]
            else:
                fresh[i] = _best(mention, stakes, near, chosen)
        chosen = fresh
    stakes = _weigh(mentions, chosen, people)
    for i in accepted:
        if mentions[i].kind and not _is_member(chosen[i], stakes):
            towns = [c for c in mentions[i].hit.candidates if _is_member(c.place, stakes)]
            if towns:
                chosen[i] = max(towns, key=_own_size).place
            else:
                del chosen[i]
    return chosen, _weigh(mentions, chosen, people)


def _neighbours(mentions: Iterable[Mention]) -> dict[int, float]:
    """For each place how many of the article's other names have a namesake near it: papers name places of one neighbourhood.

    Rare names count for more. Near means the same or an adjoining cell of one degree.
    """
    points: dict[str, list[tuple[int, int, int]]] = {}
    for mention in mentions:
        if mention.hit.key in points:
            continue
        points[mention.hit.key] = [
            (c.place.id, math.floor(c.place.latitude), math.floor(c.place.longitude))
            for c in mention.hit.candidates
            if c.rank != 2
            and c.place.feature not in ("PCLI", "ADM1")
            and c.place.latitude is not None
            and c.place.longitude is not None
        ]
    cells: dict[tuple[int, int], set[str]] = {}
    for name, spots in points.items():
        for _, row, column in spots:
            cells.setdefault((row, column), set()).add(name)
    near: dict[int, float] = {}
    for name, spots in points.items():
        for place, row, column in spots:
            others = {
                n for y in (-1, 0, 1) for x in (-1, 0, 1) for n in cells.get((row + y, column + x), ()) if n != name
            }
            if others:
                near[place] = min(_JOINT * sum(1 / math.sqrt(len(points[n])) for n in others), _JOINT_MOST)
    return near


def _rescue(mentions: list[Mention], adjectives: list[str]) -> None:
    """A doubtful name counts after all when it is a town's own name in a country that the text is about.

    Not in countries whose towns are named after persons, where a bare name is more often a surname.
    """
    named = Counter(adjectives)
    named.update(
        m.hit.candidates[0].place.country or ""
        for m in mentions
        if m.refused is None and m.hit.candidates and m.evidence
    )
    total = sum(named.values())
    for mention in mentions:
        if mention.refused != DOUBTFUL:
            continue
        towns = [c.place for c in mention.hit.candidates if c.rank < 2 and c.place.country not in _SURNAMES]
        if any(named[p.country or ""] >= _ABOUT * total and named[p.country or ""] > 1 for p in towns):
            mention.refused = None


def _is_member(place: PlaceRecord, stakes: Stakes) -> bool:
    """Whether a member of a list of villages can be this place: a settlement of the country at stake (`Benin` beside Idlib cannot)."""
    return place.feature not in ("PCLI", "ADM1") and place.country == stakes.country


def _explicit(mentions: list[Mention], i: int) -> PlaceRecord | None:
    """The place that lies in what follows after the comma (`Tripoli, Lebanon`; `Paris, Texas`)."""
    container = mentions[i].container
    if container is None:
        return None
    best: tuple[float, PlaceRecord] | None = None
    for outer in mentions[container].hit.candidates:
        place = outer.place
        if place.feature not in ("PCLI", "ADM1", "ADM2"):
            continue
        for inner in mentions[i].hit.candidates:
            p = inner.place
            inside = (
                p.admin1 == place.id or p.admin2 == place.id or (place.feature == "PCLI" and p.country == place.country)
            )
            if not inside or p.id == place.id:
                continue
            score = _own_size(outer) + _own_size(inner) + (0 if p.feature.startswith("PPL") else -1.5)
            if best is None or score > best[0]:
                best = (score, p)
    return best[1] if best else None


def _outer(mentions: list[Mention], i: int) -> PlaceRecord | None:
    """The unit or country that what stands before the comma lies in (`Bronx, New York` is the state)."""
    inner = [c.place for m in mentions if m.container == i for c in m.hit.candidates]
    outer = [
        c
        for c in mentions[i].hit.candidates
        if (c.place.feature == "PCLI" and any(p.country == c.place.country for p in inner))
        or (c.place.feature in ("ADM1", "ADM2") and any(c.place.id in (p.admin1, p.admin2) for p in inner))
    ]
    return max(outer, key=_own_size).place if outer else None


def _obvious(mention: Mention) -> PlaceRecord | None:
    """A country, or a place so much bigger than its namesakes that no context is needed to begin with."""
    ranked = sorted(mention.hit.candidates, key=lambda c: -_own_size(c))
    if not ranked:
        return None
    first = ranked[0]
    rest = [c for c in ranked[1:] if not _same_area(first.place, c.place)]
    if first.place.feature == "PCLI" and (not rest or _own_size(rest[0]) < 6.3):
        return first.place
    if not rest or _own_size(first) - _own_size(rest[0]) > 1.5:
        return first.place
    return None


def _same_area(a: PlaceRecord, b: PlaceRecord) -> bool:
    return a.country == b.country and a.admin1 == b.admin1


def _own_size(candidate: Candidate) -> float:
    place = candidate.place
    base = _SIZE.get(place.feature)
    if base is None:
        unit = _UNITS.get(place.feature)
        if unit is not None:
            return min(unit[0] + unit[1] * math.log10(place.population + 10), unit[2]) + _RANK[candidate.rank]
        base = (
            math.log10(place.population + 10)
            + (_CAPITAL if place.feature == "PPLC" else 0.0)
            + (1.0 if place.layer else 0.0)
        )
    return base + _RANK[candidate.rank]


def _best(mention: Mention, stakes: Stakes, near: dict[int, float], chosen: dict[int, PlaceRecord]) -> PlaceRecord:
    listed = chosen.get(mention.listed) if mention.listed is not None else None
    regional = mention.unit_word in _REGIONAL
    name = mention.hit.key

    def score(candidate: Candidate) -> float:
        place = candidate.place
        value = _own_size(candidate)
        if place.feature != "PCLI":
            value += _COUNTRY * stakes.share(place.country, name) + _UNIT * stakes.unit_share(place.admin1, name)
            value += near.get(place.id, 0.0)
        if place.feature in ("ADM1", "ADM2"):
            value += 4.0 if regional else 0.0
        elif regional and place.feature.startswith("PPL"):
            value -= 1.0
        if listed is not None and place.country == listed.country:
            value += 1.0
        return value

    best = max(mention.hit.candidates, key=score).place
    if best.feature in ("ADM1", "ADM2") and not regional:
        # `Idlib` is the city unless something says province
        towns = [
            c
            for c in mention.hit.candidates
            if c.place.feature.startswith("PPL") and c.rank < 3 and c.place.admin1 == best.admin1
        ]
        federal = best.country in ("USA", "CAN", "AUS") and best.feature == "ADM1"
        if towns and (not federal or max(t.place.population for t in towns) >= 1_000_000):
            return max(towns, key=score).place
    return best


def _weigh(mentions: list[Mention], chosen: dict[int, PlaceRecord], people: Counter[str]) -> Stakes:
    """Counts what the places chosen so far say about country and unit; a name counts less each time it comes again."""
    stakes = Stakes()
    seen: Counter[int] = Counter()
    for i, place in chosen.items():
        seen[place.id] += 1
        weight = 1.0 / seen[place.id]
        told = 1.5 if mentions[i].container is not None else 1.0
        is_country = place.feature == "PCLI"
        stakes.add(
            mentions[i].hit.key,
            place.country,
            None if is_country else place.admin1,
            weight * (0.7 if is_country else told),
            weight * told,
        )
    for country, count in people.items():
        stakes.add("", country, None, 0.5 * (1 + math.log(count)), 0.0)
    return stakes
