"""Words that show what happened, by class: a small pattern language, one regular expression for each class."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from coders.lexicon.reader import Entry, read_table

_WORD = re.compile(r"[a-z0-9'’.*-]+\Z")
_WORDS = re.compile(r"\w+")
# Between two words lies what no word can hold, so that long runs of marks can be read in one way alone.
_GAP = r"(?:[^\w.!?]++\w+(?:['’-]\w+)*+){0,4}?[^\w.!?]++"


class FirstWords:
    """Which patterns a text may hold at all, by the words they begin with: a sieve before the expressions."""

    def __init__(self) -> None:
        self._whole: dict[str, set[str]] = {}
        self._begun: dict[str, set[str]] = {}
        self._lengths: set[int] = set()
        self._keys = lru_cache(maxsize=50_000)(self._look_up)

    def add(self, text: str, key: str) -> None:
        """Registers the pattern `text` (as in the tables) under `key`."""
        for word in text.lower().split()[0].split("/"):
            first = re.match(r"\w+", word)
            begun = first is not None and word[first.end() :].startswith("*")
            stem = first.group() if first else ""
            (self._begun if begun or not stem else self._whole).setdefault(stem, set()).add(key)
            if begun or not stem:
                self._lengths.add(len(stem))

    def possible(self, folded: str) -> set[str]:
        """The keys whose patterns may stand in `folded`, a lower-case text."""
        found: set[str] = set()
        for word in set(_WORDS.findall(folded)):
            found |= self._keys(word)
        return found

    def places(self, folded: str) -> dict[str, list[int]]:
        """The keys whose patterns may stand in `folded`, each with where they may begin."""
        found: dict[str, list[int]] = {}
        for match in _WORDS.finditer(folded):
            for key in self._keys(match.group()):
                found.setdefault(key, []).append(match.start())
        return found

    def _look_up(self, word: str) -> frozenset[str]:
        keys = set(self._whole.get(word, ()))
        for length in self._lengths:
            if length <= len(word):
                keys |= self._begun.get(word[:length], set())
        return frozenset(keys)


@dataclass(frozen=True, slots=True)
class Found:
    """Cue classes found in a text, each with where it first stands."""

    spans: dict[str, tuple[int, int]]

    def __contains__(self, name: str) -> bool:
        return name in self.spans

    @property
    def classes(self) -> frozenset[str]:
        """The classes found."""
        return frozenset(self.spans)


@dataclass(frozen=True, slots=True)
class Cues:
    """Compiled cue classes: what shows a class, what takes words away from it, and the words they begin with."""

    shows: dict[str, re.Pattern[str]]
    hides: dict[str, re.Pattern[str]]
    first: FirstWords

    @classmethod
    def load(cls, folder: Path) -> Cues:
        """Reads cues.tsv of `folder`; raises LexiconError for a pattern that is wrong."""
        collected: dict[str, list[str]] = {}
        first = FirstWords()
        for entry in read_table(folder / "cues.tsv", ("class", "patterns")):
            patterns = entry.many("patterns")
            if not patterns:
                raise entry.wrong("no patterns")
            collected.setdefault(entry["class"], []).extend(pattern(entry, text) for text in patterns)
            for text in patterns:
                first.add(text, entry["class"])
        compiled = {name: union(parts) for name, parts in collected.items()}
        return cls(
            {name: regex for name, regex in compiled.items() if not name.startswith("!")},
            {name[1:]: regex for name, regex in compiled.items() if name.startswith("!")},
            first,
        )

    @property
    def classes(self) -> frozenset[str]:
        """All classes there are."""
        return frozenset(self.shows)

    def find(self, text: str, needed: tuple[frozenset[str], ...] = ()) -> Found:
        """The classes whose words stand in `text`, each with the span of its first word that nothing takes away.

        None at all where `needed` is given and not one of its sets is there whole.
        """
        folded = text.lower().replace("’", "'")
        places = self.first.places(folded)
        possible = places.keys() & self.shows.keys()
        known: dict[str, tuple[int, int] | None] = {}
        for need in needed:
            if need <= possible and all(self._span(name, folded, places, known) is not None for name in need):
                break
        else:
            if needed:
                return Found({})
        found = {name: self._span(name, folded, places, known) for name in sorted(possible)}
        return Found({name: span for name, span in found.items() if span is not None})

    def _span(
        self, name: str, folded: str, places: dict[str, list[int]], known: dict[str, tuple[int, int] | None]
    ) -> tuple[int, int] | None:
        """Where the class first stands in a lower-case text that may have it at `places`; `known` holds earlier answers."""
        if name not in known:
            known[name] = None
            hide = self.hides[name] if f"!{name}" in places else None
            hidden = [m.span() for m in hide.finditer(folded)] if hide else []
            shows = self.shows[name]
            for at in places[name]:
                match = shows.match(folded, at)
                if match and not any(start < match.end() and match.start() < end for start, end in hidden):
                    known[name] = match.span()
                    break
        return known[name]


def pattern(entry: Entry, text: str) -> str:
    """One pattern of a table as a regular expression; `entry` is named in the LexiconError for a wrong one."""
    parts: list[str] = []
    gap = r"[^\w.!?]+"
    for token in text.lower().split():
        if token == "_":  # noqa: S105 - a placeholder in the pattern language
            gap = _GAP
            continue
        words = token.split("/")
        if not all(_WORD.match(word) for word in words):
            raise entry.wrong(f"bad word {token!r} in pattern {text!r}")
        choice = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words)
        parts.append((gap if parts else "") + f"(?:{choice})")
        gap = r"[^\w.!?]+"
    if not parts:
        raise entry.wrong(f"empty pattern {text!r}")
    return "".join(parts)


def union(patterns: list[str]) -> re.Pattern[str]:
    """One regular expression that finds any of `patterns` as whole words."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?![\w])")
