"""Who stands on either side of a development, by the order of the words: who gave up ground, whose weapons were taken."""

from __future__ import annotations

from collections.abc import Sequence

from coders.acled.classes import BLANK, Profile
from coders.acled.countries import Country
from coders.acled.reading import ARMED, Reader, Told, side
from coders.types import Event

_PEOPLE = ("civilian", "crowd", "mob", "blank")


def sides(
    sub_type: str, event: Event | None, told: Told, pair: tuple[Profile, Profile], reader: Reader, home: Country | None
) -> tuple[Profile, Profile]:
    """Source and target of a row of `sub_type`, better than the `pair` of its event, or of its words, where its kind asks for it."""
    if event is not None and (sub_type == "Agreement" or (sub_type == "Armed clash" and event.root == "14")):
        return _partners(event, told, pair, reader, home)
    if sub_type == "Non-violent transfer of territory":
        return _holders(pair, _armed(reader, told, home))
    if sub_type == "Disrupted weapons use":
        return _owners(told, pair, _armed(reader, told, home))
    return pair


def _armed(reader: Reader, told: Told, home: Country | None) -> list[tuple[int, Profile]]:
    return [(at, p) for at, _, p in reader.people(told, home) if p.klass in ARMED and not p.bare]


def _partners(
    event: Event, told: Told, pair: tuple[Profile, Profile], reader: Reader, home: Country | None
) -> tuple[Profile, Profile]:
    """Of `A and B signed a truce` each is a source of the same word; they are the two parties."""
    source, target = pair
    if target.klass not in _PEOPLE and not target.bare:
        return pair
    for other in told.events:
        if (other.trigger_start, other.code) != (event.trigger_start, event.code) or other.source == event.source:
            continue
        partner = reader.profiles(other, told, home)[0]
        if partner.klass != "blank":
            return source, partner
    return pair


def _holders(pair: tuple[Profile, Profile], armed: Sequence[tuple[int, Profile]]) -> tuple[Profile, Profile]:
    """Both armed sides that the sentence names, in its order, whoever the deed's own sides are."""
    found = {side(p): p for _, p in reversed(armed)}
    order = list(dict.fromkeys(side(p) for _, p in armed))
    if len(order) < 2:
        return pair if pair[0].klass != "blank" or not order else (found[order[0]], pair[1])
    return found[order[0]], found[order[1]]


def _owners(told: Told, pair: tuple[Profile, Profile], armed: Sequence[tuple[int, Profile]]) -> tuple[Profile, Profile]:
    """Who stopped the weapon stands before the words that say so, whose weapon it was among or after them."""
    if "owngoal" in told.cues and armed:
        return armed[0][1], BLANK
    span = told.cues.spans.get("disrupted")
    if span is None:
        return pair
    before = [p for at, p in armed if at < span[0]]
    doer = before[0] if before else pair[0]
    owners = [p for at, p in armed if at >= span[0] and side(p) != side(doer)]
    if doer.klass == "blank":
        return pair
    return doer, next(iter(owners), BLANK)
