"""A folder of dictionaries as a group has it: which file is of which kind, and all that its files say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from coders.errors import DataError
from coders.petrarch.actors import ActorFile, read_actors
from coders.petrarch.agents import AgentFile, read_agents
from coders.petrarch.collecting import no_collecting
from coders.petrarch.discards import DiscardFile, read_discards
from coders.petrarch.issues import IssueFile, read_issues
from coders.petrarch.lines import Report, read_text
from coders.petrarch.verbs import VerbFile, read_verbs

KINDS = ("verbs", "actors", "agents", "discards", "issues")
LARGEST = 64 * 1024 * 1024
"""Bytes of the largest file that is taken for a dictionary."""

_NAMED = (
    ("issues", re.compile(r"issue", re.IGNORECASE)),
    ("discards", re.compile(r"discard", re.IGNORECASE)),
    ("agents", re.compile(r"agent", re.IGNORECASE)),
    ("actors", re.compile(r"actor", re.IGNORECASE)),
    ("verbs", re.compile(r"verb", re.IGNORECASE)),
)
_TELLING = (
    ("issues", re.compile(r"^<ISSUE\b", re.MULTILINE)),
    ("verbs", re.compile(r"^(?:---+ .*\[|- .*\*.*\[)", re.MULTILINE)),
    ("agents", re.compile(r"^[^#;\n]*\[(?:~\w+|\w+~)\]", re.MULTILINE)),
    ("actors", re.compile(r"^[^#;\n]*\[[A-Z]{3}[^\n]*\]", re.MULTILINE)),
)
_OTHERS = frozenset({".md", ".rst", ".py", ".json", ".toml", ".yaml", ".yml", ".ini", ".tsv", ".csv", ".gz", ".zip"})


@dataclass(slots=True)
class Folder:
    """What the files of a folder say, by kind and in the order of their names, and the files that are no dictionaries."""

    verbs: list[VerbFile] = field(default_factory=list)
    actors: list[ActorFile] = field(default_factory=list)
    agents: list[AgentFile] = field(default_factory=list)
    discards: list[DiscardFile] = field(default_factory=list)
    issues: list[IssueFile] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def reports(self) -> tuple[Report, ...]:
        """The account of each file."""
        return (
            *(file.report for file in self.verbs),
            *(file.report for file in self.actors),
            *(file.report for file in self.agents),
            *(file.report for file in self.discards),
            *(file.report for file in self.issues),
        )


def dictionary_files(folder: Path) -> list[tuple[Path, str]]:
    """The dictionaries in `folder` with their kinds, in the order of their names. Raises DataError if it cannot be read."""
    return [(path, kind) for path in _files(folder) if (kind := kind_of(path)) is not None]


@no_collecting()
def read_folder(folder: Path, kinds: Iterable[str] = KINDS) -> Folder:
    """Reads the dictionaries of `kinds` in `folder`. Raises DataError if there is none or a file cannot be read."""
    found = Folder()
    wanted = frozenset(kinds)
    for path in _files(folder):
        kind = kind_of(path)
        if kind is None or kind not in wanted:
            found.others.append(path.name)
            continue
        text = read_text(path)
        match kind:
            case "verbs":
                found.verbs.append(read_verbs(text, path.name))
            case "actors":
                found.actors.append(read_actors(text, path.name))
            case "agents":
                found.agents.append(read_agents(text, path.name))
            case "discards":
                found.discards.append(read_discards(text, path.name))
            case "issues":
                found.issues.append(read_issues(text, path.name))
    for kind in KINDS:
        for file in getattr(found, kind):
            file.report.kind = kind
    if not found.reports:
        raise DataError(f"{folder}: there is no dictionary of verbs, actors, agents, discards or issues")
    return found


def kind_of(path: Path) -> str | None:
    """The kind of a dictionary, by its name or else by what stands in it; null for other files."""
    if path.suffix.lower() in _OTHERS or path.name.startswith("."):
        return None
    for kind, name in _NAMED:
        if name.search(path.name):
            return kind
    text = read_text(path)
    return next((kind for kind, sign in _TELLING if sign.search(text)), None)


def _files(folder: Path) -> list[Path]:
    try:
        found = sorted(p for p in folder.iterdir() if p.is_file())
        large = next((p for p in found if p.stat().st_size > LARGEST), None)
    except OSError as error:
        raise DataError(f"{folder}: {error.strerror}") from error
    if large is not None:
        raise DataError(f"{large}: larger than {LARGEST // 1024 // 1024} MiB, so no dictionary")
    return found
