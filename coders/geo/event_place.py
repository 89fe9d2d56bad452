"""The place of an event: from the trigger's own locatives, then those of its arguments, then the sentence, then the lead."""

from __future__ import annotations

from dataclasses import dataclass, replace

from coders.geo.relative import relation
from coders.geo.resolve import PlaceContext
from coders.types import EventPlace, Place, Sentence, Token

_IN = frozenset({"in", "at", "on", "near", "inside", "outside", "around", "across", "throughout", "along", "within", "between", "of", "against", "off", "over", "into", "through", "toward", "towards", "to", "north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"})  # fmt: skip
_AWAY = frozenset({"from", "by", "with", "for", "about", "like", "under", "via", "despite"})
_CLAUSES = frozenset({"relcl", "acl", "advcl"})
_SUBJECT = frozenset({"nsubj", "nsubjpass", "agent"})
_FINE = {"PCLI": 0, "CONT": -1, "OCN": 0, "RGN": 1, "SEA": 1, "ADM1": 2, "ADM2": 3}


@dataclass(frozen=True, slots=True)
class _Found:
    place: Place
    steps: int
    reason: str


def event_place(sentence: Sentence, trigger: int, arguments: frozenset[int], context: PlaceContext) -> EventPlace | None:
    """Where the event of token `trigger` took place, or None when the article names no place for it.

    `arguments` are the tokens of the event's source and target phrases. Of several places in a list this is the first.
    """
    places = event_places(sentence, trigger, arguments, context)
    return places[0] if places else None


def event_places(sentence: Sentence, trigger: int, arguments: frozenset[int], context: PlaceContext) -> tuple[EventPlace, ...]:
    """All places of the event: a list of villages gives one each, in order."""
    here = context.within(sentence.start, sentence.end)
    found = [f for p in here if (f := _tie(sentence, trigger, arguments, p)) is not None]
    if found:
        nearest = min(f.steps for f in found)
        group = [f for f in found if f.steps <= nearest + _SLACK]
        best = max(group, key=lambda f: (_fineness(f.place), -f.steps, -f.place.start))
        members = _list(sentence, best, [f for f in found])
        return tuple(_placed(sentence, m.place, here, m.reason) for m in members)
    lead = _lead(context, sentence)
    return (lead,) if lead else ()


_SLACK = 4


def _fineness(place: Place) -> int:
    return _FINE.get(place.feature or "", 4)


def _tie(sentence: Sentence, trigger: int, arguments: frozenset[int], place: Place) -> _Found | None:
    """How the place hangs on the trigger, or None when it belongs to an actor's name, an origin or another event."""
    tokens = sentence.tokens
    inside = [t for t in tokens if t.start < place.end and place.start < t.end]
    if not inside:
        return None
    ids = {t.i for t in inside}
    root = next((t for t in inside if t.head not in ids or t.head == t.i), inside[0])
    up = _ancestors(tokens, root.i)
    up_trigger = _ancestors(tokens, trigger)
    meeting = next((i for i in up if i in up_trigger), None)
    if meeting is None:
        return None
    place_side, trigger_side = up[: up.index(meeting)], up_trigger[: up_trigger.index(meeting)]
    if any(tokens[i].dep in _CLAUSES | {"ccomp"} and tokens[i].i != root.i for i in place_side) and meeting != root.i:
        clause = next(i for i in place_side if tokens[i].dep in _CLAUSES | {"ccomp"})
        if tokens[clause].head != trigger and not _passes_arguments(tokens, clause, arguments):
            return None
    steps = len(place_side) + 2 * len(trigger_side) + 6 * sum(tokens[i].dep in ("ccomp", "parataxis") for i in trigger_side)
    word = _governor(tokens, place_side or [root.i])
    if word in _AWAY:
        return None
    if root.dep in _SUBJECT and _fineness(place) < 3:
        return None
    if root.i in arguments and place.feature == "PCLI":
        return None
    return _Found(place, steps, f"“{word} {place.text}”" if word else f"“{place.text}” beside the event word")


def _passes_arguments(tokens: tuple[Token, ...], clause: int, arguments: frozenset[int]) -> bool:
    return tokens[clause].head in arguments


def _governor(tokens: tuple[Token, ...], side: list[int]) -> str:
    """The preposition that leads to the place, lower case, or nothing."""
    for i in side:
        if tokens[i].dep == "prep" or tokens[i].pos == "ADP":
            return tokens[i].text.lower()
    return ""


def _ancestors(tokens: tuple[Token, ...], index: int) -> list[int]:
    chain = [index]
    while tokens[chain[-1]].head != chain[-1] and len(chain) <= len(tokens):
        chain.append(tokens[chain[-1]].head)
    return chain


def _list(sentence: Sentence, best: _Found, found: list[_Found]) -> list[_Found]:
    """The list that the best place opens or stands in."""
    ordered = sorted(found, key=lambda f: f.place.start)
    index = ordered.index(best)
    first = last = index
    while first > 0 and _coordinated(sentence, ordered[first - 1].place, ordered[first].place):
        first -= 1
    while last + 1 < len(ordered) and _coordinated(sentence, ordered[last].place, ordered[last + 1].place):
        last += 1
    return ordered[first : last + 1]


def _coordinated(sentence: Sentence, before: Place, after: Place) -> bool:
    between = sentence.text[before.end - sentence.start : after.start - sentence.start]
    if between in (", ", " and ", ", and ", " & "):
        return _fineness(before) == _fineness(after)
    return between in (" and the city of ", " and the town of ", " and the village of ", ", and the village of ")


def _placed(sentence: Sentence, place: Place, here: tuple[Place, ...], reason: str) -> EventPlace:
    text = sentence.text
    at, end = place.start - sentence.start, place.end - sentence.start
    related = relation(text[:at], text[end:])
    if place.latitude is None:
        return _anchored(place, here, reason)
    level = _fineness(place)
    if level < 3:
        return EventPlace(place, 3, f"{reason}: a region" if level else f"{reason}: a country")
    if level == 3:
        return EventPlace(place, 2, f"{reason}: a district")
    if related:
        return EventPlace(place, 2, f"{reason}: {related}")
    return EventPlace(place, 1, reason)


def _anchored(place: Place, here: tuple[Place, ...], reason: str) -> EventPlace:
    """An unknown place takes the point of the known place beside it, and is marked as less exact."""
    known = [p for p in here if p.latitude is not None and p.country == place.country and _fineness(p) >= 2]
    if not known:
        return EventPlace(place, 3, f"{reason}: not in the gazetteer")
    anchor = min(known, key=lambda p: (p.start < place.start, abs(p.start - place.start)))
    located = replace(place, admin1=anchor.admin1, admin2=None, latitude=anchor.latitude, longitude=anchor.longitude)
    precision = 2 if _fineness(anchor) >= 3 else 3
    return EventPlace(located, precision, f"{reason}: not in the gazetteer, placed at {anchor.name}")


def _lead(context: PlaceContext, sentence: Sentence) -> EventPlace | None:
    """The finest place named before the sentence's end nearest to it, else the first of the article."""
    before = [p for p in context.places if p.end <= sentence.start and p.latitude is not None and _fineness(p) >= 2]
    if not before:
        return None
    place = before[0]
    return EventPlace(place, max(2, 3 if _fineness(place) < 3 else 2), "the article's lead")
