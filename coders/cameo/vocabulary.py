"""The words of a sentence as the act lexicon knows them: phrases it has, and their classes, each looked up once.

Lexicons ask for phrases by the thousand and sentences hold few of them: a phrase of several words is put together only
where its last word ends one that is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from coders.frames.graph import Graph

NO_CLASS: frozenset[str] = frozenset()


class Vocabulary:
    """All phrases that the lexicon has, with the noun classes of those that belong to any."""

    __slots__ = ("_tails", "classes", "phrases")

    def __init__(self, classes: Mapping[str, frozenset[str]], phrases: Iterable[str] = ()) -> None:
        """`classes` maps a phrase in lower case to its classes; `phrases` are further ones that lexicons ask for."""
        self.classes = classes
        self.phrases = frozenset((*classes, *phrases))
        self._tails = frozenset(tail for phrase in self.phrases for tail in _tails(phrase))

    def of(self, graph: Graph) -> Words:
        """The words of a sentence; the same object each time."""
        words = graph.memo.get(self)
        if not isinstance(words, Words):
            words = graph.memo[self] = Words(graph, self)
        return words

    def ending_at(self, graph: Graph, i: int) -> tuple[str, ...]:
        """The known phrases that end at token `i`, in the order of `Graph.phrases`."""
        word, lemma = graph.lower[i], graph.lemmas[i]
        if word in self._tails or lemma in self._tails:
            return tuple(p for p in graph.phrases(i) if p in self.phrases)
        if word == lemma:
            return (word,) if word in self.phrases else ()
        return tuple(p for p in (word, lemma) if p in self.phrases)


def _tails(phrase: str) -> Iterator[str]:
    """What a phrase may end with as a word of its own: tokenisers cut at most where two letters do not meet."""
    for at in range(1, len(phrase)):
        if not (phrase[at - 1].isalpha() and phrase[at].isalpha()):
            yield phrase[at:]


class Words:
    """The words of one sentence: `phrases` and `classes` give what is known of a token, worked out when first asked."""

    __slots__ = ("classes", "phrases")

    def __init__(self, graph: Graph, vocabulary: Vocabulary) -> None:
        self.phrases: dict[int, tuple[str, ...]] = _Phrases(graph, vocabulary)
        self.classes: dict[int, frozenset[str]] = _Classes(self.phrases, vocabulary.classes)


class _Phrases(dict[int, tuple[str, ...]]):
    """Token → known phrases that end at it."""

    __slots__ = ("_graph", "_vocabulary")

    def __init__(self, graph: Graph, vocabulary: Vocabulary) -> None:
        self._graph, self._vocabulary = graph, vocabulary

    def __missing__(self, i: int) -> tuple[str, ...]:
        found = self[i] = self._vocabulary.ending_at(self._graph, i)
        return found


class _Classes(dict[int, frozenset[str]]):
    """Token → classes of the phrases that end at it."""

    __slots__ = ("_classes", "_phrases")

    def __init__(self, phrases: dict[int, tuple[str, ...]], classes: Mapping[str, frozenset[str]]) -> None:
        self._phrases, self._classes = phrases, classes

    def __missing__(self, i: int) -> frozenset[str]:
        phrases = self._phrases[i]
        found = self[i] = NO_CLASS.union(*(self._classes.get(p, NO_CLASS) for p in phrases)) if phrases else NO_CLASS
        return found
