"""Tagger and parser of a spaCy model as plain arithmetic over whole batches: its weights, none of its machinery."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy
from numpy.typing import NDArray

from coders.nlp.arc_eager import FEATURES, ArcEager, Weights
from coders.nlp.encoder import Encoder, Layer
from coders.nlp.projective import MARK, attach
from coders.nlp.vectors import WordVectors

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Floats = NDArray[numpy.float32]
PLACES = ("IDX", "LENGTH", "IS_SPACE")


class Network:
    """The layers of one model, from a token's features to tag, head and relation."""

    __slots__ = ("_deps", "_encoder", "_marked", "_parser", "_strings", "_tagger", "_tags", "_thin", "_words")

    def __init__(self, nlp: Language) -> None:
        """Takes the weights of `nlp`, whose layers are as `network_of` asks."""
        tok2vec, tagger, parser = (_model(nlp, name) for name in ("tok2vec", "tagger", "parser"))
        lower, upper = parser.get_ref("lower"), parser.get_ref("upper")
        self._words = WordVectors(tok2vec.get_ref("embed"))
        self._encoder = Encoder([_layer(node) for node in tok2vec.get_ref("encode").layers[0].layers])
        self._tagger = _affine(next(n for n in tagger.walk() if n.name == "softmax"))
        self._thin = _affine(parser.get_ref("tok2vec").layers[-1])
        weights = Weights(
            lower=lower.get_param("W"),
            lower_bias=lower.get_param("b"),
            padding=lower.get_param("pad")[0],
            upper=upper.get_param("W"),
            upper_bias=upper.get_param("b"),
        )
        pipe: Any = nlp.get_pipe("parser")
        self._parser = ArcEager(pipe.move_names, weights)
        self._strings = nlp.vocab.strings
        labels: Any = nlp.get_pipe("tagger")
        self._tags = self._hashes(labels.labels)
        self._deps = self._hashes(self._parser.labels)
        self._marked = numpy.array([MARK in label for label in self._parser.labels])

    def __call__(self, docs: Sequence[Doc]) -> list[NDArray[numpy.uint64]]:
        """An array for each of `docs` with a row for each token: its columns are those of `tokens.ATTRIBUTES`."""
        lengths = [len(doc) for doc in docs]
        read = self._read(docs, PLACES)
        vectors = self._encoder(self._words(read[:, len(PLACES) :]), lengths)
        tags = (vectors @ self._tagger[0] + self._tagger[1]).argmax(axis=1)
        heads, labels = self._parser.parse(vectors @ self._thin[0] + self._thin[1], lengths)
        found = numpy.empty((len(read), 6), dtype="uint64")
        found[:, :2], found[:, 5] = read[:, :2], read[:, 2]
        found[:, 2] = (heads - numpy.arange(len(heads))).view("uint64")
        found[:, 3], found[:, 4] = self._tags[tags], self._deps[labels]
        ends = numpy.cumsum(lengths)
        split = numpy.split(found, ends[:-1])
        marked = numpy.flatnonzero(self._marked[labels])
        for number in set(numpy.searchsorted(ends, marked, side="right").tolist()):
            self._cross(split[number])
        return split

    def vectors(self, docs: Sequence[Doc]) -> list[Floats]:
        """The vectors in context that tagger and parser share: an array for each of `docs`, a row for each token."""
        lengths = [len(doc) for doc in docs]
        return numpy.split(self._encoder(self._words(self._read(docs)), lengths), numpy.cumsum(lengths)[:-1])

    def _read(self, docs: Sequence[Doc], before: Sequence[str] = ()) -> NDArray[numpy.uint64]:
        """The features of all tokens, a row each, after the columns `before`."""
        columns: list[int | str] = [*before, *self._words.columns]
        read: list[Any] = [doc.to_array(columns) for doc in docs]
        return numpy.concatenate(read)

    def _cross(self, rows: NDArray[numpy.uint64]) -> None:
        """Moves the tokens of a sentence whose heads lie across other arcs."""
        own = numpy.arange(len(rows))
        heads = (rows[:, 2].view("int64") + own).tolist()
        labels = [self._strings[label] for label in rows[:, 4].tolist()]
        attach(heads, labels, rows[:, 5].astype(bool).tolist())
        rows[:, 2] = (numpy.array(heads) - own).view("uint64")
        rows[:, 4] = self._hashes(labels)

    def _hashes(self, labels: Sequence[str]) -> NDArray[numpy.uint64]:
        return numpy.array([self._strings.add(label) for label in labels], dtype="uint64")


def network_of(nlp: Language) -> Network | None:
    """The network of `nlp`; None where its layers are of another kind than this module knows."""
    if nlp.pipe_names != ["tok2vec", "tagger", "parser"]:
        return None
    tok2vec, tagger, parser = (_model(nlp, name) for name in nlp.pipe_names)
    pipe: Any = nlp.get_pipe("parser")
    return Network(nlp) if _embeds(tok2vec) and _tags(tagger) and _parses(parser, pipe.cfg) else None


def _embeds(model: Any) -> bool:
    """Whether words are embedded alone and then seen in windows of three."""
    if not (model.has_ref("embed") and model.has_ref("encode")):
        return False
    embed, encode = model.get_ref("embed"), model.get_ref("encode")
    names = [layer.name.partition("(")[0] for layer in embed.layers]
    alone = names == ["extract_features", "list2ragged", "with_array", "with_array", "ragged2list"]
    windows = [n.attrs["window_size"] for n in encode.walk() if n.name == "expand_window"]
    residual = [layer.name.partition(">>")[0] for layer in encode.layers[0].layers] if encode.layers else []
    kinds = [n.name for n in encode.walk() if not n.layers and n.name != "dropout"]
    layers = len(residual)
    return (
        alone
        and residual == ["residual(expand_window"] * layers
        and windows == [1] * layers
        and sorted(kinds) == sorted(["expand_window", "maxout", "layernorm"] * layers)
        and encode.attrs.get("pad") == layers
    )


def _tags(model: Any) -> bool:
    """Whether the shared vectors go straight to the tags."""
    return [n.name for n in model.walk() if not n.layers] == ["tok2vec-listener", "softmax"]


def _parses(model: Any, config: dict[str, Any]) -> bool:
    """Whether the parser is a greedy one over the eight usual features."""
    ends = [n.name for n in model.get_ref("tok2vec").walk() if not n.layers]
    return (
        ends == ["tok2vec-listener", "list2array", "linear"]
        and bool(model.attrs["has_upper"])
        and not model.attrs["unseen_classes"]
        and config["beam_width"] == 1
        and not config["learn_tokens"]
        and model.get_ref("lower").get_dim("nF") == FEATURES
        and model.get_ref("lower").get_dim("nP") >= 2
    )


def _model(nlp: Language, name: str) -> Any:
    pipe: Any = nlp.get_pipe(name)
    return pipe.model


def _layer(node: Any) -> Layer:
    """The weights of one residual layer."""
    parts = {n.name: n for n in node.walk()}
    most, norm = parts["maxout"], parts["layernorm"]
    return Layer(most.get_param("W"), most.get_param("b"), norm.get_param("G"), norm.get_param("b"))


def _affine(node: Any) -> tuple[Floats, Floats]:
    """A layer's matrix, from what comes in to what goes out, and its bias."""
    return numpy.ascontiguousarray(node.get_param("W").T), node.get_param("b")
