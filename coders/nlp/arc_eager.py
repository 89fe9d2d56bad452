"""Greedy arc-eager parsing of many sentences in step: spaCy's parser, with the same weights and the same moves.

spaCy's own loop asks its matrix library for each feature of each state; here a step takes one gather, one product and
one choice for all sentences that are not finished.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy
from numpy.typing import NDArray

Floats = NDArray[numpy.float32]
Whole = NDArray[numpy.int64]

MOVES = ("S", "D", "L", "R", "B")
"""Shift, reduce, left arc, right arc, break: the kinds of move as spaCy abbreviates them."""
FEATURES = 8
"""Tokens that a state is judged by: two of the buffer, three of the stack, and their last children."""
NOTHING = 0
"""The place of no token; the tokens of a batch are numbered from 1."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What the parser has learned, in spaCy's layout."""

    lower: Floats  # features, hidden units, pieces of a maxout, width of a token's vector
    lower_bias: Floats  # hidden units, pieces
    padding: Floats  # features, hidden units, pieces: what a feature without a token adds
    upper: Floats  # moves, hidden units
    upper_bias: Floats


class ArcEager:
    """The parser of one model. Moves are named as `kind-label`, the kind one of MOVES."""

    __slots__ = (
        "_bias",
        "_hidden",
        "_kinds",
        "_labels",
        "_lower",
        "_padding",
        "_penalties",
        "_upper",
        "_upper_bias",
        "labels",
    )

    def __init__(self, moves: Sequence[str], weights: Weights) -> None:
        """Takes the moves in the order of the scores of `weights`."""
        features, hidden, pieces, width = weights.lower.shape
        self._hidden = hidden
        # The pieces of a unit stand hidden units apart: the greater of them is taken of whole columns at once.
        self._lower = _whole(weights.lower.transpose(3, 0, 2, 1).reshape(width, features * pieces * hidden))
        self._padding = _whole(weights.padding.transpose(0, 2, 1).reshape(features, pieces * hidden))
        self._bias = _whole(weights.lower_bias.T.reshape(pieces * hidden))
        self._upper = _whole(weights.upper.T)
        self._upper_bias = weights.upper_bias
        kinds = [MOVES.index(move[0]) for move in moves]
        self.labels: tuple[str, ...] = ("ROOT", *dict.fromkeys(move[2:] for move in moves if move[0] in "LR"))
        """Relations by the number that a parse has for them; a root's is 0."""
        self._labels = numpy.array([self.labels.index(m[2:]) if m[0] in "LR" else 0 for m in moves])
        self._kinds = numpy.array(kinds)
        # A row for each set of kinds of move that are allowed, as bits.
        allowed = numpy.arange(2 ** len(MOVES))[:, None] >> self._kinds[None, :] & 1
        self._penalties = numpy.where(allowed, 0, -numpy.inf).astype("float32")

    def parse(self, vectors: Floats, lengths: Sequence[int]) -> tuple[Whole, Whole]:
        """Parses sentences of `lengths` tokens whose vectors stand one after the other.

        Returns for each token the place of its head among all tokens (its own at a root), and the number of its label.
        """
        states = _States(lengths)
        hidden = self._features(vectors)
        offsets = numpy.arange(FEATURES)
        half = self._hidden
        while len(states.top):
            found, allowed = states.look()
            found *= FEATURES
            found += offsets
            summed = numpy.add.reduce(hidden[found], axis=1)
            summed += self._bias
            units = numpy.maximum(summed[:, :half], summed[:, half : 2 * half])
            for at in range(2 * half, summed.shape[1], half):
                numpy.maximum(units, summed[:, at : at + half], out=units)
            scores = units @ self._upper
            scores += self._upper_bias
            scores += self._penalties[allowed]
            best = scores.argmax(axis=1)
            states.move(self._kinds[best], self._labels[best])
        heads = states.head[1:] - 1
        roots = numpy.flatnonzero(heads < 0)
        heads[roots] = roots
        return heads, states.label[1:]

    def _features(self, vectors: Floats) -> Floats:
        """What each token adds to a state in the place of each feature: a row for each token and feature, the first for no token."""
        found = numpy.empty((len(vectors) + 1, self._lower.shape[1]), dtype="float32")
        found[NOTHING] = self._padding.ravel()
        numpy.dot(vectors, self._lower, out=found[1:])
        return found.reshape(-1, self._padding.shape[1])


class _States:
    """The sentences of a batch that are not finished: what lies on top of each one's stack and first in its buffer.

    Stacks and buffers are chains through the tokens: `below` and `after` name the next.
    """

    __slots__ = (
        "_after",
        "_began",
        "_below",
        "_earlier",
        "_first",
        "_last",
        "_returned",
        "front",
        "head",
        "label",
        "top",
    )

    def __init__(self, lengths: Sequence[int]) -> None:
        counts = numpy.asarray(lengths, dtype="int64")
        counts = counts[counts > 0]
        size = int(counts.sum()) + 1
        ends = numpy.cumsum(counts)
        self.front: Whole = ends - counts + 1
        self.top: Whole = numpy.zeros(len(counts), dtype="int64")
        self.head: Whole = numpy.zeros(size, dtype="int64")
        self.label: Whole = numpy.zeros(size, dtype="int64")
        self._after: Whole = numpy.arange(1, size + 1)
        self._after[ends] = NOTHING
        self._after[NOTHING] = NOTHING
        self._below: Whole = numpy.zeros(size, dtype="int64")
        self._first: Whole = numpy.zeros(size, dtype="int64")  # the last child found on the left, the leftmost
        self._last: Whole = numpy.zeros(size, dtype="int64")  # the last child found on the right
        self._earlier: Whole = numpy.zeros(size, dtype="int64")  # the child on the right found before this one
        self._returned = numpy.zeros(size, dtype=bool)  # went back from stack to buffer, and must not be shifted again
        self._began = numpy.zeros(size, dtype=bool)  # begins a new clause that no arc may enter

    def look(self) -> tuple[Whole, Whole]:
        """The tokens that each state is judged by, a row of eight, and the kinds of move it allows as bits."""
        s0, b0 = self.top, self.front
        s1, b1 = self._below[s0], self._after[b0]
        found = numpy.empty((len(s0), FEATURES), dtype="int64")
        for column, tokens in enumerate(
            (b0, b1, s0, s1, self._below[s1], self._first[b0], self._first[s0], self._last[s0])
        ):
            found[:, column] = tokens
        stack, buffer, second = s0 > NOTHING, b0 > NOTHING, b1 > NOTHING
        inside = ~self._began[b0]
        shift = ~stack | (second & inside & ~self._returned[b0])
        arc = stack & buffer & inside
        stop = second & (b1 == b0 + 1) & ~self._began[b1]
        allowed = shift + 2 * stack + 12 * arc + 16 * stop
        return found, allowed

    def move(self, kinds: Whole, labels: Whole) -> None:
        """Makes one move in each state, and lets go of the states that are finished."""
        top, front, below, after = self.top, self.front, self._below, self._after
        new_top, new_front = top.copy(), front.copy()
        if len(left := numpy.flatnonzero(kinds == 2)):
            child, head = top[left], front[left]
            before = self.head[child]
            # A head to the left, found before, loses this child.
            self._last[before] = self._earlier[child]
            self._last[NOTHING] = NOTHING
            self.head[child], self.label[child] = head, labels[left]
            self._first[head] = child
            self._returned[head] = False
            new_top[left] = below[child]
        if len(right := numpy.flatnonzero(kinds == 3)):
            child, head = front[right], top[right]
            self.head[child], self.label[child] = head, labels[right]
            self._earlier[child] = self._last[head]
            self._last[head] = child
        if len(push := numpy.flatnonzero((kinds == 0) | (kinds == 3))):
            token = front[push]
            new_front[push] = after[token]
            below[token] = top[push]
            new_top[push] = token
        if len(reduce := numpy.flatnonzero(kinds == 1)):
            token = top[reduce]
            under = below[token]
            new_top[reduce] = under
            lost = (self.head[token] == NOTHING) & (under != NOTHING)
            if lost.any():  # without a head it goes back to the buffer
                token, back = token[lost], reduce[lost]
                self._returned[token] = True
                after[token] = front[back]
                new_front[back] = token
        if len(stop := numpy.flatnonzero(kinds == 4)):
            self._began[after[front[stop]]] = True
        going = (new_top | new_front) != NOTHING
        self.top, self.front = (new_top, new_front) if going.all() else (new_top[going], new_front[going])


def _whole(array: NDArray[Any]) -> Floats:
    return numpy.ascontiguousarray(array, dtype="float32")
