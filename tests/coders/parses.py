"""Sentences with a parse written by hand, so that rules are tested without a model."""

from __future__ import annotations

from coders.types import Sentence, Token

POS = {
    "NN": "NOUN",
    "NNS": "NOUN",
    "NNP": "PROPN",
    "NNPS": "PROPN",
    "MD": "AUX",
    "IN": "ADP",
    "DT": "DET",
    "PRP": "PRON",
}


def parse(notation: str, *, start: int = 0, index: int = 0) -> Sentence:
    """A sentence from `text/lemma/TAG/relation/head` parts; an empty lemma is the text itself, heads count from 0."""
    tokens: list[Token] = []
    at = start
    for i, part in enumerate(notation.split()):
        text, lemma, tag, dep, head = part.split("/")
        pos = POS.get(tag) or (
            "VERB"
            if tag.startswith("VB")
            else "ADJ"
            if tag.startswith("JJ")
            else "PUNCT"
            if not tag[0].isalpha()
            else "X"
        )
        if pos == "VERB" and dep in ("aux", "auxpass"):
            pos = "AUX"
        tokens.append(Token(i, text, lemma or text, tag, pos, dep, int(head), at, at + len(text)))
        at += len(text) + 1
    text = " ".join(t.text for t in tokens)
    return Sentence(index, start, start + len(text), text, tuple(tokens), "parsed")
