"""What the conditions of senses ask of a frame: the words and classes in each of its roles, each worked out once.

A verb such as `take` has dozens of senses that ask the same roles for other classes; they all read the same answers.
"""

from __future__ import annotations

from coders.cameo.vocabulary import NO_CLASS, Words
from coders.frames.frame import Frame
from coders.frames.graph import CLAUSAL, Graph

# "clash amid air strikes": what stands behind these is another event.
CIRCUMSTANCE = frozenset(
    {"amid", "amidst", "after", "before", "during", "despite", "following", "since", "while", "ahead", "besides"}
)
ANYWHERE = "any"
"""The slot that stands for every word of the predicate's own phrase."""


class Facts:
    """A frame as conditions see it. `heads`, `classes`, `within` and `said` are asked by the name of a slot."""

    __slots__ = ("_particles", "classes", "filled", "frame", "graph", "heads", "said", "within", "words")

    def __init__(self, frame: Frame, graph: Graph, words: Words) -> None:
        self.frame, self.graph, self.words = frame, graph, words
        self.heads: dict[str, tuple[int, ...]] = _Heads(frame, graph)
        self.classes: dict[str, frozenset[str]] = _Classes(self.heads, graph, words)
        self.within: dict[str, frozenset[str]] = _Within(self.heads, self.classes, graph, words)
        self.said: dict[str, frozenset[str]] = _Said(self.heads, graph, words)
        self.filled: frozenset[str] = frame.filled | {ANYWHERE}
        self._particles: frozenset[str] | None = None

    @property
    def particles(self) -> frozenset[str]:
        """The particles that the verb has or may have."""
        if self._particles is None:
            graph, predicate = self.graph, self.frame.predicate
            # Parsers waver between particle, adverb and preposition; the word must follow the verb closely.
            near = graph.tokens[predicate + 1 : predicate + 4]
            loose = [graph.lower[t.i] for t in near if t.head == predicate and t.dep in ("advmod", "prep", "prt")]
            self._particles = frozenset((self.frame.particle, *loose))
        return self._particles


class _Heads(dict[str, tuple[int, ...]]):
    """Slot → heads of its phrases; of the slot `any` every word of the predicate's own phrase."""

    __slots__ = ("_frame", "_graph")

    def __init__(self, frame: Frame, graph: Graph) -> None:
        self._frame, self._graph = frame, graph

    def __missing__(self, slot: str) -> tuple[int, ...]:
        frame = self._frame
        found = self[slot] = _scope(frame.predicate, self._graph) if slot == ANYWHERE else frame.slot(slot)
        return found


class _Classes(dict[str, frozenset[str]]):
    """Slot → classes of its heads, and of what is meant by them: `hundreds of troops`."""

    __slots__ = ("_graph", "_heads", "_words")

    def __init__(self, heads: dict[str, tuple[int, ...]], graph: Graph, words: Words) -> None:
        self._heads, self._graph, self._words = heads, graph, words

    def __missing__(self, slot: str) -> frozenset[str]:
        heads, classes = self._heads[slot], self._words.classes
        found = NO_CLASS
        if heads:
            found = found.union(*(classes[h] for h in heads))
            if slot != ANYWHERE:
                found = found.union(*(classes[self._graph.core(h)] for h in heads))
        self[slot] = found
        return found


class _Within(dict[str, frozenset[str]]):
    """Slot → classes of all words of its phrases."""

    __slots__ = ("_classes", "_graph", "_heads", "_words")

    def __init__(
        self, heads: dict[str, tuple[int, ...]], classes: dict[str, frozenset[str]], graph: Graph, words: Words
    ) -> None:
        self._heads, self._classes, self._graph, self._words = heads, classes, graph, words

    def __missing__(self, slot: str) -> frozenset[str]:
        found = self._classes[slot]
        if slot != ANYWHERE:
            classes, phrase = self._words.classes, self._graph.phrase
            found = NO_CLASS.union(*(classes[t] for h in self._heads[slot] for t in phrase(h)))
        self[slot] = found
        return found


class _Said(dict[str, frozenset[str]]):
    """Slot → known phrases that end at its heads, or at what is meant by them."""

    __slots__ = ("_graph", "_heads", "_words")

    def __init__(self, heads: dict[str, tuple[int, ...]], graph: Graph, words: Words) -> None:
        self._heads, self._graph, self._words = heads, graph, words

    def __missing__(self, slot: str) -> frozenset[str]:
        found = NO_CLASS
        if heads := self._heads[slot]:
            phrases, core = self._words.phrases, self._graph.core
            found = frozenset(p for h in heads for t in (h, core(h)) for p in phrases[t])
        self[slot] = found
        return found


def _scope(predicate: int, graph: Graph) -> tuple[int, ...]:
    """The words of a predicate's own phrase: no clauses below it, no circumstances."""
    found: list[int] = []
    stack = [predicate]
    while stack:
        n = stack.pop()
        found.append(n)
        for c in graph.children(n):
            dep = graph.tokens[c].dep
            if dep in CLAUSAL or (dep == "prep" and graph.lower[c] in CIRCUMSTANCE):
                continue
            stack.append(c)
    return tuple(sorted(found))
