"""From code, actor classes and cue words to a sub-event type: a table read from the top; its deciding line is named."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from coders.lexicon.reader import Entry, read_table

NO_EVENT = "none"
"""The code of a sentence that shows a deed but gave no event."""

CLASSES = ("home", "external", "official", "rebel", "militia", "identity", "crowd", "mob", "civilian", "blank")
GROUPS = {
    "any": frozenset(CLASSES),
    "armed": frozenset(("home", "external", "rebel", "militia", "identity")),
    "nonstate": frozenset(("rebel", "militia", "identity")),
    "state": frozenset(("home", "official")),
}


@dataclass(frozen=True, slots=True)
class Case:
    """What the table is asked: a code (or NO_EVENT), the classes of source and target, the sentence's cue classes.

    A cue class that the event word itself shows is also there with an `@` at its end.
    """

    code: str
    source: str
    target: str
    cues: frozenset[str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer: a sub-event type or None for no row, and the deciding line as `file:line`."""

    sub_type: str | None
    origin: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table."""

    codes: re.Pattern[str]
    source: frozenset[str]
    target: frozenset[str]
    needs: tuple[frozenset[str], ...]
    without: frozenset[str]
    sub_type: str | None
    origin: str

    def fits(self, case: Case) -> bool:
        """Whether all four conditions hold."""
        return self.fits_parties(case.code, case.source, case.target) and self.shown(case.cues)

    def fits_parties(self, code: str, source: str, target: str) -> bool:
        """Whether code and parties are those of the line."""
        return self.codes.fullmatch(code) is not None and source in self.source and target in self.target

    def shown(self, cues: frozenset[str]) -> bool:
        """Whether the sentence's cues are those that the line asks for."""
        return (not self.needs or any(need <= cues for need in self.needs)) and self.without.isdisjoint(cues)


class Mapping:
    """The table; `decide` gives the first line that fits."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        alone = [rule for rule in rules if rule.sub_type is not None and rule.codes.fullmatch(NO_EVENT)]
        self.alone: tuple[frozenset[str], ...] = (
            tuple(dict.fromkeys(need for rule in alone for need in rule.needs)) if all(r.needs for r in alone) else ()
        )
        """Sets of cues of which a sentence needs one to give a row without an event; empty if it may need none."""
        self._by_parties = lru_cache(maxsize=4096)(self._rules_for)

    @classmethod
    def load(cls, folder: Path, *, sub_types: Iterable[str], cues: frozenset[str]) -> Mapping:
        """Reads mapping.tsv of `folder`; raises LexiconError for a type, class or cue class that does not exist."""
        known = frozenset(sub_types)
        columns = ("code", "source", "target", "with", "without", "sub_event_type")
        return cls(tuple(_rule(entry, known, cues) for entry in read_table(folder / "mapping.tsv", columns)))

    def decide(self, case: Case) -> Verdict:
        """The first line that fits; without one there is no row, and the origin says that no line fits."""
        for rule in self._by_parties(case.code, case.source, case.target):
            if rule.shown(case.cues):
                return Verdict(rule.sub_type, rule.origin)
        return Verdict(None, "mapping.tsv: no line fits")

    def _rules_for(self, code: str, source: str, target: str) -> tuple[Rule, ...]:
        """The lines for a code and two parties, in order."""
        return tuple(rule for rule in self.rules if rule.fits_parties(code, source, target))


def _rule(entry: Entry, sub_types: frozenset[str], cues: frozenset[str]) -> Rule:
    name = entry["sub_event_type"] or None
    if name is not None and name not in sub_types:
        raise entry.wrong(f"unknown sub-event type {name!r}")
    needs = tuple(frozenset(part.strip() for part in need.split("&")) for need in entry.many("with"))
    without = frozenset(entry.many("without"))
    for cue in without.union(*needs):
        if cue.removesuffix("@") not in cues:
            raise entry.wrong(f"unknown cue class {cue!r}")
    codes = entry.many("code")
    if not codes or not all(re.fullmatch(r"\d+\*?|none", code) for code in codes):
        raise entry.wrong("codes are digits with an optional `*` at the end, or `none`")
    return Rule(
        re.compile("|".join(code.replace("*", r"\d*") for code in codes)),
        _group(entry, "source"),
        _group(entry, "target"),
        needs,
        without,
        name,
        entry.origin,
    )


def _group(entry: Entry, column: str) -> frozenset[str]:
    found: set[str] = set()
    for part in entry.many(column):
        if part not in GROUPS and part not in CLASSES:
            raise entry.wrong(f"unknown actor class {part!r}")
        found |= GROUPS.get(part, frozenset((part,)))
    if not found:
        raise entry.wrong(f"{column} is empty")
    return frozenset(found)
