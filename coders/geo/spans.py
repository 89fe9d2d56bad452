"""Cuts an article's raw text into words and finds the stretches of words that bear a name of the gazetteer, longest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from coders.geo.gazetteer import Candidate, Gazetteer
from coders.geo.names import key
from coders.geo.words import PlaceWords

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’`ʿʾ´][^\W\d_]+)*")
_POSSESSIVE = frozenset({"'s", "’s", "'S", "’S"})
_JOIN = re.compile(r"[ \u00a0]|[-‐‑–]|\. |, ?(?=$)")
_INSIDE = frozenset(
    "of the de del la le les da do dos das el al et and du des am an der den upon on sur y e ve ul und in i di au "
    "aux sous na bei ob".split()
)
_ARTICLE = frozenset("al el ad an ar as ash at az l ath es".split())
_LONGEST = 6


class Word(NamedTuple):
    """A word of the text; `gap` is what stands between the word before and this one. A tuple, as texts have so many."""

    start: int
    end: int
    text: str
    lower: str
    gap: str
    capital: bool
    possessive: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Words `first` to `last` (inclusive) bear a name that the gazetteer knows, or that its context says is a place's."""

    first: int
    last: int
    key: str
    candidates: tuple[Candidate, ...]


def words(text: str) -> list[Word]:
    """The words of `text` in order; a possessive ending is cut off."""
    found: list[Word] = []
    before = 0
    for match in _WORD.finditer(text):
        word = match.group()
        start, end = match.span()
        possessive = word[-2:] in _POSSESSIVE
        if possessive:
            word, end = word[:-2], end - 2
        found.append(Word(start, end, word, word.casefold(), text[before:start], word[:1].isupper(), possessive))
        before = end
    return found


def joined(word: Word) -> bool:
    """Whether nothing but a space, a hyphen or an abbreviation's full stop stands before `word`."""
    return word.gap in _GAPS


_GAPS = frozenset({" ", "\u00a0", "-", "‐", "‑", "–", "'", "’", "`", "ʿ", "'s ", "’s "})


def hits(found: list[Word], gazetteer: Gazetteer, classes: PlaceWords) -> Iterator[Hit]:
    """The longest known names, from left to right, none overlapping another."""
    i = 0
    while i < len(found):
        hit = _longest(found, i, gazetteer, classes) if _opens(found, i) else None
        if hit is None:
            i += 1
            continue
        yield hit
        i = hit.last + 1


def _opens(found: list[Word], i: int) -> bool:
    word = found[i]
    if word.capital:
        return True
    # al-Bab, ash-Shaddadi: a small article tied to a capital by a hyphen
    return word.lower in _ARTICLE and i + 1 < len(found) and found[i + 1].capital and found[i + 1].gap in ("-", "‑")


def _longest(found: list[Word], i: int, gazetteer: Gazetteer, classes: PlaceWords) -> Hit | None:
    ends = [i]
    for j in range(i + 1, min(i + _LONGEST, len(found))):
        word = found[j]
        previous = found[j - 1]
        if previous.possessive or not (joined(word) or (word.gap == ". " and previous.lower in _SHORT)):
            break
        if word.capital or word.text.isdigit():
            ends.append(j)
        elif word.lower in classes.natural or word.lower in classes.settlement or word.lower == "strip":
            ends.append(j)
            break
        elif word.lower not in _INSIDE and word.lower not in _ARTICLE:
            break
    for j in reversed(ends):
        name = key(" ".join(w.text for w in found[i : j + 1]))
        if j == i and not _may_stand_alone(found[i], name, classes):
            return None
        candidates = gazetteer.lookup(name)
        if j == i and len(name) < 5:
            candidates = _unabbreviated(found[i], candidates, classes)
        if candidates:
            return Hit(i, j, name, candidates)
    return None


_SHORT = frozenset({"st", "ste", "mt", "ft"})


def _may_stand_alone(word: Word, name: str, classes: PlaceWords) -> bool:
    lower = word.lower
    if len(name) < 3:
        return word.text.isupper() or word.text in classes.short_forms
    if lower in classes.function or lower in classes.modifier or lower in classes.natural or lower in classes.calendar:
        return word.text in ("US", "U.S.") or word.text in classes.short_forms
    return lower not in classes.title or word.text in classes.short_forms


def _unabbreviated(word: Word, candidates: tuple[Candidate, ...], classes: PlaceWords) -> tuple[Candidate, ...]:
    """Short names only as they are written: `Ky.` and `TX` after a comma, `US` and `LA` in capitals."""
    form = word.text if word.text in classes.short_forms else None
    if form is not None and (word.gap in (", ", ",", " (") or "." in form):
        return tuple(c for c in candidates if c.rank == 1 and c.place.feature == "ADM1") or candidates
    capitals = word.text.isupper()
    kept = (c for c in candidates if not (c.rank == 1 and c.place.feature == "ADM1" and len(key(c.place.name)) > 4))
    if len(key(word.text)) < 3:
        return tuple(c for c in kept if capitals and c.rank < 2 and (c.place.layer > 0 or c.rank == 1))
    return tuple(c for c in kept if not ("'" in word.text or "’" in word.text) or c.rank == 0)
