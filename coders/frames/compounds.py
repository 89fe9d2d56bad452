"""Verbs with a hyphen that the parser takes for an adjective: `Police baton-charged farmers` is a clause, no phrase."""

from __future__ import annotations

from dataclasses import replace

from coders.frames.graph import NOUN_TAGS
from coders.types import Sentence, Token

_LEFT = ("compound", "nmod", "amod", "poss")


def unfolded(sentence: Sentence) -> Sentence:
    """The sentence with such a verb as its root, the noun before it as subject, the one after it as object.

    The same object where there is none: only a sentence whose root is a noun can hide its verb so.
    """
    tokens = sentence.tokens
    if not any(t.text == "-" for t in tokens):
        return sentence
    root = next((t for t in tokens if t.head == t.i and t.tag in NOUN_TAGS), None)
    verb = None if root is None else next((t for t in tokens[: root.i] if _is_hidden(t, root, tokens)), None)
    if root is None or verb is None:
        return sentence
    begin = verb.i
    while begin and tokens[begin - 1].head == verb.i and tokens[begin - 1].dep in ("punct", "npadvmod", "compound"):
        begin -= 1
    subject = tokens[begin - 1] if begin else None
    if subject is None or subject.tag not in NOUN_TAGS or subject.head != root.i or subject.dep not in _LEFT:
        return sentence

    def moved(token: Token) -> Token:
        if token.i == verb.i:
            return replace(token, tag="VBD", pos="VERB", head=verb.i, dep="ROOT")
        if token.i == root.i:
            return replace(token, head=verb.i, dep="dobj")
        if token.i == subject.i:
            return replace(token, head=verb.i, dep="nsubj")
        if token.head == root.i and token.i < begin:
            return replace(token, head=subject.i)
        if token.head == root.i and token.i == len(tokens) - 1 and token.dep == "punct":
            return replace(token, head=verb.i)
        return token

    return replace(sentence, tokens=tuple(moved(t) for t in tokens))


def _is_hidden(token: Token, root: Token, tokens: tuple[Token, ...]) -> bool:
    """A past participle before the root noun, joined by a hyphen to the word before it; nothing but small words between."""
    return (
        token.tag in ("VBN", "VBD")
        and token.head == root.i
        and token.dep == "amod"
        and token.i > 1
        and tokens[token.i - 1].text == "-"
        and tokens[token.i - 1].end == token.start
    )
