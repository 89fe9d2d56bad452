"""The event file of PETRARCH2: eight columns, tabs, no header.

The URL's column is always there, empty without a URL, so that the column behind it never moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exports.cells import compact, joined, tab_line, unquoted
from exports.format import TSV, Format, Setting
from exports.records import Record, code_of

COLUMNS = ("date", "source", "target", "code", "issues", "ids", "url", "story_source")
UNKNOWN_SOURCE = "NULL"


def issues(record: Record) -> str:
    """`ISSUE,n` with semicolons between; empty without issues."""
    return ";".join(f"{unquoted(code)},{count}" for code, count in record.issues)


def lines(records: Iterable[Record], setting: Setting) -> Iterator[str]:
    """One line for each record."""
    for record in records:
        yield tab_line(
            (
                compact(record.day),
                code_of(record.source),
                code_of(record.target),
                record.event["code"],
                issues(record),
                joined(mention.id for mention in record.mentions),
                joined(mention.story.url for mention in record.mentions),
                joined(mention.story.source for mention in record.mentions) or UNKNOWN_SOURCE,
            )
        )


FORMAT = Format("petrarch", "PETRARCH2 events", TSV, ".txt", COLUMNS, header=False, events=lines)
