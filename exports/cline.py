"""The Cline Center's historical Phoenix: 25 columns, commas, a header."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exports.cells import csv_line, joined, text
from exports.format import CSV, Format, Setting
from exports.phoenix import NOT_KNOWN, actor_cells, code_cells, date_cells, place_cells
from exports.records import Record, code_of

COLUMNS = tuple(
    """
    eid story_date year month day source source_root source_agent source_others target target_root target_agent
    target_others code root_code quad_class goldstein joined_issues lat lon placename statename countryname aid process
    """.split()
)


def lines(records: Iterable[Record], setting: Setting) -> Iterator[str]:
    """The header, then one line for each record."""
    yield csv_line(COLUMNS)
    tables = setting.tables
    for record in records:
        story, day = record.story, record.day
        *coordinates, place, state, country = place_cells(record, tables)
        yield csv_line(
            (
                record.event["event_id"],
                f"{day.month}/{day.day}/{day.year}" if day else "",
                *(cell.lstrip("0") for cell in date_cells(record)[1:]),
                *actor_cells(code_of(record.source), tables),
                *actor_cells(code_of(record.target), tables),
                *code_cells(record, tables),
                *coordinates,
                place,
                "" if state == NOT_KNOWN else state,
                "" if country == NOT_KNOWN else country,
                joined(mention.story.id for mention in record.mentions),
                text(f"{story.coder}-{story.version}"),
            )
        )


FORMAT = Format("cline", "Cline Center Historical Phoenix, 25 columns", CSV, ".csv", COLUMNS, header=True, events=lines)
