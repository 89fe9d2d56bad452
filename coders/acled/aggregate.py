"""One row for one happening: drafts of the same kind, actors, place and day within an article become one.

The result depends neither on the order of the drafts nor on how often it is aggregated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from coders.acled.names import Party
from coders.acled.taxonomy import STRATEGIC, SubType

_DEMONSTRATION = "demonstration"
_LOOTING = "Looting/property destruction"
_VAGUE = "Unidentified "


@dataclass(frozen=True, slots=True)
class Spot:
    """Where: a country (ISO 3166 alpha-3), a named place with its units, decimal degrees, ACLED's precision."""

    country: str
    location: str
    latitude: float
    longitude: float
    precision: int
    admin1: str = ""
    admin2: str = ""
    only_country: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A row before its derived columns; `deaths` is None where the text is silent.

    `order` is the sentence, the place among its events (the main one first), and the offset of the words. Without
    `day_stated` the day is the one the article came in, which says nothing of the event.
    """

    sub_type: SubType
    day: date
    day_precision: int
    spot: Spot
    party1: Party
    party2: Party
    deaths: int | None
    size: str
    tags: tuple[str, ...]
    event_ids: tuple[str, ...]
    order: tuple[int, ...]
    origins: tuple[str, ...] = ()
    day_stated: bool = True


def aggregate(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    """Merges drafts of one article that tell of the same happening; the result stands in order of first mention.

    Same: day, place, the pair of actors, and family (demonstrations, mob violence, armed violence, each strategic type
    by itself). The type that stands higher names the row, but a demonstration of which any part is violent is a
    violent one.
    A draft that names fewer of the actors (or only unnamed ones) joins one of its event type that names more.
    Deaths: the lowest figure above zero that any of them gives.
    """
    found = sorted((_normal(d) for d in drafts), key=_sort_key)
    while True:
        merged = _subsume(_same(found))
        if merged == found:
            return tuple(sorted(merged, key=lambda d: (d.order, _sort_key(d))))
        found = merged


def _normal(draft: Draft) -> Draft:
    """The draft with associated actors in order, and its crowd named by its type."""
    party1, party2 = (replace(p, associates=tuple(sorted(set(p.associates)))) for p in (draft.party1, draft.party2))
    return replace(draft, party1=_crowd_name(party1, draft.sub_type), party2=party2)


def _same(drafts: list[Draft]) -> list[Draft]:
    groups: dict[tuple[object, ...], Draft] = {}
    for draft in drafts:
        key = (*_frame(draft), _names(draft))
        groups[key] = _merge(groups[key], draft) if key in groups else draft
    return sorted(groups.values(), key=_sort_key)


def _subsume(drafts: list[Draft]) -> list[Draft]:
    for weak in drafts:
        hosts = [d for d in drafts if d is not weak and _covers(d, weak)]
        if hosts:
            host = min(hosts, key=_sort_key)
            rest = [d for d in drafts if d is not weak and d is not host]
            return sorted([*rest, _merge(host, weak)], key=_sort_key)
    return drafts


def _covers(strong: Draft, weak: Draft) -> bool:
    if weak.sub_type.name == _LOOTING and _family(strong) in ("violence", "Mob violence"):
        # Looting is its own event only where nobody is attacked.
        return _frame(strong)[1:] == _frame(weak)[1:] and set(_names(weak)) <= set(_names(strong))
    same_kind = strong.sub_type.event_type == weak.sub_type.event_type or _family(strong) == _DEMONSTRATION
    if not same_kind or _frame(strong) != _frame(weak):
        return False
    mine, theirs = _real(weak), _real(strong)
    return mine <= theirs and (len(mine), len(_names(weak))) < (len(theirs), len(_names(strong)))


def _merge(one: Draft, other: Draft) -> Draft:
    """Both as one; `one` gives the actors where the other names fewer, otherwise the draft of the higher type does."""
    covers = _names(one) != _names(other)
    high, low = (one, other) if covers or _type_key(one) <= _type_key(other) else (other, one)
    first, second = sorted((one, other), key=lambda d: (d.order, _sort_key(d)))
    said = [d for d in (one.deaths, other.deaths) if d is not None]
    positive = [d for d in said if d > 0]
    sub_type = min((one.sub_type, other.sub_type), key=_type_rank)
    party1, party2 = _parties(high, low)
    near = min((one, other), key=lambda d: (d.spot.precision, _sort_key(d))).spot
    return replace(
        high,
        sub_type=sub_type,
        party1=_crowd_name(party1, sub_type),
        party2=party2,
        day_precision=min(one.day_precision, other.day_precision),
        spot=near,
        deaths=min(positive) if positive else (0 if said else None),
        size=first.size or second.size,
        tags=_union(first.tags, second.tags),
        event_ids=_union(first.event_ids, second.event_ids),
        order=first.order,
        origins=_union(first.origins, second.origins),
    )


def _parties(high: Draft, low: Draft) -> tuple[Party, Party]:
    others = {_crowd_key(p.name): p for p in (low.party1, low.party2) if p.name}

    def joined(party: Party) -> Party:
        other = others.get(_crowd_key(party.name)) if party.name else None
        if other is None:
            return party
        associates = tuple(sorted({*party.associates, *other.associates}))
        return replace(party, associates=associates, filled=party.filled and other.filled)

    return joined(high.party1), joined(high.party2)


def _family(draft: Draft) -> str:
    kind = draft.sub_type
    if kind.event_type == STRATEGIC or kind.name == "Mob violence":
        return kind.name
    if kind.event_type in ("Protests", "Riots"):
        return _DEMONSTRATION
    return "violence"


def _frame(draft: Draft) -> tuple[object, ...]:
    spot = draft.spot
    return (
        _family(draft),
        draft.day if draft.day_stated else None,
        spot.country,
        spot.location,
        spot.latitude,
        spot.longitude,
    )


def _names(draft: Draft) -> tuple[str, ...]:
    return tuple(sorted(_crowd_key(p.name) for p in (draft.party1, draft.party2) if p.name))


def _real(draft: Draft) -> frozenset[str]:
    parties = (draft.party1, draft.party2)
    return frozenset(_crowd_key(p.name) for p in parties if p.name and not p.filled and not p.name.startswith(_VAGUE))


def _crowd_key(name: str) -> str:
    """Protesters and rioters of one happening are the same people."""
    return name.replace("Rioters (", "Protesters (", 1) if name.startswith("Rioters (") else name


def _crowd_name(party: Party, sub_type: SubType) -> Party:
    if sub_type.event_type == "Riots" and party.name.startswith("Protesters ("):
        return replace(party, name=party.name.replace("Protesters", "Rioters", 1), inter=5)
    return party


def _type_rank(kind: SubType) -> tuple[bool, int]:
    return (kind.event_type != "Riots", kind.rank) if kind.event_type in ("Protests", "Riots") else (True, kind.rank)


def _type_key(draft: Draft) -> tuple[tuple[bool, int], tuple[object, ...]]:
    return (_type_rank(draft.sub_type), _sort_key(draft))


def _union(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def _sort_key(draft: Draft) -> tuple[object, ...]:
    p, q = draft.party1, draft.party2
    return (
        draft.order,
        draft.day,
        draft.sub_type.rank,
        (p.name, p.filled, p.associates, q.name, q.filled, q.associates),
        (draft.spot.country, draft.spot.location, draft.spot.latitude, draft.spot.longitude, draft.spot.precision),
        (draft.deaths is None, draft.deaths or 0, draft.day_precision, draft.day_stated),
        (draft.event_ids, draft.size, draft.tags, draft.origins),
    )
