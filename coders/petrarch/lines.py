"""The lines of a dictionary file without their comments, and the report of which were read and which could not be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from coders.errors import DataError

LONGEST = 4000
"""Characters of the longest line that is read: real entries stay below 200, and a longer line is no entry."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is no comment: its number, counted from 1, its text without remarks, and whether it was indented."""

    number: int
    text: str
    indented: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line. A `dropped` line is not used at all; the others are, as `text` says."""

    file: str
    line: int
    text: str
    dropped: bool = True

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


@dataclass(slots=True)
class Report:
    """The account of one file: every line that is no comment is counted once, as an entry of some kind or as a problem."""

    file: str
    kind: str = ""
    lines: int = 0
    entries: Counter[str] = field(default_factory=Counter)
    details: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    @property
    def dropped(self) -> int:
        """Number of lines that could not be used."""
        return sum(p.dropped for p in self.problems)

    @property
    def balanced(self) -> bool:
        """Whether the account adds up: entries and dropped lines are all lines there are."""
        return sum(self.entries.values()) + self.dropped == self.lines

    def drop(self, line: Line, text: str) -> None:
        """Counts a line that cannot be used, and says why."""
        self.problems.append(Problem(self.file, line.number, text))

    def doubt(self, line: Line, text: str) -> None:
        """Notes something odd about a line that is used all the same."""
        self.problems.append(Problem(self.file, line.number, text, dropped=False))


def read_text(path: Path) -> str:
    """The text of a dictionary file: UTF-8, or Latin-1 as the older ones are. Raises DataError if it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def lines_of(text: str, report: Report) -> Iterator[Line]:
    """The lines of `text` that are no comments, counted into `report`; overlong ones are dropped and not given."""
    inside = False
    for number, raw in enumerate(text.split("\n"), start=1):
        if inside:
            inside = "-->" not in raw
            continue
        if "<!" in raw and (bare := raw.lstrip()).startswith("<!"):
            inside = bare.startswith("<!--") and "-->" not in raw
            continue
        raw = raw.rstrip("\r")
        kept = without_remark(raw) if len(raw) <= LONGEST else raw
        shown = kept.strip()
        if not shown:
            continue
        report.lines += 1
        line = Line(number, shown, kept[0] in " \t")
        if len(raw) > LONGEST:
            report.drop(line, f"a line of {len(raw)} characters is no entry")
            continue
        yield line


def without_remark(raw: str) -> str:
    """The line up to its first `#` or `;`: both begin a remark, the second in TABARI's files."""
    return raw.partition("#")[0].partition(";")[0]
