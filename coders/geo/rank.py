"""Chooses among places of the same name: what the text says beside it, the country at stake, other places named, and size."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from coders.geo.gazetteer import Candidate
from coders.geo.recognise import Mention
from coders.geo.store import PlaceRecord

_REGIONAL = frozenset({"province", "governorate", "state", "oblast", "region", "prefecture", "county", "district", "countryside", "department", "canton", "parish", "subdistrict"})
_SIZE = {"PCLI": 8.5, "CONT": 9.0, "OCN": 9.0, "SEA": 8.5, "RGN": 8.0, "ADM1": 6.6, "ADM2": 4.0}
_RANK = (0.0, -0.3, -1.8, -2.5)
_CAPITAL = 1.0
_COUNTRY, _UNIT, _NEARBY = 3.0, 2.5, 1.5


@dataclass(slots=True)
class Stakes:
    """How much of the evidence of an article points to each country and first-level unit, as shares of one."""

    countries: Counter[str] = field(default_factory=Counter)
    units: Counter[int] = field(default_factory=Counter)
    points: list[tuple[float, float]] = field(default_factory=list)

    def share(self, country: str | None) -> float:
        """The share of the evidence that points to `country`."""
        total = sum(self.countries.values())
        return self.countries[country] / total if country and total else 0.0

    def unit_share(self, unit: int | None) -> float:
        """The share of the evidence that points to the first-level unit with this id."""
        total = sum(self.units.values())
        return self.units[unit] / total if unit and total else 0.0

    @property
    def country(self) -> str | None:
        """The country at stake: the one that most of the evidence points to."""
        best = self.countries.most_common(1)
        return best[0][0] if best else None


def choose(mentions: list[Mention], adjectives: Iterable[str]) -> tuple[dict[int, PlaceRecord], Stakes]:
    """The place of each accepted mention, by the mention's index, and what is at stake in the article.

    One name means one place in an article, unless its own surroundings (a container after a comma) say otherwise.
    """
    accepted = [i for i, m in enumerate(mentions) if m.refused is None and m.hit.candidates]
    people = Counter(adjectives)
    chosen = {i: p for i in accepted if (p := _explicit(mentions, i)) is not None}
    chosen.update({i: p for i in accepted if i not in chosen and (p := _obvious(mentions[i])) is not None})
    for _ in range(2):
        stakes = _weigh(mentions, chosen, people)
        explicit = {mentions[i].hit.key: chosen[i] for i in accepted if mentions[i].container is not None and i in chosen}
        fresh: dict[int, PlaceRecord] = {}
        for i in accepted:
            mention = mentions[i]
            if mention.container is not None and i in chosen:
                fresh[i] = chosen[i]
            elif mention.hit.key in explicit and mention.unit_word not in _REGIONAL:
                fresh[i] = explicit[mention.hit.key]
            else:
                fresh[i] = _best(mention, stakes, mentions, chosen)
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
        if place.feature not in _SIZE:
            continue
        for inner in mentions[i].hit.candidates:
            p = inner.place
            inside = p.admin1 == place.id or p.admin2 == place.id or (place.feature == "PCLI" and p.country == place.country)
            if not inside or p.id == place.id:
                continue
            score = _SIZE[place.feature] + _RANK[outer.rank] + _own_size(inner) + (0 if p.feature.startswith("PPL") else -1.5)
            if best is None or score > best[0]:
                best = (score, p)
    return best[1] if best else None


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
        base = math.log10(place.population + 10) + (_CAPITAL if place.feature == "PPLC" else 0.0) + (1.0 if place.layer else 0.0)
    return base + _RANK[candidate.rank]


def _best(mention: Mention, stakes: Stakes, mentions: list[Mention], chosen: dict[int, PlaceRecord]) -> PlaceRecord:
    listed = chosen.get(mention.listed) if mention.listed is not None else None
    regional = mention.unit_word in _REGIONAL
    del mentions

    def score(candidate: Candidate) -> float:
        place = candidate.place
        value = _own_size(candidate)
        if place.feature != "PCLI":
            value += _COUNTRY * stakes.share(place.country) + _UNIT * stakes.unit_share(place.admin1)
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
        towns = [c for c in mention.hit.candidates if c.place.feature.startswith("PPL") and c.rank < 2 and c.place.admin1 == best.admin1]
        if towns and best.country not in ("USA", "CAN", "AUS") or (towns and max(t.place.population for t in towns) >= 500_000):
            return max(towns, key=score).place
    return best


def _weigh(mentions: list[Mention], chosen: dict[int, PlaceRecord], people: Counter[str]) -> Stakes:
    """Counts what the places chosen so far say about country and unit; a name counts less each time it comes again."""
    stakes = Stakes()
    seen: Counter[int] = Counter()
    for i, place in chosen.items():
        seen[place.id] += 1
        weight = 1.0 / seen[place.id]
        strong = mentions[i].container is not None
        if place.country:
            stakes.countries[place.country] += weight * (0.7 if place.feature == "PCLI" else 1.5 if strong else 1.0)
        if place.admin1 and place.feature != "PCLI":
            stakes.units[place.admin1] += weight * (1.5 if strong else 1.0)
        if place.latitude is not None and place.longitude is not None and place.feature.startswith("PPL"):
            stakes.points.append((place.latitude, place.longitude))
    for country, count in people.items():
        stakes.countries[country] += 0.5 * (1 + math.log(count))
    return stakes
