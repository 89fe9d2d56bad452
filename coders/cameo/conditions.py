"""The condition language of the verb and noun lexicons: which arguments a sense asks for.

    obj                 the role is filled            !obj          it is not
    obj:money|food      its head is of a noun class   obj~money     any word of its phrase is
    obj=talks|visit     its head is one of the words  prt=out       the verb has that particle
    on,against:enemy    any of several roles          passive, neg, ahead

Conditions of a cell all hold together. Words of several parts are written with underscores.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from coders.frames.extract import Frame
from coders.frames.graph import CLAUSAL, Graph

_SHAPE = re.compile(r"(!?)([a-z_,]+)(?:([:~=])([^\s]+))?$")
_FLAGS = frozenset({"passive", "neg", "ahead", "done"})

Classes = Mapping[str, frozenset[str]]
"""Noun phrase (lower case) → names of the classes it belongs to."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a sense."""

    negated: bool
    slots: tuple[str, ...]
    test: str  # "" present, ":" class of head, "~" class anywhere in the phrase, "=" word
    values: frozenset[str]

    def holds(self, frame: Frame, graph: Graph, classes: Classes) -> bool:
        """Whether the frame meets the condition."""
        return self._met(frame, graph, classes) != self.negated

    def _met(self, frame: Frame, graph: Graph, classes: Classes) -> bool:
        if self.slots[0] in _FLAGS:
            return _flag(self.slots[0], frame)
        if self.slots[0] == "prt":
            return bool(frame.particle) if not self.test else frame.particle in self.values
        for slot in self.slots:
            heads = _scope(frame.predicate, graph) if slot == "any" else frame.slot(slot)
            if not self.test:
                if heads:
                    return True
                continue
            if any(self._matches(h, graph, classes, slot) for h in heads):
                return True
        return False

    def _matches(self, head: int, graph: Graph, classes: Classes, slot: str) -> bool:
        if self.test == "=":
            return any(p in self.values for p in (*graph.phrases(head), *graph.phrases(graph.core(head))))
        if slot == "any":
            return has_class(graph, head, classes, self.values)
        if self.test == ":":
            return has_class(graph, graph.core(head), classes, self.values) or has_class(
                graph, head, classes, self.values
            )
        return any(has_class(graph, t, classes, self.values) for t in graph.phrase(head))


# "clash amid air strikes": what stands behind these is another event.
CIRCUMSTANCE = frozenset(
    {"amid", "amidst", "after", "before", "during", "despite", "following", "since", "while", "ahead", "besides"}
)


def _scope(predicate: int, graph: Graph) -> tuple[int, ...]:
    """The words of a predicate's own phrase: no clauses below it, no circumstances."""
    found: list[int] = []
    stack = [predicate]
    while stack:
        n = stack.pop()
        found.append(n)
        for c in graph.children(n):
            token = graph.tokens[c]
            if token.dep in CLAUSAL or (token.dep == "prep" and token.text.lower() in CIRCUMSTANCE):
                continue
            stack.append(c)
    return tuple(sorted(found))


def has_class(graph: Graph, i: int, classes: Classes, wanted: frozenset[str]) -> bool:
    """Whether a phrase ending at token `i` belongs to one of the classes `wanted`."""
    return any(not wanted.isdisjoint(classes[p]) for p in graph.phrases(i) if p in classes)


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


def _flag(name: str, frame: Frame) -> bool:
    match name:
        case "passive":
            return frame.passive
        case "neg":
            return frame.modality.negated
        case "ahead":
            return frame.modality.mode == "ahead"
    return frame.modality.mode == "done"
