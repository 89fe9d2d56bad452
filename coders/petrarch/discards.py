"""Discard dictionaries: phrases that take a sentence, or with `+` the whole story, out of coding."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from coders.petrarch.lines import Report, lines_of

_TOKEN = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Discard:
    """A phrase, whether it discards the whole story, and where it stands."""

    phrase: str
    story: bool
    origin: str


@dataclass(slots=True)
class DiscardFile:
    """What one discard dictionary says; `report` accounts for its lines."""

    report: Report
    discards: list[Discard] = field(default_factory=list)


def read_discards(text: str, name: str) -> DiscardFile:
    """Reads a discard dictionary; lines that cannot be read are reported, never fatal."""
    file = DiscardFile(Report(name))
    for line in lines_of(text, file.report):
        story = line.text.startswith("+")
        words = _words(line.text.lstrip("+"))
        if not words:
            file.report.drop(line, "there is no phrase")
            continue
        file.discards.append(Discard(" ".join(words), story, f"{name}:{line.number}"))
        file.report.entries["discards"] += 1
        file.report.details["of the whole story"] += story
        file.report.details["ending in _"] += line.text.endswith("_")
    return file


def _words(text: str) -> list[str]:
    return [m.group().upper() for m in _TOKEN.finditer(text.replace("_", " "))]
