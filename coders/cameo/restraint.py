"""What is not an event although its words look like one: forces of nature, accidents, private crime, matters long past."""

from __future__ import annotations

from datetime import date

from coders.cameo.acts import Act
from coders.cameo.interpret import Interpreter
from coders.types import Actor, EventDate

VIOLENT_ROOTS = frozenset({"17", "18", "19", "20"})
# People without an office, a cause or a force behind them.
PRIVATE = frozenset({"CVL", "LAB", "BUS", "CRM", "EDU", "HLH", "AGR", "ELI", "MED", "ENV", "DEV"})
LONG_PAST_DAYS = 2 * 365
"""Events dated further back than this from the day of publication are history that the article recalls."""


def inanimate(code: str, act: Act, interpreter: Interpreter) -> bool:
    """Whether violence is done by a thing that is no actor, weapon or deed: a storm, a heater, a share price."""
    if code[:2] not in VIOLENT_ROOTS or not act.source or act.manner not in ("did", "intend"):
        return False
    return all(_thing(head, interpreter) for head in act.source)


def _thing(head: int, interpreter: Interpreter) -> bool:
    graph = interpreter.graph
    token = graph.tokens[head]
    if interpreter.is_actor(head) or not graph.is_noun(head) or token.tag in ("NNP", "NNPS"):
        return False
    if interpreter.sense(head) is not None:  # an event noun: "the raid killed six"
        return False
    classes = interpreter.lexicon.vocabulary.of(graph).classes[head]
    return not any(name.endswith((".weapons", ".words")) or name in ARMED for name in classes)


# Noun classes whose members can do harm though no actor lexicon names them.
ARMED = frozenset(
    "weapons missile warplanes ships tanks soldiers irregulars protesters marchers workers leader outlaws law.force peoples "
    "civilians.protest crowds".split()
)


def private_matter(code: str, act: Act, source: Actor | None, target: Actor | None, interpreter: Interpreter) -> bool:
    """Whether no party to the act is public: one private person harms another, firms and their customers deal.

    Protest is public whoever makes it, and so is violence against a crowd of people.
    """
    if code[:2] == "14" or act.manner == "refuse":
        return False
    parties = [a for a in (source, target) if a is not None]
    if not parties or not all(_is_private(a) for a in parties):
        return False
    if source is None:
        return code[:2] not in VIOLENT_ROOTS
    heads = [interpreter.graph.tokens[h] for h in act.source]
    many = any(t.tag == "NNS" for t in heads) and not set(source.roles) <= {"CRM", "BUS"}
    return not (many and code[:2] in VIOLENT_ROOTS)


def _is_private(actor: Actor) -> bool:
    code = actor.code or ""
    return code.startswith("MNC") or (bool(actor.roles) and set(actor.roles) <= PRIVATE)


def mere_origin(actor: Actor, head: int, interpreter: Interpreter) -> bool:
    """Whether a phrase only tells where somebody comes from: `an Ardan dancer` does nothing on behalf of Arda."""
    token = interpreter.graph.tokens[head]
    if actor.roles or token.tag not in ("NN", "NNS") or not token.text.islower():
        return False
    if interpreter.sense(head) is not None:
        return False
    return bool(actor.trace) and not any("(agents/" in line or "stands for" in line for line in actor.trace)


def long_past(when: EventDate, published: date | None) -> bool:
    """Whether the event lies so far back that the article only recalls it."""
    return published is not None and when.value is not None and (published - when.value).days > LONG_PAST_DAYS
