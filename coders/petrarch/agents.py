"""Reads agent dictionaries: role words with their plurals, their markers expanded, and where their code goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from coders.petrarch.forms import plural
from coders.petrarch.lines import Line, Report, lines_of

_MARKER = re.compile(r"!([^!\s=]+)!\s*=\s*(.+)")
_USED = re.compile(r"!([^!\s]+)!")
_AGENT = re.compile(r"([^{}\[\]]+?)\s*(\{[^{}]*\})?\s*\[\s*(~?)\s*([A-Z0-9/]{2,24})\s*(~?)\s*\]")
_MOST = 200
"""Most phrases that the markers of one entry may make."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A role: its phrases, singular and plural, and a code that goes behind the actor's, or before it."""

    phrases: tuple[str, ...]
    code: str
    line: int
    before: bool = False


@dataclass(slots=True)
class AgentFile:
    """What one agent dictionary says; `report` accounts for its lines."""

    report: Report
    agents: list[Agent] = field(default_factory=list)


def read_agents(text: str, name: str) -> AgentFile:
    """Reads an agent dictionary; lines that cannot be read are reported, never fatal."""
    file = AgentFile(Report(name))
    markers: dict[str, tuple[str, ...]] = {}
    rest: list[Line] = []
    for line in lines_of(text, file.report):  # a marker may be defined after its use
        match = _MARKER.fullmatch(line.text)
        if match is not None:
            markers[match.group(1).upper()] = tuple(w for part in match.group(2).split(",") if (w := _plain(part)))
            file.report.entries["markers"] += 1
        else:
            rest.append(line)
    for line in rest:
        _take(line, markers, file)
    return file


def _take(line: Line, markers: dict[str, tuple[str, ...]], file: AgentFile) -> None:
    report = file.report
    match = _AGENT.fullmatch(line.text.upper())
    if match is None:
        report.drop(
            line, "the line must read PHRASE {PLURAL} [~CODE]" + ("" if "[" in line.text else "; it has no code")
        )
        return
    written, braces, behind, code, front = match.groups()
    if bool(behind) == bool(front):
        report.drop(line, "the code must have ~ on one side: [~X] goes behind the actor's code, [X~] before it")
        return
    phrases = _expanded(written, markers)
    if isinstance(phrases, str):
        report.drop(line, f"there is no marker !{phrases}!")
        return
    if not phrases:
        report.drop(line, "there is no phrase")
        return
    if braces is None and "!" not in written:
        phrases += tuple(plural(p) for p in phrases)
    elif braces is not None:
        phrases += tuple(p for form in re.split(r"[\s,]+", braces[1:-1]) if (p := _plain(form)))
    file.agents.append(Agent(tuple(dict.fromkeys(phrases)), code, line.number, before=bool(front)))
    report.entries["agents"] += 1
    report.details["agents [X~]"] += bool(front)
    report.details["agents [~X]"] += bool(behind)
    report.details["agents with a marker"] += "!" in written
    report.details["agents with a plural of their own"] += bool(braces and braces[1:-1].strip())
    report.details["agents without a plural"] += bool(braces and not braces[1:-1].strip())
    report.details["phrases"] += len(file.agents[-1].phrases)


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).upper()


def _expanded(written: str, markers: dict[str, tuple[str, ...]]) -> tuple[str, ...] | str:
    """The phrases with the words of its markers in their places, or the name of a marker that is not defined."""
    pieces = _USED.split(written.replace("_", " "))
    used = pieces[1::2]
    for name in used:
        if name not in markers:
            return name
    found = ["".join(_filled(pieces, words)) for words in product(*(markers[name] for name in used))]
    return tuple(text for text in map(_plain, found[:_MOST]) if any(c.isalnum() for c in text))


def _filled(pieces: list[str], words: tuple[str, ...]) -> Iterator[str]:
    for at, piece in enumerate(pieces):
        yield words[at // 2] if at % 2 else piece
