"""Verb patterns: what must stand before and after the verb, taken apart once and written so that a cache can keep it.

A pattern is two lists of parts. A part is a noun with the other words of its phrase, a preposition with what follows it,
or a slot: `$` the source, `+` the target, `%` both, `^` an actor to be passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SLOTS = frozenset("$+%^")
_TOKEN = re.compile(r"[{}()*]|[^\s{}()*]+")
_WORD = re.compile(r"[^\W_][\w.'’&-]*(?:/[^\W_][\w.'’&-]*)*")


class PatternError(ValueError):
    """A pattern cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Noun:
    """The head of a phrase and the other words it must hold. A word is `&SET`, a slot, or spellings joined by `/`."""

    head: str
    others: tuple[str, ...] = ()

    def words(self) -> Iterator[str]:
        """The head and the other words."""
        yield self.head
        yield from self.others


@dataclass(frozen=True, slots=True)
class Prep:
    """A prepositional phrase: the preposition, and the parts of its object in order; none where anything may follow."""

    word: str
    parts: tuple[Noun, ...] = ()

    def words(self) -> Iterator[str]:
        """The preposition and all words of its object."""
        yield self.word
        for part in self.parts:
            yield from part.words()


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for an actor."""

    mark: str

    def words(self) -> Iterator[str]:
        """Its mark."""
        yield self.mark


Part = Noun | Prep | Slot


@dataclass(frozen=True, slots=True)
class Shape:
    """The two sides of a pattern."""

    before: tuple[Part, ...]
    after: tuple[Part, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of both sides."""
        return self.before + self.after


def read_shape(text: str) -> Shape:
    """The pattern written as `text`, without its leading `-` and its code. Raises PatternError."""
    tokens = _TOKEN.findall(text.upper())
    stars = [i for i, word in enumerate(tokens) if word == "*"]
    if len(stars) != 1:
        raise PatternError("the verb's place, one *, is missing" if not stars else "the verb's place * stands twice")
    return Shape(_side(tokens[: stars[0]]), _side(tokens[stars[0] + 1 :]))


def _side(tokens: list[str]) -> tuple[Part, ...]:
    found: list[Part] = []
    at = 0
    while at < len(tokens):
        word = tokens[at]
        if word == "{":
            phrase, at = _braced(tokens, at)
            found.append(phrase)
        elif word == "(":
            prep, at = _bracketed(tokens, at)
            found.append(prep)
        elif word in ("}", ")"):
            raise PatternError(f"{word} closes nothing")
        else:
            found.append(Slot(word) if word in SLOTS else _noun([word]))
            at += 1
    return tuple(found)


def _braced(tokens: list[str], at: int) -> tuple[Noun, int]:
    """The phrase in braces that opens at `at`, and where it ends."""
    end = _closing(tokens, at, "{", "}")
    words = [t for t in tokens[at + 1 : end] if t not in "()"]
    if not words:
        raise PatternError("there is nothing in the braces")
    return _noun(words), end + 1


def _bracketed(tokens: list[str], at: int) -> tuple[Prep, int]:
    end = _closing(tokens, at, "(", ")")
    inside = tokens[at + 1 : end]
    if not inside or inside[0] in "{}()":
        raise PatternError("there is no preposition in the brackets")
    parts: list[Noun] = []
    here = 1
    while here < len(inside):
        if inside[here] == "{":
            phrase, here = _braced(inside, here)
            parts.append(phrase)
        elif inside[here] in "}()":
            raise PatternError("brackets stand in brackets")
        else:
            parts.append(_noun([inside[here]]))
            here += 1
    return Prep(_word(inside[0]), tuple(parts)), end + 1


def _closing(tokens: list[str], at: int, opening: str, closing: str) -> int:
    for end in range(at + 1, len(tokens)):
        if tokens[end] == closing:
            return end
        if tokens[end] == opening:
            break
    raise PatternError(f"{opening} is not closed")


def _noun(words: list[str]) -> Noun:
    """The last word is the head; the words of a joined one (`A_B`) count each."""
    apart = [part for word in words for part in _apart(word)]
    if not apart:
        raise PatternError("there is no word")
    return Noun(apart[-1], tuple(apart[:-1]))


def _apart(word: str) -> list[str]:
    if word in SLOTS or word.startswith("&"):
        return [_word(word)]
    return [_word(part) for part in word.split("_") if part]


def _word(word: str) -> str:
    if word in SLOTS:
        return word
    if word.startswith("&") and len(word) > 1:
        return "&" + word[1:].rstrip("_")
    word = word.strip("_")
    if not _WORD.fullmatch(word):
        raise PatternError(f"{word!r} is no word")
    return word
