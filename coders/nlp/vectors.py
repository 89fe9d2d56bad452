"""Word vectors for a batch of sentences, those of known word types from memory.

The embedding layer of spaCy's small models sees a word alone: its form, affixes, shape and whether a space follows. It is a
third of the arithmetic of a parse, and news repeats its words, so each type is worked out once per process; the layers that
look at neighbours run as they stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Doc

MOST_TYPES = 60_000
"""Types that one process remembers; at 96 numbers each some 25 MB."""


class Vectors:
    """Vectors of words in their context, by the shared layers of one model."""

    __slots__ = ("_columns", "_embed", "_encode", "_known", "_rows", "_width")

    def __init__(self, embed: Any, encode: Any) -> None:
        """Takes the two halves of a Tok2Vec model whose embedding begins with a feature extractor."""
        extractor = embed.layers[0]
        self._columns: list[Any] = extractor.attrs["columns"]
        self._embed = embed
        self._encode = encode
        self._width: int = embed.get_dim("nO") if embed.has_dim("nO") else encode.get_dim("nO")
        self._known: dict[bytes, int] = {}
        self._rows: NDArray[numpy.float32] = numpy.empty((1024, self._width), dtype="float32")

    def __call__(self, docs: Sequence[Doc]) -> list[NDArray[numpy.float32]]:
        """One array for each of `docs`, a row for each of its tokens."""
        features = [doc.to_array(self._columns) for doc in docs]
        keys = _keys(numpy.concatenate(features))
        self._learn(docs, keys)
        known = self._known
        rows = numpy.fromiter((known[key] for key in keys), dtype="int64", count=len(keys))
        ends = numpy.cumsum([len(doc) for doc in docs])[:-1]
        found: list[NDArray[numpy.float32]] = self._encode.predict(numpy.split(self._rows[rows], ends))
        return found

    def _learn(self, docs: Sequence[Doc], keys: list[bytes]) -> None:
        """Works out the types among `keys`, the tokens of `docs` in order, that are not known yet."""
        known = self._known
        if len(known) > MOST_TYPES:
            known.clear()
        first: dict[bytes, int] = {}
        for at, key in enumerate(keys):
            if key not in known:
                first.setdefault(key, at)
        if not first:
            return
        begin = 0
        where: list[int] = []
        asked: list[Doc] = []
        wanted = iter([*first.values(), -1])
        at = next(wanted)
        kept = 0
        for doc in docs:  # only the sentences that hold a new type are looked at again
            end = begin + len(doc)
            if begin <= at < end:
                asked.append(doc)
                while begin <= at < end:
                    where.append(kept + at - begin)
                    at = next(wanted)
                kept += len(doc)
            begin = end
        new = numpy.concatenate(self._embed.predict(asked))[where]
        size = len(known) + len(first)
        if size > len(self._rows):
            grown = numpy.empty((max(size, 2 * len(self._rows)), self._width), dtype="float32")
            grown[: len(known)] = self._rows[: len(known)]
            self._rows = grown
        self._rows[len(known) : size] = new
        for key in first:
            known[key] = len(known)


def vectors_of(nlp: Language) -> Vectors | None:
    """The shared vectors of `nlp`; None where its layers are of another kind."""
    if "tok2vec" not in nlp.pipe_names:
        return None
    model: Any = nlp.get_pipe("tok2vec").model  # type: ignore[attr-defined]  # typed as a bare callable
    if not (model.has_ref("embed") and model.has_ref("encode")):
        return None
    embed, encode = model.get_ref("embed"), model.get_ref("encode")
    alone = embed.layers and embed.layers[0].name == "extract_features"
    return Vectors(embed, encode) if alone else None


def _keys(features: NDArray[numpy.uint64]) -> list[bytes]:
    """The bytes of each row: words with the same features are of one type."""
    rows = numpy.ascontiguousarray(features)
    found: list[bytes] = rows.view(f"V{rows.dtype.itemsize * rows.shape[1]}").ravel().tolist()
    return found
