"""Reads actor dictionaries: names with the codes they have, each code with the days it holds on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from coders.petrarch.codes import NULL
from coders.petrarch.lines import Line, Report, lines_of

_GROUP = re.compile(r"\[([^\[\]]*)\]")
_BARE = re.compile(r"[A-Z]{3,24}")
_SPAN = re.compile(r"([^\s<>]*)\s*(?:<\s*(\d+)|>\s*(\d+)|(?<=\s)(\d+)\s*-\s*(\d+))?")
_PLAIN = re.compile(r"\[([A-Z]{3,24})(?: (?:<(\d+)|>(\d+)|(\d+)-(\d+)))?\]")
"""A line with one code as nearly all have it, which is read in one step."""
_CODE = re.compile(r"[A-Z][A-Z0-9/]{1,23}")
_NO_CODES = frozenset((NULL, "+++", "###"))
_PIVOT = 30
"""Two-digit years up to this one lie in this century."""


@dataclass(frozen=True, slots=True)
class Group:
    """A code and the first and the last day it holds on, ISO, empty where open."""

    code: str
    line: int
    since: str = ""
    until: str = ""

    @property
    def dated(self) -> bool:
        """Whether the code holds for some days only."""
        return bool(self.since or self.until)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in capitals. A `whole` one, written with a last `_`, is no stem: it has no plural."""

    text: str
    line: int
    whole: bool


@dataclass(slots=True)
class ActorEntry:
    """An actor: the names it goes by, the head first, and its codes in the order of the file."""

    names: list[Name]
    groups: list[Group] = field(default_factory=list)


@dataclass(slots=True)
class ActorFile:
    """What one actor dictionary says; `report` accounts for its lines."""

    report: Report
    entries: list[ActorEntry] = field(default_factory=list)


def read_actors(text: str, name: str) -> ActorFile:
    """Reads an actor dictionary; lines that cannot be read are reported, never fatal."""
    report = Report(name)
    file = ActorFile(report)
    head: Line | None = None
    for line in lines_of(text, report):
        if line.text.startswith("["):
            _groups_only(line, file)
        elif line.text.startswith("+"):
            _phrase(line, line.text[1:], file, synonym=True)
        else:
            _without_code(head, file)
            head = line if _phrase(line, line.text, file, synonym=False) else None
    _without_code(head, file)
    return file


def _groups_only(line: Line, file: ActorFile) -> None:
    if not file.entries:
        file.report.drop(line, "the code belongs to no name")
        return
    groups = _groups(line, line.text, file.report)
    if groups:
        file.entries[-1].groups.extend(groups)
        file.report.entries["code lines"] += 1
    else:
        file.report.drop(line, "there is no code that can be read")


def _phrase(line: Line, text: str, file: ActorFile, *, synonym: bool) -> bool:
    """Takes a name with the codes behind it; tells whether it could."""
    report = file.report
    before, bracket, _ = text.partition("[")
    phrase = " ".join(before.replace("_", " ").split()).upper()
    if not phrase[:1].isalnum() and not any(map(str.isalnum, phrase)):
        report.drop(line, f"{text!r} has no name")
        return False
    if synonym and not file.entries:
        report.drop(line, "the synonym belongs to no name")
        return False
    groups = _groups(line, text, report) if bracket else []
    if bracket and not groups:
        report.drop(line, "there is no code that can be read")
        return False
    if not synonym:
        file.entries.append(ActorEntry([]))
    file.entries[-1].names.append(Name(phrase, line.number, before.rstrip().endswith("_")))
    file.entries[-1].groups.extend(groups)
    report.entries["synonyms" if synonym else "names"] += 1
    return True


def _without_code(head: Line | None, file: ActorFile) -> None:
    if head is not None and not file.entries[-1].groups:
        file.report.doubt(head, f"{head.text!r} has no code: it names no actor")


def _groups(line: Line, text: str, report: Report) -> list[Group]:
    """The codes that can be read, in order; what cannot be is noted."""
    details = report.details
    plain = _PLAIN.fullmatch(text)
    if plain is not None and (group := _held(line.number, *plain.groups())) is not None:
        details[_kind(group, text)] += 1
        details["codes"] += 1
        return [group]
    found: list[Group] = []
    written = _GROUP.findall(text)
    for inside in written:
        group = _group(inside.upper(), line.number)
        if group is None:
            report.doubt(line, f"[{inside}] cannot be read")
        else:
            found.append(group)
            details[_kind(group, inside)] += 1
    if len(written) < text.count("["):
        report.doubt(line, "a bracket is not closed")
    details["codes"] += len(found)
    if len(found) > 1:
        details["lines with several codes"] += 1
    return found


def _kind(group: Group, inside: str) -> str:
    if not group.dated:
        return "codes without dates"
    return "codes < date" if "<" in inside else "codes > date" if ">" in inside else "codes of a span"


def _group(inside: str, line: int) -> Group | None:
    if _BARE.fullmatch(inside):
        return Group(inside, line)
    match = _SPAN.fullmatch(inside.strip())
    if match is None:
        return None
    code, before, after, first, last = match.groups()
    if code in _NO_CODES:
        code = NULL
    elif not _CODE.fullmatch(code):
        return None
    return _held(line, code, before, after, first, last)


def _held(
    line: int, code: str, before: str | None, after: str | None, first: str | None, last: str | None
) -> Group | None:
    """The code with the days it holds on; null where one of them is no day."""
    try:
        if first and last:
            return Group(code, line, _iso(first), _iso(last))
        if after:
            return Group(code, line, _iso(after))
        if before:
            return Group(code, line, "", _iso(before, 1))
    except (ValueError, OverflowError):
        return None
    return Group(code, line)


@lru_cache(maxsize=16384)
def _iso(digits: str, less: int = 0) -> str:
    """The ISO date of a day, or of one `less` days before it."""
    return (_day(digits) - timedelta(days=less)).isoformat()


def _day(digits: str) -> date:
    """The day of YYMMDD or YYYYMMDD; a day or month of 00, or past the month's end, is moved into the month. Raises ValueError."""
    if len(digits) == 6:
        year = int(digits[:2])
        digits = f"{2000 + year if year <= _PIVOT else 1900 + year}{digits[2:]}"
    if len(digits) != 8:
        raise ValueError(digits)
    year, month, day = int(digits[:4]), max(1, int(digits[4:6])), max(1, int(digits[6:]))
    if day > 31:
        raise ValueError(digits)
    first = date(year, month, 1)
    following = (first + timedelta(days=32)).replace(day=1)
    return min(first + timedelta(days=day - 1), following - timedelta(days=1))
