"""Vectors of words alone, those of known word types from memory.

The embedding layer of spaCy's small models sees a word alone: its form, affixes, shape and whether a space follows. It is a
third of the arithmetic of a parse, and news repeats its words, so each type is worked out once per process.
"""

from __future__ import annotations

from typing import Any

import numpy
from numpy.typing import NDArray

MOST_TYPES = 60_000
"""Types that one process remembers; at 96 numbers each some 25 MB."""


class WordVectors:
    """Vectors of words by the embedding layers of one model."""

    __slots__ = ("_known", "_layers", "_rows", "columns")

    def __init__(self, embed: Any) -> None:
        """Takes the half of a Tok2Vec model that begins with a feature extractor and embeds what that gives."""
        extractor, _, *layers, _ = embed.layers
        self.columns: list[str] = list(extractor.attrs["columns"])
        """The attributes of a token that its vector is made of."""
        self._layers = layers
        self._known: dict[bytes, int] = {}
        self._rows: NDArray[numpy.float32] = numpy.empty((1024, embed.get_dim("nO")), dtype="float32")

    def __call__(self, features: NDArray[numpy.uint64]) -> NDArray[numpy.float32]:
        """A row for each row of `features`, the columns as `columns` names them."""
        keys = _keys(features)
        known = self._known
        if len(known) > MOST_TYPES:
            known.clear()
        first: dict[bytes, int] = {}
        for at, key in enumerate(keys):
            if key not in known:
                first.setdefault(key, at)
        if first:
            self._learn(first, features[list(first.values())])
        found: NDArray[numpy.float32] = self._rows[
            numpy.fromiter((known[key] for key in keys), dtype="int64", count=len(keys))
        ]
        return found

    def _learn(self, keys: dict[bytes, int], features: NDArray[numpy.uint64]) -> None:
        """Works out the types `keys` with the `features`, which are not known yet."""
        found: Any = features
        for layer in self._layers:
            found = layer.predict(found)
        old = len(self._known)
        size = old + len(keys)
        if size > len(self._rows):
            grown = numpy.empty((max(size, 2 * len(self._rows)), self._rows.shape[1]), dtype="float32")
            grown[:old] = self._rows[:old]
            self._rows = grown
        self._rows[old:size] = found
        self._known.update(zip(keys, range(old, size), strict=True))


def _keys(features: NDArray[numpy.uint64]) -> list[bytes]:
    """The bytes of each row: words with the same features are of one type."""
    rows = numpy.ascontiguousarray(features)
    found: list[bytes] = rows.view(f"V{rows.dtype.itemsize * rows.shape[1]}").ravel().tolist()
    return found
