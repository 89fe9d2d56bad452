"""Whether a pattern fits a predicate of a parsed sentence, and how well: words are sought where grammar puts them.

What stands before `*` in a pattern is sought on the side of the doer, what stands after it among objects, complements,
particles and prepositional phrases, in whatever order the sentence has them. A passive is read as its active.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coders.frames.extract import TIMES
from coders.frames.frame import Frame
from coders.frames.graph import Graph
from coders.petrarch.patterns import Noun, Part, Prep, Shape, Slot
from coders.types import Token

HEAD, BESIDE, BELOW = 4, 3, 2
"""What a word counts: as the head of an argument, hanging on the verb or in the phrase of an argument, or deeper below."""

_SKIPPED = frozenset({"advcl", "ccomp", "conj", "parataxis", "relcl", "csubj", "nsubj", "nsubjpass", "xcomp"})
_BESIDE = frozenset({"prt", "advmod", "prep", "neg", "acomp", "oprd", "aux", "mark", "dative", "agent", "npadvmod"})


@dataclass(frozen=True, slots=True)
class Sides:
    """The tokens of a predicate on the doer's side and on the other, by how a word on them counts.

    `arguments` head objects and complements, `beside` hang on the verb, `inside` stand in the phrase of an argument;
    `below` is all of that side, where prepositions are sought.
    """

    subjects: tuple[int, ...]
    before: frozenset[int]
    arguments: tuple[int, ...]
    beside: frozenset[int]
    inside: frozenset[int]
    below: frozenset[int]


def sides(frame: Frame, graph: Graph) -> Sides:
    """Where the parts of patterns are sought around a predicate. Clauses below it are left to their own verbs."""
    i = frame.predicate
    if frame.kind == "noun":
        inside = frozenset(t for t in graph.subtree(i, into_clauses=False) if t != i)
        complements = tuple(h for heads in frame.preps.values() for h in heads)
        return Sides(frame.modifiers, frozenset(frame.modifiers), complements, frozenset(), inside, inside)
    # "found X guilty": a clause without a verb is a complement like any other
    verbless = [c for c in frame.ccomps + frame.xcomps if not graph.is_verb(c)]
    heads = (*frame.objects, *frame.datives, *frame.attrs, *frame.small, *verbless)
    arguments = tuple(dict.fromkeys(graph.core(head) for head in heads))  # `part of the base`: the base is meant
    doers = frame.subjects or (frame.objects if frame.passive else ())
    before = {t for head in doers for t in graph.subtree(head, into_clauses=False)}
    before.update(c for c in graph.children(i, "aux", "auxpass", "neg", "advmod") if c < i)
    taken = {t for head in frame.subjects for t in graph.subtree(head)}
    below = {t for c in graph.children(i) if graph.tokens[c].dep not in _SKIPPED for t in _without_clauses(c, graph)}
    # A passive's grammatical subject lies outside what hangs on the verb as an object.
    below.update(t for head in frame.objects for t in _without_clauses(head, graph))
    return Sides(
        subjects=tuple(dict.fromkeys(graph.core(head) for head in doers)),
        before=frozenset(before),
        arguments=arguments,
        beside=frozenset((*frame.xcomps, *(c for c in graph.children(i) if graph.tokens[c].dep in _BESIDE))),
        inside=frozenset(t for head in heads for t in graph.phrase(head)),
        below=frozenset(below - taken),
    )


def _without_clauses(i: int, graph: Graph) -> list[int]:
    return graph.subtree(i, into_clauses=False)


class Matcher:
    """Fits patterns to one predicate, with the sets of synonyms of one dictionary."""

    def __init__(self, frame: Frame, graph: Graph, sets: dict[str, frozenset[str]]) -> None:
        self._frame, self._graph, self._sets = frame, graph, sets
        self._sides = sides(frame, graph)
        self._fits: dict[tuple[str, int], bool] = {}
        self._words = {w for t in graph.tokens for w in (t.text.upper(), t.lemma.upper())}

    def score(self, shape: Shape, needed: frozenset[str] = frozenset()) -> int:
        """How well the pattern fits: more for each word, most where it heads an argument; 0 where it does not fit.

        `needed` are words without which it cannot.
        """
        if not needed <= self._words:
            return 0
        total = 1
        for part in shape.after:
            found = self._after(part)
            if not found:
                return 0
            total += found
        for part in shape.before:
            found = self._before(part)
            if not found:
                return 0
            total += found
        return total

    def _before(self, part: Part) -> int:
        if isinstance(part, Slot):
            return 1
        if isinstance(part, Prep):
            return self._prep(part, self._sides.before)
        return self._noun(part, self._sides.subjects, frozenset(), self._sides.before)

    def _after(self, part: Part) -> int:
        if isinstance(part, Slot):
            return 1
        if isinstance(part, Prep):
            return self._prep(part, self._sides.below | self._sides.beside)
        return self._noun(part, self._sides.arguments, self._sides.beside, self._sides.inside)

    def _noun(self, noun: Noun, heads: Iterable[int], beside: frozenset[int], below: frozenset[int]) -> int:
        for weight, tokens in ((HEAD, heads), (BESIDE, beside), (BELOW, below)):
            for i in tokens:
                if self._word(noun.head, i) and all(self._near(word, i) for word in noun.others):
                    if self._graph.tokens[i].tag in ("IN", "TO"):
                        weight = BELOW
                    return weight + BESIDE * len(noun.others)
        return 0

    def _near(self, word: str, head: int) -> bool:
        """Whether a word stands in the phrase of the noun at `head`."""
        if word in "$+%^":
            return True
        return any(self._word(word, t) for t in self._graph.subtree(head, into_clauses=False) if t != head)

    def _prep(self, part: Prep, where: frozenset[int]) -> int:
        tokens = self._graph.tokens
        best = 0
        for i in where:
            if tokens[i].tag not in ("IN", "TO", "RP", "RB") or not self._word(part.word, i):
                continue
            direct = tokens[i].head == self._frame.predicate
            objects = [
                c
                for h in self._graph.children(i, "pobj", "pcomp")
                for o in self._graph.conjuncts(h)
                for c in dict.fromkeys((o, self._graph.core(o)))
            ]
            if tokens[i].dep == "aux":  # "to" of an infinitive
                objects = [tokens[i].head]
            if not part.parts and all(tokens[o].text in TIMES for o in objects):
                continue  # "on Friday" says when; a bare preposition asks for something else
            found = self._inside(part.parts, objects)
            if found:
                best = max(best, found + (BESIDE if direct and part.parts else BELOW))
        if best == 0 and not part.parts and self._particle(part.word):
            return HEAD
        return best

    def _inside(self, parts: tuple[Noun, ...], objects: list[int]) -> int:
        """What the parts of a prepositional phrase count against its objects; 1 where it asks for nothing."""
        total = 1
        inner = frozenset(t for o in objects for t in self._graph.subtree(o, into_clauses=False))
        for part in parts:
            if part.head in ("$", "+", "%", "^"):
                if not objects:
                    return 0
                continue
            found = self._noun(part, objects, frozenset(), inner)
            if not found:
                return 0
            total += found
        return total

    def _particle(self, word: str) -> bool:
        return any(
            self._spelled(word, self._graph.tokens[c]) for c in self._graph.children(self._frame.predicate, "prt")
        )

    def _word(self, word: str, i: int) -> bool:
        key = (word, i)
        known = self._fits.get(key)
        if known is None:
            known = self._fits[key] = self._fresh(word, i)
        return known

    def _fresh(self, word: str, i: int) -> bool:
        if word.startswith("&"):
            members = self._sets.get(word[1:])
            return members is not None and any(phrase.upper() in members for phrase in self._graph.phrases(i))
        return self._spelled(word, self._graph.tokens[i])

    @staticmethod
    def _spelled(word: str, token: Token) -> bool:
        text, lemma = token.text.upper(), token.lemma.upper()
        if "/" in word:
            return any(text == w or lemma == w for w in word.split("/"))
        return word in (text, lemma)
