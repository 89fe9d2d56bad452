"""Who a noun phrase stands for by a dictionary: PETRARCH2's order of search, over our phrases and references.

The phrase's own words come first, then its possessor, then what its prepositional phrases name, then appositions.
Every agent of the phrase is written behind every actor of it, unless the actor's code has it already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coders.actors.codes import INTERNATIONAL, NOWHERE
from coders.actors.context import ActorContext
from coders.actors.fragments import extent
from coders.actors.lexicon import Match
from coders.actors.phrase import Phrase, conjuncts, objects_of, units_in
from coders.actors.records import Record
from coders.actors.resolve import ActorResolver
from coders.petrarch.codes import NULL
from coders.petrarch.names import BEFORE, choose, in_order
from coders.types import Actor, Sentence

PREPOSITIONS = frozenset(
    {"of", "from", "in", "at", "within", "inside", "across", "throughout", "near", "around", "for", "by", "on"}
)
PEOPLE = "PPL"
"""The agent that gives way to any other."""


@dataclass(frozen=True, slots=True)
class Named:
    """A code found in a phrase, with its name and where it stands."""

    code: str
    name: str
    trace: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What the own words of a phrase say: actors and agents, in order."""

    actors: tuple[Named, ...] = ()
    agents: tuple[Record, ...] = ()


class DictionaryResolver(ActorResolver):
    """Resolves noun phrases by a dictionary's actors and agents."""

    def named(self, sentence: Sentence, words: Sequence[tuple[int, int]], context: ActorContext) -> tuple[Actor, ...]:
        """None: a row has no sides but those that the dictionary's events have."""
        return ()

    def _actors(self, phrase: Phrase, context: ActorContext) -> tuple[Actor, ...]:
        referred = self._referred(phrase, context)
        if referred is not None:
            return referred
        words = self._words_of(phrase, context)
        actors = words.actors or self._around(phrase, bool(words.agents), context)
        start, end = extent(phrase)
        text = phrase.sentence.text[start - phrase.sentence.start : end - phrase.sentence.start]
        if not actors and words.agents:
            country = context.likely_country(phrase.sentence, start)
            if country is not None:
                actors = (Named(country[0], "", (f"country {country[0]}: {country[1]}",)),)
        found: dict[str | None, Actor] = {}
        for named in actors or (Named("", "", ()),):
            actor = _actor(named, words.agents, text, start, end)
            found.setdefault(actor.code, actor)
        return tuple(found.values())

    def _words_of(self, phrase: Phrase, context: ActorContext) -> Words:
        """Actors and agents among the words of the phrase itself; at each place an actor goes before an agent."""
        actors: list[Named] = []
        agents: list[Record] = []
        for unit in units_in(phrase.sentence, context.matches(phrase.sentence), phrase.first, phrase.head):
            named = _named(unit.match, context)
            if named is not None:
                actors.append(named)
            elif unit.match.agents:
                agents.append(in_order(unit.match.agents)[0])
        return Words(_distinct(a for a in actors if a.code != NULL), tuple(agents))

    def _around(self, phrase: Phrase, with_agents: bool, context: ActorContext) -> tuple[Named, ...]:
        """The actors of the possessor, else of the prepositional phrases, else of an apposition on either side."""
        sentence = phrase.sentence
        if phrase.possessor is not None and (found := self._named_at(phrase, [phrase.possessor], context)):
            return found
        for _, at in objects_of(sentence, phrase.head, PREPOSITIONS):
            if found := self._named_at(phrase, [at], context):
                return found
        beside = [t.i for t in sentence.tokens if t.head == phrase.head and t.dep == "appos"]
        if phrase.token.dep == "appos":
            beside.append(phrase.token.head)
        return self._named_at(phrase, beside, context)

    def _named_at(self, phrase: Phrase, heads: Iterable[int], context: ActorContext) -> tuple[Named, ...]:
        """What the phrases at `heads` and those coordinated with them stand for."""
        sentence = phrase.sentence
        found: dict[str, Named] = {}
        for head in heads:
            for at in (head, *conjuncts(sentence, head)):
                if (sentence.index, at) in context.open:
                    continue
                for actor in self.resolve(sentence, at, context):
                    if actor.code and not actor.code.startswith(NOWHERE):
                        found.setdefault(actor.code, Named(actor.code, actor.name or "", actor.trace))
        return tuple(found.values())


def _distinct(actors: Iterable[Named]) -> tuple[Named, ...]:
    """One actor for each country: `Ardan President Jon Doe` is one man, whose own code says most."""
    found: dict[str, Named] = {}
    for actor in actors:
        known = found.get(actor.code[:3])
        if known is None or len(actor.code) > len(known.code):
            found[actor.code[:3]] = actor
    return tuple(found.values())


def _named(match: Match, context: ActorContext) -> Named | None:
    """The actor that a match names on the article's day."""
    records = tuple(r for r in match.records if r not in match.agents)
    chosen = choose(records, context.day) if records else None
    if chosen is None:
        return None
    record, when = chosen
    return Named(record.code, record.name, (f"{record.name} = {record.code} ({record.origin}, {when})",))


def _actor(named: Named, agents: tuple[Record, ...], text: str, start: int, end: int) -> Actor:
    code, trace = named.code, list(named.trace)
    kept = [a for a in agents if a.code != PEOPLE] or list(agents)
    for agent in kept:
        if agent.code in code:
            continue
        code = agent.code + code if BEFORE in agent.classes else code + agent.code
        trace.append(f"{agent.name.lower()}: {'' if BEFORE in agent.classes else '~'}{agent.code} ({agent.origin})")
    if not named.code and code and not any(BEFORE in a.classes for a in kept):
        code = NOWHERE + code
    known = code[:3] if code and code[:3].isalpha() and code[:3] not in INTERNATIONAL else None
    roles = tuple(code[i : i + 3] for i in range(3, len(code), 3))
    return Actor(
        text,
        start,
        end,
        code or None,
        name=named.name or None,
        country=known,
        roles=roles,
        trace=tuple(trace) or ("no word of it is in the dictionary",),
    )
