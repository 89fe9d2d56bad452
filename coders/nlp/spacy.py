"""The spaCy engine: tagger, parser and lemmas of one pinned model, loaded once, sentences parsed in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from coders.errors import ModelUnavailable
from coders.types import Sentence, Token

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

UNUSED = ("ner", "senter", "entity_linker", "textcat")


class SpacyEngine:
    """Parses with a spaCy model; each sentence is a document of its own, so that no parse crosses a sentence's end."""

    def __init__(self, model: str, *, batch: int = 128) -> None:
        """Loads `model`; `batch` is the number of sentences parsed at once.

        Raises ModelUnavailable when the model is not installed or has no parser.
        """
        self._nlp = _load(model)
        self._batch = batch
        self._name = f"{model} {self._nlp.meta.get('version', '')}".strip()

    @property
    def name(self) -> str:
        """Name and version of the model."""
        return self._name

    def parse(self, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
        """Yields the sentences in order with their tokens."""
        for begin in range(0, len(sentences), self._batch):
            group = sentences[begin : begin + self._batch]
            # The zone frees the strings that a batch added to the vocabulary: a worker's memory stays flat.
            with self._nlp.memory_zone():
                docs = self._nlp.pipe([s.text for s in group], batch_size=self._batch)
                parsed = [
                    replace(s, tokens=_tokens(d, s.start), status="parsed") for s, d in zip(group, docs, strict=True)
                ]
            yield from parsed


def _load(model: str) -> Language:
    import spacy

    try:
        nlp = spacy.load(model, exclude=list(UNUSED))
    except OSError as error:
        raise ModelUnavailable(f"spaCy model {model!r} is not installed") from error
    if not {"tagger", "parser"} <= set(nlp.pipe_names):
        raise ModelUnavailable(f"spaCy model {model!r} has no tagger and parser")
    return nlp


def _tokens(doc: Doc, offset: int) -> tuple[Token, ...]:
    kept = [t for t in doc if not t.is_space]
    place = {t.i: n for n, t in enumerate(kept)}
    return tuple(
        Token(
            i=n,
            text=t.text,
            lemma=t.lemma_ or t.text,
            tag=t.tag_,
            pos=t.pos_,
            dep=t.dep_,
            head=place.get(t.head.i, n),
            start=offset + t.idx,
            end=offset + t.idx + len(t.text),
        )
        for n, t in enumerate(kept)
    )
