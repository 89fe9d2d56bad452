"""The condition language of the verb and noun lexicons: which arguments a sense asks for.

    obj                 the role is filled            !obj          it is not
    obj:money|food      its head is of a noun class   obj~money     any word of its phrase is
    obj=talks|visit     its head is one of the words  prt=out       the verb has that particle
    on,against:enemy    any of several roles          passive, neg, ahead

Conditions of a cell all hold together. Words of several parts are written with underscores.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from coders.cameo.facts import Facts
from coders.frames.frame import Frame

_SHAPE = re.compile(r"(!?)([a-z_,]+)(?:([:~=])([^\s]+))?$")
FLAGS = frozenset({"passive", "neg", "ahead", "done"})


Test = Callable[[Facts], bool]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a sense. `met` says whether a frame's facts meet it."""

    negated: bool
    slots: tuple[str, ...]
    test: str  # "" present, ":" class of head, "~" class anywhere in the phrase, "=" word
    values: frozenset[str]
    met: Test = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        test = _test(self.slots, self.test, self.values)
        object.__setattr__(self, "met", _not(test) if self.negated else test)

    @property
    def needs(self) -> str | None:
        """The one slot that must be filled for the condition to hold; None where there is no such slot."""
        if self.negated or len(self.slots) > 1 or self.slots[0] == "prt" or self.slots[0] in FLAGS:
            return None
        return self.slots[0]


def parse_conditions(cell: str) -> tuple[Condition, ...]:
    """Reads a `when` cell. Raises ValueError naming the condition that cannot be read."""
    found: list[Condition] = []
    for part in cell.split():
        match = _SHAPE.match(part)
        if not match:
            raise ValueError(f"cannot read the condition {part!r}")
        bang, slots, test, values = match.groups()
        words = frozenset(v.replace("_", " ") for v in (values or "").split("|") if v)
        if test and not words:
            raise ValueError(f"the condition {part!r} names nothing to compare with")
        found.append(Condition(bool(bang), tuple(s.replace("_", " ") for s in slots.split(",")), test or "", words))
    return tuple(found)


def _test(slots: tuple[str, ...], test: str, values: frozenset[str]) -> Test:
    """The condition as a function, so that nothing of its wording is looked at again."""
    if slots[0] in FLAGS:
        flag = slots[0]
        return lambda facts: _flag(flag, facts.frame)
    if slots[0] == "prt":
        return (lambda facts: facts.frame.particle in values) if test else (lambda facts: bool(facts.frame.particle))
    tests = [_of_slot(slot, test, values) for slot in slots]
    return tests[0] if len(tests) == 1 else lambda facts: any(holds(facts) for holds in tests)


def _of_slot(slot: str, test: str, values: frozenset[str]) -> Test:
    foreign = values.isdisjoint
    match test:
        case "":
            return lambda facts: bool(facts.heads[slot])
        case ":":
            return lambda facts: not foreign(facts.classes[slot])
        case "~":
            return lambda facts: not foreign(facts.within[slot])
    return lambda facts: not foreign(facts.said[slot])


def _not(test: Test) -> Test:
    return lambda facts: not test(facts)


def _flag(name: str, frame: Frame) -> bool:
    match name:
        case "passive":
            return frame.passive
        case "neg":
            return frame.modality.negated
        case "ahead":
            return frame.modality.mode == "ahead"
    return frame.modality.mode == "done"
