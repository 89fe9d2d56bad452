"""The place of an event: from the trigger's own locatives, then those of its arguments, then the sentence, then the lead."""

from __future__ import annotations

from dataclasses import dataclass, replace

from coders.geo.relative import directed, relation
from coders.geo.resolve import PlaceContext
from coders.types import EventPlace, Place, Sentence, Token

_AWAY = frozenset("from by with for about like under via despite without than as".split())
_LEAVING = frozenset(
    "withdraw flee evacuate retreat pull expel oust drive leave displace escape deport withdrawal evacuation "
    "retreat fire launch".split()
)
_CONTEST = frozenset("battle fight offensive struggle bid push leave depart head".split())
_CLAUSES = frozenset({"relcl", "acl", "advcl", "ccomp", "csubj"})
_ACTORS = frozenset({"nsubj", "agent"})
_NAMING = frozenset({"compound", "poss", "amod", "nmod", "nn", "appos"})
_FINE = {"PCLI": 0, "PCLH": 0, "CONT": -1, "OCN": 0, "ADM1": 2, "ADM2": 3}
_FINE |= dict.fromkeys(("RGN", "SEA", "GULF", "STM", "PEN", "DSRT", "ISL", "ISLS"), 1)
_FINE |= dict.fromkeys(("MT", "MTS", "LK", "LKS", "FRST", "VAL", "AREA", "STRT", "DLTA", "CNL", "HTS", "CHN", "PRK"), 3)
_LAST_RESORT = 20
_SLACK = 6


@dataclass(frozen=True, slots=True)
class _Found:
    place: Place
    steps: int
    reason: str


def event_place(
    sentence: Sentence, trigger: int, arguments: frozenset[int], context: PlaceContext
) -> EventPlace | None:
    """Where the event of token `trigger` took place, or None when the article names no place for it.

    `arguments` are the tokens of the event's source and target phrases. Of several places in a list this is the first.
    """
    places = event_places(sentence, trigger, arguments, context)
    return places[0] if places else None


def event_places(
    sentence: Sentence, trigger: int, arguments: frozenset[int], context: PlaceContext
) -> tuple[EventPlace, ...]:
    """All places of the event: a list of villages gives one each, in order."""
    here = context.within(sentence.start, sentence.end)
    found = [f for p in here if (f := _tie(sentence, trigger, arguments, p)) is not None]
    lead = _lead(context, sentence)
    if not found:
        return (lead,) if lead else ()
    nearest = min(f.steps for f in found)
    near = [f for f in found if f.steps <= nearest + _SLACK]
    best = max(near, key=lambda f: (fineness(f.place), not _related(sentence, f.place), -f.steps, -f.place.start))
    if (
        fineness(best.place) == 0
        and lead
        and lead.place.country == best.place.country
        and _is_part(sentence, best.place)
    ):
        return (replace(lead, geo_precision=3, reason=f"{best.reason}, {lead.reason}"),)
    return tuple(_placed(sentence, m.place, here, m.reason) for m in _list(sentence, best, found))


def fineness(place: Place) -> int:
    """How small a place is by its kind: country 0, region 1, first-level unit 2, second-level unit or natural feature 3, settlement 4."""
    return _FINE.get(place.feature or "", 4)


def _tie(sentence: Sentence, trigger: int, arguments: frozenset[int], place: Place) -> _Found | None:
    """How the place hangs on the trigger, or None when it belongs to an actor's name, an origin or another event."""
    tokens = sentence.tokens
    inside = [t for t in tokens if t.start < place.end and place.start < t.end]
    if not inside:
        return None
    ids = {t.i for t in inside}
    root = next((t for t in inside if t.head not in ids or t.head == t.i), inside[0])
    up, up_trigger = _ancestors(tokens, root.i), _ancestors(tokens, trigger)
    meeting = next((i for i in up if i in up_trigger), None)
    if meeting is None or trigger in ids:
        return None
    place_side, trigger_side = up[: up.index(meeting)], up_trigger[: up_trigger.index(meeting)]
    word = _governor(tokens, place_side)
    clause = _clause_cost(tokens, place_side, trigger)
    origin = _is_origin(tokens, place_side, word, trigger) and not _related(sentence, place)
    if clause is None or origin or _is_actor(tokens, place_side, trigger_side, place):
        return None
    steps = len(place_side) + 2 * len(trigger_side) + clause
    steps += 6 * sum(tokens[i].dep in ("ccomp", "parataxis") for i in trigger_side)
    if fineness(place) == 0 and (root.i in arguments or word in ("between", "with", "against", "of")):
        steps += _LAST_RESORT
    return _Found(place, steps, f"“{word} {place.text}”" if word else f"“{place.text}”")


def _clause_cost(tokens: tuple[Token, ...], side: list[int], trigger: int) -> int | None:
    """What the clauses between the place and the trigger cost; None when one of them tells of somebody's other deeds."""
    cost = 0
    for position, i in enumerate(side):
        if tokens[i].dep not in _CLAUSES or tokens[i].pos in ("PROPN", "NOUN"):
            continue
        if any(tokens[j].dep in _ACTORS | {"nsubjpass"} for j in side[position + 1 :]):
            return None
        if tokens[i].dep in ("ccomp", "csubj"):
            return None
        cost += 3 if tokens[i].dep in ("acl", "advcl") else 6
    return cost


def _is_origin(tokens: tuple[Token, ...], side: list[int], word: str, trigger: int) -> bool:
    """`fighters from Idlib`, `talks with Moscow`; but `fled from Idlib`, `the battle for Raqqa`."""
    if word not in _AWAY:
        return False
    prep = next(i for i in side if tokens[i].text.lower() == word)
    head = tokens[tokens[prep].head].lemma.lower()
    if word == "from":
        return head not in _LEAVING and tokens[trigger].lemma.lower() not in _LEAVING
    return not (word == "for" and head in _CONTEST)


def _is_actor(tokens: tuple[Token, ...], side: list[int], trigger_side: list[int], place: Place) -> bool:
    """Whether the place is, or only names, the one who acts: `Moscow condemned`, `the Kabul government`, `the mayor of Homs`."""
    for position, i in enumerate(side):
        if tokens[i].dep not in _ACTORS:
            continue
        below = side[:position]
        if not below:
            return tokens[i].dep == "agent" or fineness(place) < 3 or place.feature == "PPLC"
        word = _governor(tokens, below)
        if tokens[i].dep == "agent" and len(below) == 1:
            return True
        return word in ("", "of") and not trigger_side
    return False


def _governor(tokens: tuple[Token, ...], side: list[int]) -> str:
    """The preposition that leads to the place, lower case, or nothing."""
    for i in side:
        if tokens[i].dep in ("prep", "agent") or tokens[i].pos == "ADP":
            return tokens[i].text.lower()
        if tokens[i].pos == "VERB":
            return ""
    return ""


def _ancestors(tokens: tuple[Token, ...], index: int) -> list[int]:
    chain = [index]
    while tokens[chain[-1]].head != chain[-1] and len(chain) <= len(tokens):
        chain.append(tokens[chain[-1]].head)
    return chain


def _list(sentence: Sentence, best: _Found, found: list[_Found]) -> list[_Found]:
    """The list that the best place opens or stands in; a second list (`and the villages of …`) is part of the first."""
    ordered = sorted(found, key=lambda f: f.place.start)
    chains: list[list[_Found]] = []
    for item in ordered:
        if chains and _coordinated(sentence, chains[-1][-1].place, item.place):
            chains[-1].append(item)
        else:
            chains.append([item])
    own = next(chain for chain in chains if best in chain)
    if not _names_settlements(own):
        return own
    return [f for chain in chains if chain is own or _names_settlements(chain) for f in chain]


def _names_settlements(chain: list[_Found]) -> bool:
    return any(f.place.feature in ("villages", "towns", "cities", "districts", "neighborhoods", "camps") for f in chain)


def _coordinated(sentence: Sentence, before: Place, after: Place) -> bool:
    between = sentence.text[before.end - sentence.start : after.start - sentence.start]
    for noun in ("city", "town", "village", "district"):
        between = between.replace(f"the {noun} of ", "")
    return between in (", ", " and ", ", and ", " & ") and fineness(before) == fineness(after)


def _is_part(sentence: Sentence, place: Place) -> bool:
    return directed(sentence.text[: place.start - sentence.start])


def _related(sentence: Sentence, place: Place) -> str | None:
    return relation(sentence.text[: place.start - sentence.start], sentence.text[place.end - sentence.start :])


def _placed(sentence: Sentence, place: Place, here: tuple[Place, ...], reason: str) -> EventPlace:
    related = _related(sentence, place)
    level = fineness(place)
    if place.latitude is None:
        return _anchored(place, here, reason)
    if level < 3:
        return EventPlace(place, 3, f"{reason}: a region" if level > 0 else f"{reason}: a country")
    if level == 3:
        return EventPlace(place, 2, f"{reason}: an area")
    return EventPlace(place, 2, f"{reason}: {related}") if related else EventPlace(place, 1, reason)


def _anchored(place: Place, here: tuple[Place, ...], reason: str) -> EventPlace:
    """An unknown place takes the point of the known place beside it, and is marked as less exact."""
    known = [p for p in here if p.latitude is not None and p.country == place.country and fineness(p) >= 2]
    if not known:
        return EventPlace(place, 3, f"{reason}: not in the gazetteer")
    anchor = min(known, key=lambda p: (p.start < place.start, abs(p.start - place.start)))
    located = replace(place, admin1=anchor.admin1, latitude=anchor.latitude, longitude=anchor.longitude)
    return EventPlace(
        located, 2 if fineness(anchor) >= 3 else 3, f"{reason}: not in the gazetteer, placed at {anchor.name}"
    )


def _lead(context: PlaceContext, sentence: Sentence) -> EventPlace | None:
    """The first town, else the first unit, that the article names before the sentence in the country at stake."""
    before = [
        p for p in context.places if p.end <= sentence.start and p.latitude is not None and p.country == context.country
    ]
    for least in (3, 2):
        place = next((p for p in before if fineness(p) >= least), None)
        if place is not None:
            return EventPlace(place, 2 if least == 3 else 3, f"the article's lead, “{place.text}”")
    return None
