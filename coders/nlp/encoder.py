"""Vectors of words in their context: the convolution layers of spaCy's small models, with the same weights.

The layers as spaCy runs them go over memory a dozen times for each product of matrices; here a block of sentences
stays in the processor's cache through all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

Floats = NDArray[numpy.float32]

BLOCK = 768
"""Tokens, with the gaps between sentences, that go through all layers together."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A window of three words, the greatest of several products, its moments set right; what came in is added."""

    weights: Floats  # width, pieces, three times the width
    bias: Floats  # width, pieces
    gain: Floats  # width
    shift: Floats  # width


class Encoder:
    """The layers of one model; a sentence sees as many words to each side as there are layers."""

    __slots__ = ("_gap", "_layers", "_pieces", "_width")

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._width, self._pieces, _ = layers[0].weights.shape
        self._gap = len(layers)
        # The pieces of a column stand a width apart: the greatest of them is taken of whole blocks at once.
        self._layers = [
            (
                numpy.ascontiguousarray(layer.weights.transpose(2, 1, 0).reshape(3 * self._width, -1)),
                numpy.ascontiguousarray(layer.bias.T.reshape(-1)),
                layer.gain,
                layer.shift,
            )
            for layer in layers
        ]

    def __call__(self, vectors: Floats, lengths: Sequence[int]) -> Floats:
        """The vectors of words in context, for sentences of `lengths` words whose vectors alone stand one after the other."""
        found = numpy.empty_like(vectors)
        begin = 0
        for block in _blocks(lengths, self._gap):
            end = begin + sum(block)
            gaps = numpy.repeat(numpy.arange(1, len(block) + 1) * self._gap, block)
            places = gaps + numpy.arange(end - begin)
            rows = numpy.zeros((end - begin + (len(block) + 1) * self._gap, self._width), dtype="float32")
            rows[places] = vectors[begin:end]
            self._encode(rows)
            found[begin:end] = rows[places]
            begin = end
        return found

    def _encode(self, rows: Floats) -> None:
        """Takes `rows`, words and the empty rows between sentences, through all layers in place."""
        width = self._width
        window = numpy.zeros((len(rows), 3 * width), dtype="float32")
        products = numpy.empty((len(rows), self._pieces * width), dtype="float32")
        for weights, bias, gain, shift in self._layers:
            window[1:, :width] = rows[:-1]
            window[:, width : 2 * width] = rows
            window[:-1, 2 * width :] = rows[1:]
            numpy.dot(window, weights, out=products)
            products += bias
            best = numpy.maximum(products[:, :width], products[:, width : 2 * width])
            for at in range(2 * width, products.shape[1], width):
                numpy.maximum(best, products[:, at : at + width], out=best)
            best -= best.mean(axis=1, keepdims=True)
            spread = numpy.einsum("ij,ij->i", best, best)
            spread /= width
            spread += numpy.float32(1e-8)
            best *= (spread**-0.5)[:, None]
            best *= gain
            best += shift
            rows += best


def _blocks(lengths: Sequence[int], gap: int) -> Iterator[list[int]]:
    """The lengths in order, cut into blocks of about BLOCK tokens."""
    block: list[int] = []
    size = 0
    for length in lengths:
        if block and size + length + gap > BLOCK:
            yield block
            block, size = [], 0
        block.append(length)
        size += length + gap
    if block:
        yield block
