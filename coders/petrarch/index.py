"""The verbs of a compiled dictionary as coding looks them up: the entries of a predicate, and the patterns of their blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from coders.frames.graph import Graph
from coders.petrarch.codes import EventCode, read_event_code
from coders.petrarch.patterns import Shape, read_shape
from coders.petrarch.verbs import Transformation

_REACH = 6
"""Words after the verb within which the other words of a verb of several words must stand."""


@dataclass(frozen=True, slots=True)
class VerbEntry:
    """One form of a verb line: its words, which of them is the verb, its block, code, place in the files and base form."""

    block: int
    words: tuple[str, ...]
    at: int
    code: EventCode
    origin: str
    base: str


@dataclass(frozen=True, slots=True)
class BlockPattern:
    """A pattern with its code and place in the files; without each of the words `needed` in the sentence it cannot fit."""

    shape: Shape
    code: EventCode
    origin: str
    needed: frozenset[str]


class VerbIndex:
    """Looks verbs up. Entries and patterns are taken apart at their first use."""

    def __init__(self, compiled: dict[str, Any]) -> None:
        """Takes the `verbs` of a compiled dictionary."""
        self.sets: dict[str, frozenset[str]] = {name: frozenset(words) for name, words in compiled["sets"].items()}
        self.transformations = tuple(
            Transformation(outer, source, target, inner, verb, tuple(result), 0, origin)
            for outer, source, target, inner, verb, result, origin in compiled["transformations"]
        )
        self._blocks: list[list[Any]] = compiled["blocks"]
        self._heads: dict[str, list[list[Any]]] = compiled["heads"]
        self._patterns: dict[int, tuple[BlockPattern, ...]] = {}
        self._entries: dict[str, tuple[VerbEntry, ...]] = {}

    def codes(self) -> frozenset[EventCode]:
        """Every code that an entry has."""
        written = {p[1] for block in self._blocks for p in block[1]}
        written.update(entry[3] for entries in self._heads.values() for entry in entries)
        written.update(t.result[2] for t in self.transformations if t.result[2] != "Q")
        return frozenset(code for text in written if (code := read_event_code(text)) is not None)

    def forms(self) -> frozenset[str]:
        """The words that carry a verb, in lower case."""
        return frozenset(word.lower() for word in self._heads)

    def block_of(self, verb: str) -> tuple[frozenset[int], EventCode]:
        """The blocks of the verb called so in a transformation, and its code."""
        words = tuple(verb.replace("_", " ").split())
        found = [e for e in self._lookup(words[0]) if e.words == words] if words else []
        code = next((e.code for e in found if not e.code.null), EventCode())
        return frozenset(e.block for e in found), code

    def patterns(self, block: int) -> tuple[BlockPattern, ...]:
        """The patterns of a block in the order of the file."""
        known = self._patterns.get(block)
        if known is None:
            known = self._patterns[block] = tuple(_pattern(*p) for p in self._blocks[block][1])
        return known

    def entries(self, i: int, graph: Graph) -> list[VerbEntry]:
        """The entries of the predicate at token `i`: those of most words first, and of these those that stand first."""
        token = graph.tokens[i]
        surface = self._lookup(token.text.upper())
        found = [e for e in surface if _stands(e, i, graph)]
        if not found and token.lemma.upper() != token.text.upper():
            found = [e for e in self._lookup(token.lemma.upper()) if _stands(e, i, graph)]
        longest = max((len(e.words) for e in found), default=0)
        found = [e for e in found if len(e.words) == longest]
        # "found" is of FIND where the parser says so, though FOUND is a verb too.
        return [e for e in found if e.base == token.lemma.upper()] or found

    def _lookup(self, word: str) -> tuple[VerbEntry, ...]:
        known = self._entries.get(word)
        if known is None:
            raw = self._heads.get(word, ())
            known = self._entries[word] = tuple(
                VerbEntry(block, tuple(words), at, read_event_code(code) or EventCode(), origin, base)
                for block, words, at, code, origin, base in raw
            )
        return known


def _pattern(source: str, code: str, origin: str) -> BlockPattern:
    shape = read_shape(source)
    needed = frozenset(w for part in shape.parts for w in part.words() if w[0] not in "&$+%^" and "/" not in w)
    return BlockPattern(shape, read_event_code(code) or EventCode(), origin, needed)


def _stands(entry: VerbEntry, i: int, graph: Graph) -> bool:
    """Whether the other words of a verb of several words stand around token `i`: before it directly, after it nearby."""
    if len(entry.words) == 1:
        return True
    here = i
    for word in reversed(entry.words[: entry.at]):
        here -= 1
        while here >= 0 and graph.tokens[here].text in ("-", "–"):
            here -= 1
        if here < 0 or graph.tokens[here].text.upper() != word:
            return False
    here = i
    for word in entry.words[entry.at + 1 :]:
        near = graph.tokens[here + 1 : i + 1 + _REACH]
        place = next((t.i for t in near if t.text.upper() == word and (t.i == here + 1 or t.head == i)), None)
        if place is None:
            return False
        here = place
    return True
