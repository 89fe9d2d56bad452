"""The spaCy engine: tagger and parser of one pinned model, loaded once, sentences parsed in batches."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from coders.errors import ModelUnavailable
from coders.nlp.engine import Wholes
from coders.nlp.lemmas import Lemmas
from coders.nlp.tokens import ATTRIBUTES, STRAIGHT, TokenReader
from coders.types import Sentence

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Doc

    from coders.nlp.network import Network

UNUSED = ("ner", "senter", "entity_linker", "textcat")
ZONE = 1024
"""Sentences whose words the vocabulary remembers together; beyond them it forgets what the model did not bring."""
MOST_WORDS = 100_000
"""Words that the vocabulary remembers for good."""
FEW = 16
"""Sentences up to which the model's own components are faster than steps over all of them."""
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")


class SpacyEngine:
    """Parses with a spaCy model; each sentence is a document of its own, so that no parse crosses a sentence's end."""

    def __init__(self, model: str, *, batch: int = 128) -> None:
        """Loads `model`; `batch` is the number of sentences parsed at once.

        Raises ModelUnavailable when the model is not installed or has no parser.
        """
        self._nlp = _load(model)
        self._reader = TokenReader(_take_lemmas(self._nlp), self._nlp.vocab.strings)
        _use_openblas(self._nlp)
        self._network = _network_of(self._nlp)
        self._batch = batch
        self._name = f"{model} {self._nlp.meta.get('version', '')}".strip()

    @property
    def name(self) -> str:
        """Name and version of the model."""
        return self._name

    def parse(self, sentences: Sequence[Sentence], wholes: Wholes | None = None) -> Iterator[Sentence]:
        """Yields the sentences in order with their tokens; names that `wholes` gives become one token each."""
        for begin in range(0, len(sentences), ZONE):
            zone = sentences[begin : begin + ZONE]
            parsed: list[Sentence] = list(zone)
            with self._memory():
                docs = [self._doc(s, wholes) for s in zone]
                # Sentences of like length are finished in the same step.
                order = sorted(range(len(docs)), key=lambda n: len(docs[n]))
                for at in range(0, len(order), self._batch):
                    group = order[at : at + self._batch]
                    for n, columns in zip(group, self._annotate([docs[n] for n in group]), strict=True):
                        sentence = zone[n]
                        tokens = self._reader.tokens(columns, sentence)
                        parsed[n] = replace(sentence, tokens=tokens, status="parsed")
            yield from parsed

    def _memory(self) -> AbstractContextManager[object]:
        """Where the words of a zone are kept: for good while they are few, so that tokens and lexemes need not be made again.

        Beyond that the zone frees what its sentences added to the vocabulary: a worker's memory stays flat.
        """
        return nullcontext() if len(self._nlp.vocab) < MOST_WORDS else self._nlp.memory_zone()

    def _annotate(self, docs: list[Doc]) -> list[NDArray[numpy.uint64]]:
        """Tags and parses `docs` at once: for each the columns that make tokens.

        Few sentences, and models of another kind, go through the pipeline's own components, without the copies and
        queues between them; the answers are the same.
        """
        if self._network is not None and len(docs) >= FEW:
            return self._network(docs)
        for name, pipe in self._nlp.pipeline:
            component: Any = pipe
            predicted = self._network.vectors(docs) if self._network and name == "tok2vec" else component.predict(docs)
            component.set_annotations(docs, predicted)
        read: list[Any] = [doc.to_array(list(ATTRIBUTES)) for doc in docs]
        return read

    def _doc(self, sentence: Sentence, wholes: Wholes | None) -> Doc:
        """The sentence's tokens, long foreign names merged: parsers trained on other names break them apart."""
        doc = self._nlp.make_doc(sentence.text.translate(STRAIGHT))
        if wholes is not None:
            with doc.retokenize() as retokenizer:
                for whole in wholes(sentence):
                    span = doc.char_span(whole.start - sentence.start, whole.end - sentence.start)
                    if span is not None and len(span) > 1:
                        retokenizer.merge(span)
        return doc


def _load(model: str) -> Language:
    # Matrices of one batch are small: a second thread of the numeric libraries mostly waits, and burns a core doing so.
    for variable in THREADS:
        os.environ.setdefault(variable, "1")
    import spacy

    try:
        nlp = spacy.load(model, exclude=list(UNUSED))
    except OSError as error:
        raise ModelUnavailable(f"spaCy model {model!r} is not installed") from error
    if not {"tagger", "parser"} <= set(nlp.pipe_names):
        raise ModelUnavailable(f"spaCy model {model!r} has no tagger and parser")
    return nlp


def _network_of(nlp: Language) -> Network | None:
    # numpy reads the number of threads when it is imported: not before the model is loaded.
    from coders.nlp.network import network_of

    return network_of(nlp)


def _take_lemmas(nlp: Language) -> Lemmas:
    """The tables of the model's lemmatiser; it and the attribute ruler then leave the pipeline.

    Raises ModelUnavailable when the model has no rule lemmatiser to take them from.
    """
    if "lemmatizer" not in nlp.pipe_names:
        raise ModelUnavailable(f"spaCy model {nlp.meta.get('name')!r} has no lemmatizer")
    lookups = nlp.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]  # typed as a bare callable
    kinds = ("noun", "verb", "adj", "adv", "propn")
    tables = {name: lookups.get_table(name, {}) for name in ("lemma_index", "lemma_exc", "lemma_rules")}
    for name in ("lemmatizer", "attribute_ruler"):
        if name in nlp.pipe_names:
            nlp.remove_pipe(name)
    return Lemmas(
        index={k: frozenset(tables["lemma_index"].get(k, ())) for k in kinds},
        exceptions={k: dict(tables["lemma_exc"].get(k, {})) for k in kinds},
        rules={k: list(tables["lemma_rules"].get(k, ())) for k in kinds},
    )


def _use_openblas(nlp: Language) -> None:
    """Multiplies matrices with numpy's OpenBLAS, faster than spaCy's BLIS on one thread; parses stay the same."""
    import numpy
    from thinc.api import NumpyOps

    class OpenBlasOps(NumpyOps):  # type: ignore[misc]  # a compiled class without types
        """Thinc's operations on the CPU, but for the matrix product."""

        def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
            """The product of two matrices, each transposed on request."""
            return numpy.dot(x.T if trans1 else x, y.T if trans2 else y, out=out)

    ops = OpenBlasOps()
    for _, pipe in nlp.pipeline:
        if hasattr(pipe, "model"):
            for node in pipe.model.walk():
                node.ops = ops
