"""What is not an event although its words look like one: forces of nature, accidents, private crime, matters long past."""

from __future__ import annotations

from datetime import date

from coders.cameo.acts import Act
from coders.cameo.interpret import Interpreter
from coders.types import Actor, EventDate

VIOLENT_ROOTS = frozenset({"17", "18", "19", "20"})
# People without an office, a cause or a force behind them.
PRIVATE = frozenset({"CVL", "LAB", "BUS", "CRM", "EDU", "HLH", "AGR", "ELI"})
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
    if interpreter.lexicon.sense(interpreter.frames[head], graph) is not None:  # an event noun: "the raid killed six"
        return False
    classes = interpreter.lexicon.classes
    return not any(
        name.endswith((".weapons", ".words")) or name in ARMED
        for p in graph.phrases(head)
        for name in classes.get(p, ())
    )


ARMED = frozenset(
    {
        "weapons",
        "missile",
        "warplanes",
        "ships",
        "tanks",
        "soldiers",
        "irregulars",
        "protesters",
        "marchers",
        "workers",
        "leader",
    }
)


def private_crime(code: str, act: Act, source: Actor | None, target: Actor | None, interpreter: Interpreter) -> bool:
    """Whether one private person harms another: crime without a political side."""
    if code[:2] not in ("18", "19", "17", "11") or source is None or not source.roles or act.manner != "did":
        return False
    if not set(source.roles) <= PRIVATE or (target is not None and not set(target.roles) <= PRIVATE):
        return False
    heads = [interpreter.graph.tokens[h] for h in act.source]
    return bool(heads) and all(t.tag == "NN" for t in heads)


def long_past(when: EventDate, published: date | None) -> bool:
    """Whether the event lies so far back that the article only recalls it."""
    return published is not None and when.value is not None and (published - when.value).days > LONG_PAST_DAYS
