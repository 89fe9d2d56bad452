"""The daily file of the Phoenix pipeline: 26 columns, tabs, no header; and what its historical sibling has in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from coders.cameo.ontology import penta_class
from exports.actor_codes import phoenix
from exports.cells import compact, joined, number, tab_line, unquoted
from exports.format import TSV, Format, Setting
from exports.petrarch import issues
from exports.records import Record, code_of
from exports.tables import Tables

COLUMNS = (
    *("id", "date", "year", "month", "day"),
    *("source", "source_root", "source_agent", "source_others"),
    *("target", "target_root", "target_agent", "target_others"),
    *("code", "root_code", "quad_class", "goldstein", "issues"),
    *("lat", "lon", "place_name", "state_name", "country_name"),
    *("ids", "urls", "sources"),
)
NOT_KNOWN = "NA"
"""Stands for state and country of a place where they are not known; without a place the cells are empty."""


def date_cells(record: Record) -> tuple[str, str, str, str]:
    """YYYYMMDD, year, month and day; all empty for an event without a date."""
    day = compact(record.day)
    return day, day[:4], day[4:6], day[6:]


def actor_cells(code: str, tables: Tables) -> tuple[str, str, str, str]:
    """The code, its root, its agent, and the other trios with semicolons between."""
    parts = phoenix(code, tables.countries)
    return code, parts.root, parts.agent, ";".join(parts.others)


def code_cells(record: Record, tables: Tables) -> tuple[str, str, str, str, str]:
    """Code, root, class from 0 to 4, Phoenix's intensity, issues."""
    event = record.event
    code = event["code"]
    goldstein = tables.intensity(code, tables.phoenix, float(event["goldstein"]))
    return code, event["root"], str(penta_class(event["root"])), number(goldstein), issues(record)


def place_cells(record: Record, tables: Tables) -> tuple[str, str, str, str, str]:
    """Latitude, longitude, place, state, country as ISO 3166 alpha-3; all empty without a place."""
    place = record.place
    if not place:
        return ("",) * 5
    country = tables.countries.of_iso(place["country"])
    return (
        number(place["latitude"]),
        number(place["longitude"]),
        unquoted(place["name"]),
        unquoted(place["admin1"]) or NOT_KNOWN,
        country.iso3 if country else NOT_KNOWN,
    )


def lines(records: Iterable[Record], setting: Setting) -> Iterator[str]:
    """One line for each record, counted from 1."""
    tables = setting.tables
    for count, record in enumerate(records, start=1):
        yield tab_line(
            (
                f"{count}_v{unquoted(record.story.version)}",
                *date_cells(record),
                *actor_cells(code_of(record.source), tables),
                *actor_cells(code_of(record.target), tables),
                *code_cells(record, tables),
                *place_cells(record, tables),
                joined(mention.id for mention in record.mentions),
                joined(mention.story.url for mention in record.mentions),
                joined(mention.story.source for mention in record.mentions),
            )
        )


FORMAT = Format("phoenix", "Phoenix, 26 columns", TSV, ".txt", COLUMNS, header=False, events=lines)
