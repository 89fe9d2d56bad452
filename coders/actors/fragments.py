"""Small questions about a phrase and its core, and how readings of its parts are joined."""

from __future__ import annotations

from coders.actors.core import Core
from coders.actors.phrase import QUANTITIES, Phrase, first_conjunct
from coders.actors.reading import Reading, apply_agent
from coders.actors.records import Record
from coders.actors.roles import own_roles
from coders.types import Actor, Sentence, Token

MODIFIERS = frozenset(("compound", "amod", "nmod", "npadvmod", "nummod", "quantmod"))
"""Relations of words that modify a noun from the left."""


def modifies(sentence: Sentence, head: int, start: int) -> bool:
    """Whether a token is the second of two modifiers, the first being outside: "US and [British forces]"."""
    above = first_conjunct(sentence, head)
    return above.i != head and above.dep in MODIFIERS and above.start < start


def nominal(sentence: Sentence, head: int) -> tuple[Token, ...]:
    """The token itself, or the objects of a preposition."""
    token = sentence.tokens[head]
    if token.pos == "ADP":
        return tuple(t for t in sentence.tokens if t.head == head and t.dep == "pobj")
    return (token,) if token.pos in ("NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET") else ()


def joined(readings: tuple[Reading, ...], bases: list[Reading], core: Core) -> tuple[Reading, ...]:
    """The readings of an of-phrase, each with the role words and identities of the phrase itself."""
    found = []
    for base in bases:
        for agent in core.agents:
            base = apply_agent(base, agent)
        own = readings[0] if readings else None
        if own is not None and own.rest:
            base = base.changed(rest=(*own.rest, *base.rest))
        if own is not None and own.roles == ("ELI",):
            base = base.as_former("former")
        found.append(base)
    return tuple(found)


def from_agents(agents: tuple[Record, ...]) -> list[Reading]:
    """The reading of role words alone; none where there are none."""
    base = Reading()
    for agent in agents:
        base = apply_agent(base, agent)
    return [base] if agents else []


def is_capital(base: Reading, owners: tuple[Actor, ...], core: Core) -> bool:
    """A capital that owns a role word is a place: Damascus' police are SYRCOP by their own word."""
    return (
        bool(core.agents)
        and any("a capital acts for its government" in a.trace for a in owners)
        and base.roles == ("GOV",)
    )


def is_quantity(phrase: Phrase) -> bool:
    """Whether the head only counts: hundreds of people."""
    return phrase.token.text.lower() in QUANTITIES


def is_weak(core: Core) -> bool:
    """Whether the phrase has no role word with a role of its own."""
    return all(a.weak or not own_roles(a)[0] for a in core.agents)


def extent(phrase: Phrase) -> tuple[int, int]:
    """Where the phrase stands in the article, without its article."""
    tokens = phrase.sentence.tokens
    first = phrase.first
    while first < phrase.head and tokens[first].dep in ("det", "punct", "cc", "preconj", "predet"):
        first += 1
    return tokens[first].start, tokens[phrase.head].end


def unknown(phrase: Phrase, why: str) -> Actor:
    """An actor without code, and why."""
    start, end = extent(phrase)
    text = phrase.sentence.text[start - phrase.sentence.start : end - phrase.sentence.start]
    return Actor(text=text, start=start, end=end, code=None, trace=(why,))
