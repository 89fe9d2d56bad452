"""Sentences that hold no event whatever their verbs: sport, markets, weather, reviews, told by phrases of cameo/discards.tsv."""

from __future__ import annotations

import re
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from coders.lexicon.reader import read_table

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
EARLY_YEAR = re.compile(
    rf"\b(?:in|of|since|until|by|{_MONTHS}) (1[0-7]\d\d)(?=[.,;:)]|$| the | a | and )", re.IGNORECASE
)
"""A year before 1800, told as a date."""

COLUMNS = ("phrase", "class", "note")


class Discards:
    """Finds discard phrases as whole words, whatever their case."""

    __slots__ = ("_automaton", "_phrases")

    def __init__(self, phrases: dict[str, str]) -> None:
        """`phrases` maps a phrase in lower case to where it stands."""
        self._phrases = tuple(phrases.items())
        self._automaton = AhoCorasick([phrase for phrase, _ in self._phrases])

    def long_past(self, text: str) -> str | None:
        """Why `text` tells of centuries past, or None."""
        match = EARLY_YEAR.search(text)
        return match and f"a year long past: {match[1]}"

    def __len__(self) -> int:
        return len(self._phrases)

    def hit(self, text: str) -> str | None:
        """The origin of the first discard phrase in `text`, or None."""
        lowered = text.lower()
        for index, start, end in self._automaton.find_matches_as_indexes(lowered, overlapping=True):
            if is_word_edge(lowered, start - 1) and is_word_edge(lowered, end):
                return self._phrases[index][1]
        return None


def load_discards(lexicons: Path) -> Discards:
    """Reads cameo/discards.tsv. Raises LexiconError for a phrase that stands twice or is empty."""
    phrases: dict[str, str] = {}
    for entry in read_table(lexicons / "cameo" / "discards.tsv", COLUMNS, root=lexicons):
        phrase = entry["phrase"].lower()
        if not phrase:
            raise entry.wrong("the phrase is empty")
        if phrase in phrases:
            raise entry.wrong(f"{phrase!r} stands already at {phrases[phrase]}")
        phrases[phrase] = entry.origin
    return Discards(phrases)


def is_word_edge(text: str, at: int) -> bool:
    """Whether a word ends before or begins after position `at` of `text`."""
    return not 0 <= at < len(text) or not text[at].isalnum()
