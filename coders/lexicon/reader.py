"""Reads lexicon tables: UTF-8, tab-separated, a header line of column names, `#` comments. Every entry keeps its file and line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coders.errors import LexiconError


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a lexicon table; absent trailing cells and `-` read as the empty string."""

    fields: dict[str, str]
    file: str
    line: int

    @property
    def origin(self) -> str:
        """Where the entry stands, as `file:line`."""
        return f"{self.file}:{self.line}"

    def __getitem__(self, column: str) -> str:
        return self.fields[column]

    def many(self, column: str, separator: str = "|") -> tuple[str, ...]:
        """The cell's parts, split at `separator` and stripped, empty ones left out."""
        return tuple(part for raw in self.fields[column].split(separator) if (part := raw.strip()))

    def wrong(self, problem: str) -> LexiconError:
        """An error that names this entry's file and line."""
        return LexiconError(self.file, self.line, problem)


def read_table(path: Path, columns: tuple[str, ...], *, root: Path | None = None) -> Iterator[Entry]:
    """Yields the entries of the table at `path`, whose header must name exactly `columns`, in any order.

    `root` is the folder that file names in traces and errors are relative to (the table's own folder if not given).
    Raises LexiconError for a file that is missing or not UTF-8 or not NFC, a wrong header, or a line with too many cells.
    """
    shown = str(path.relative_to(root)) if root else path.name
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise LexiconError(shown, 1, "there is no such file") from error
    except UnicodeDecodeError as error:
        raise LexiconError(shown, 1, f"not UTF-8: {error.reason} at byte {error.start}") from error
    header: list[str] | None = None
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.rstrip("\r")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not unicodedata.is_normalized("NFC", line):
            raise LexiconError(shown, number, "not in Unicode normal form C")
        cells = [cell.strip() for cell in line.split("\t")]
        if header is None:
            if sorted(cells) != sorted(columns):
                raise LexiconError(shown, number, f"header must name the columns {', '.join(columns)}")
            header = cells
            continue
        if len(cells) > len(header):
            raise LexiconError(shown, number, f"{len(cells)} cells where the header names {len(header)} columns")
        cells += [""] * (len(header) - len(cells))
        yield Entry({c: ("" if v == "-" else v) for c, v in zip(header, cells, strict=True)}, shown, number)
    if header is None:
        raise LexiconError(shown, 1, "no header line")
