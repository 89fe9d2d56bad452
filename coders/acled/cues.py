"""Words that show what happened, by class: a small pattern language, one regular expression for each class."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from coders.lexicon.reader import Entry, read_table

_WORD = re.compile(r"[a-z0-9'’.*-]+\Z")
_GAP = r"(?:[^\w]+[\w'’-]+){0,4}?[^\w.!?]+"


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
    """Compiled cue classes: what shows a class, and what takes words away from it."""

    shows: dict[str, re.Pattern[str]]
    hides: dict[str, re.Pattern[str]]

    @classmethod
    def load(cls, folder: Path) -> Cues:
        """Reads cues.tsv of `folder`; raises LexiconError for a pattern that is wrong."""
        collected: dict[str, list[str]] = {}
        for entry in read_table(folder / "cues.tsv", ("class", "patterns")):
            patterns = entry.many("patterns")
            if not patterns:
                raise entry.wrong("no patterns")
            collected.setdefault(entry["class"], []).extend(pattern(entry, text) for text in patterns)
        compiled = {name: union(parts) for name, parts in collected.items()}
        return cls(
            {name: regex for name, regex in compiled.items() if not name.startswith("!")},
            {name[1:]: regex for name, regex in compiled.items() if name.startswith("!")},
        )

    @property
    def classes(self) -> frozenset[str]:
        """All classes there are."""
        return frozenset(self.shows)

    def find(self, text: str) -> Found:
        """The classes whose words stand in `text`, each with the span of its first word that nothing takes away."""
        folded = text.lower().replace("’", "'")
        spans: dict[str, tuple[int, int]] = {}
        for name, regex in self.shows.items():
            hide = self.hides.get(name)
            hidden = [m.span() for m in hide.finditer(folded)] if hide else []
            for match in regex.finditer(folded):
                if not any(start < match.end() and match.start() < end for start, end in hidden):
                    spans[name] = match.span()
                    break
        return Found(spans)


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
