"""Reads the words of a noun phrase up to its head: names, countries, identities and role words, put together."""

from __future__ import annotations

from dataclasses import dataclass, replace

from coders.actors.codes import PEOPLES, RELIGIONS
from coders.actors.context import ActorContext
from coders.actors.phrase import LOCATIVE, Phrase, Unit, coordinated, first_conjunct, units_in
from coders.actors.reading import Reading, apply_agent, of_record, with_identity
from coders.actors.records import NAMED, Kind, Record, choose
from coders.actors.roles import own_roles
from coders.actors.tables import WITHIN
from coders.actors.wordset import words
from coders.types import Token

FORMER = words(
    """
    former ex erstwhile one-time onetime ousted deposed toppled disgraced overthrown retired late exiled
    """
)
COUNTED = frozenset(("CD",))
_STATES = words(
    "state nation country leader league world government minister official power bloc neighbour neighbor ruler capital"
)
_PLACES = words(
    """
    city town capital port suburb outskirt outskirts north south east west centre center street streets region area district
    province part parts governorate airport vicinity countryside
    """
)
_SINGLE = frozenset(("a", "an", "one", "another"))


@dataclass(frozen=True, slots=True)
class Core:
    """What the words up to the head say; several readings where modifiers are coordinated."""

    readings: tuple[Reading, ...]
    agents: tuple[Record, ...]  # role words after the last name, in order
    names_head: bool  # a name covers the head
    has_country: bool
    fallback: Reading | None = None  # where they are based


def read_core(phrase: Phrase, context: ActorContext) -> Core:
    """Reads the phrase's own words, without its possessor's."""
    sentence = phrase.sentence
    first = phrase.first if phrase.possessor is None else _after_possessor(phrase)
    units = units_in(sentence, context.matches(sentence), first, phrase.head)
    foreign = phrase.possessor is not None or any(u.match.geographic for u in units)
    names = [u for u in units if u.match.named and not (u.match.agents and (foreign or _elsewhere(u, context)))]
    agents = [u for u in units if u.match.agents and u not in names and not _only_says_how(u, phrase)]
    peoples = [u for u in units if u.match.of(Kind.IDENTITY) and u not in names]
    identities = [u for u in peoples if not u.match.geographic or not (_of_states(phrase) or _has_country(u))]
    places = [u for u in units if u.match.geographic and u not in names and u not in identities and not u.fallback]
    past = any(t.text.lower().removesuffix("-") in FORMER for t in phrase.words())
    based = next((u for u in units if u.fallback and u.match.geographic), None)
    fallback = _place(based, context) if based else None
    if names:
        readings, rest = _named(phrase, names, places, agents, context, past)
    else:
        readings, rest = _placed(phrase, places, agents, context), [_agent(u) for u in agents]
    for unit in identities:
        if not unit.match.agents:
            rest += _inside(unit, context)
        record, when = choose(unit.match.of(Kind.IDENTITY), context.day)
        readings = tuple(with_identity(r, of_record(record, when)) for r in readings or (Reading(),))
    if not names and (identities or any(WITHIN in r.classes for u in places for r in u.match.geographic)):
        # An army without a state is no state's military: Moslem forces, Catalan forces.
        rest = [replace(a, code="REB") if a.weak and a.code == "MIL" and "force" in a.classes else a for a in rest]
    if identities and not places and not names:
        # Leaders of a people without a state hold no office.
        rest = [replace(a, code="ELI") if a.weak and a.code == "GOV" else a for a in rest]
    covers = bool(names) and names[-1].last == phrase.head
    merged = readings
    if rest and (readings or phrase.possessor is None):
        merged = tuple(_apply(r, rest) for r in readings or (Reading(),))
    if identities and not places and not names and not rest and merged and not any(r.roles for r in merged):
        merged = tuple(r.changed(roles=("CVL",)).noting("members of a people or faith") for r in merged)
    if not merged and not rest and any(t.text.lower() == "ethnic" for t in phrase.words()):
        merged = (Reading(roles=("CVL",), trace=("people by descent",)),)
    if past:
        merged = tuple(r.as_former("former") for r in merged)
    if not merged and past:
        rest = [replace(a, code="ELI") if own_roles(a)[0][:1] in (("GOV",), ("MIL",)) else a for a in rest]
    return Core(merged, tuple(rest), covers, bool(places) or any(r.prefix for r in readings), fallback)


def _elsewhere(unit: Unit, context: ActorContext) -> bool:
    """Whether a common name (Congress, the National Guard) is that of a country the article is not about."""
    known = {r.code[:3] for r in unit.match.named}
    return context.at_stake is not None and context.at_stake not in known


def _only_says_how(unit: Unit, phrase: Phrase) -> bool:
    """Whether "official" only says how something is done: an official contact, no contact of officials."""
    token = phrase.sentence.tokens[unit.first]
    return unit.match.key == "official" and token.tag == "JJ" and unit.last != phrase.head


def _has_country(unit: Unit) -> bool:
    """Whether the people that a word names has a country of its own, which then says enough."""
    return all(r.code[:3] not in PEOPLES | RELIGIONS for r in unit.match.of(Kind.IDENTITY))


def _inside(unit: Unit, context: ActorContext) -> list[Record]:
    """The role word that ends the spelling of a people: Rohingya refugees."""
    last = unit.match.key.rpartition(" ")[2]
    return [r for m in context.lexicon.scan(last) for r in m.agents[:1]] if last != unit.match.key else []


def _of_states(phrase: Phrase) -> bool:
    """Arab states and leaders are those of the region; Arab villagers are Arabs."""
    return phrase.token.lemma.lower() in _STATES


def _apply(base: Reading, agents: list[Record]) -> Reading:
    for agent in agents:
        base = apply_agent(base, agent)
    return base


def _agent(unit: Unit) -> Record:
    return max(unit.match.agents, key=lambda r: r.rank)


def _place(unit: Unit, context: ActorContext) -> Reading:
    record, when = choose(unit.match.geographic, context.day)
    return of_record(record, when)


def _named(
    phrase: Phrase, names: list[Unit], places: list[Unit], agents: list[Unit], context: ActorContext, past: bool
) -> tuple[tuple[Reading, ...], list[Record]]:
    last = names[-1]
    chosen = [last]
    for unit in sorted([*names[:-1], *places], key=lambda u: u.first, reverse=True):
        if unit.first > last.first:
            continue
        if coordinated(phrase.sentence, unit, chosen[0]):
            chosen.insert(0, unit)
    before = [_agent(u) for u in agents if u.last < chosen[0].first]

    after = [_agent(u) for u in agents if u.first > last.last]
    readings = []
    for unit in chosen:
        record, when = choose(unit.match.named or unit.match.geographic, context.day)
        reading = of_record(record, when)
        home = next((p for p in places if p.last < unit.first), None)
        if reading.prefix == "NGO" and home is not None:
            reading = _at_home(reading, _place(home, context))
        if record.kind is Kind.PERSON:
            reading = _with_title(reading, [*before, *_titles_in(unit, context)], past)
        readings.append(reading)
    return tuple(readings), after


def _at_home(reading: Reading, home: Reading) -> Reading:
    """An international organisation's national society: the Lebanese Red Cross is of Lebanon."""
    return reading.changed(prefix=home.prefix, roles=reading.roles or ("NGO",), rest=()).noting(*home.trace)


def _titles_in(unit: Unit, context: ActorContext) -> list[Record]:
    """The title that a spelling of a person's name itself begins with: President Reagan."""
    return [r for m in context.lexicon.scan(unit.match.key) if m.start == 0 for r in m.agents if "title" in r.classes]


def _with_title(reading: Reading, titles: list[Record], past: bool) -> Reading:
    """A title in the text outranks the lexicon's "out of office": the article's day may be missing or early."""
    strong = [t for t in titles if own_roles(t)[0] and (not t.weak or own_roles(t)[0][0] == "GOV")]
    if not strong or past:
        return reading
    roles = own_roles(strong[-1])[0]
    held = reading.roles[:1]
    if held in ((), ("ELI",)) or roles[0] == "OPP" or (roles[0] == "GOV" and held not in (("GOV",), ("MIL",))):
        return reading.changed(roles=roles).noting(f"title {strong[-1].name}: {'+'.join(roles)}")
    return reading


def _placed(phrase: Phrase, places: list[Unit], agents: list[Unit], context: ActorContext) -> tuple[Reading, ...]:
    """The countries before the head: one, or several where coordinated."""
    if not places:
        return ()
    chosen = [places[0]]
    for unit in places[1:]:
        if coordinated(phrase.sentence, chosen[-1], unit):
            chosen.append(unit)
    readings: dict[str | None, Reading] = {}
    for unit in chosen:
        reading = _place(unit, context)
        if unit.last == phrase.head and not agents:
            reading = _standing_alone(phrase, unit, reading)
        readings.setdefault(reading.prefix, reading)
    return tuple(readings.values())


def _standing_alone(phrase: Phrase, unit: Unit, reading: Reading) -> Reading:
    """A country word as the head: a capital acts for its government; counted people are civilians."""
    if reading.kind is Kind.CAPITAL and not reading.roles and not _locative(phrase):
        return reading.changed(roles=("GOV",)).noting("a capital acts for its government")
    if reading.kind is Kind.PEOPLE and any(WITHIN in r.classes for r in unit.match.geographic):
        return reading.changed(roles=("CVL",)).noting("a people within a country")
    if reading.kind in (Kind.PEOPLE, Kind.ADJECTIVE) and _counted(phrase, unit):
        return reading.changed(roles=("CVL",)).noting("counted people are civilians")
    return reading


def _locative(phrase: Phrase) -> bool:
    sentence = phrase.sentence
    token = first_conjunct(sentence, phrase.head)
    above: Token = sentence.tokens[token.head]
    if token.dep != "pobj":
        return False
    # The city of Algiers is a place, the government of Algiers is not.
    return above.text.lower() in LOCATIVE or (
        above.text.lower() == "of" and sentence.tokens[above.head].lemma in _PLACES
    )


def _counted(phrase: Phrase, unit: Unit) -> bool:
    before = phrase.sentence.tokens[phrase.first : unit.first]
    if any(t.tag in COUNTED for t in before) or any(t.text.lower() in _SINGLE for t in before):
        return True
    above = phrase.sentence.tokens[phrase.token.head]
    return phrase.token.dep == "pobj" and above.text.lower() == "of" and _is_number(phrase.sentence.tokens[above.head])


def _is_number(token: Token) -> bool:
    return token.tag == "CD" or token.text.lower() in (
        "hundreds",
        "thousands",
        "dozens",
        "scores",
        "millions",
        "tens",
        "number",
        "group",
        "groups",
        "crowd",
        "crowds",
    )


def _after_possessor(phrase: Phrase) -> int:
    """First token after the possessor and its 's."""
    at = phrase.possessor or phrase.first
    tokens = phrase.sentence.tokens
    at += 1
    if at < phrase.head and tokens[at].dep == "case":
        at += 1
    return min(at, phrase.head)


def is_named(reading: Reading) -> bool:
    """Whether the reading is an actor with a name of its own."""
    return reading.named and reading.kind in NAMED
