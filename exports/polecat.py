"""POLECAT's table: 40 columns, tabs, a header. A cell without a value holds the word None; lists have semicolons.

Events without a PLOVER type, which are mere statements, have no line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exports.actor_codes import country_of, split
from exports.cells import iso, joined, number, tab_line, unquoted
from exports.format import TSV, Format, Setting
from exports.records import Record, Wire
from exports.tables import Tables

COLUMNS = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts"),
    *("Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title"),
    *("Actor Name Raw", "Wikipedia Actor ID"),
    *("Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors"),
    *("Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID"),
    *("Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID"),
    *("Raw Placename", "Feature Type", "Source", "Publication Date"),
    *("Story People", "Story Organizations", "Story Locations", "Language", "Version"),
)
NONE = "None"
QUADS = {
    1: "VERBAL COOPERATION",
    2: "MATERIAL COOPERATION",
    3: "VERBAL CONFLICT",
    4: "MATERIAL CONFLICT",
}


def lines(records: Iterable[Record], setting: Setting) -> Iterator[str]:
    """The header, then one line for each record that has a PLOVER type."""
    yield tab_line(COLUMNS)
    for record in records:
        if record.event["plover"]["type"]:
            yield tab_line([cell or NONE for cell in _cells(record, setting.tables)])


def _cells(record: Record, tables: Tables) -> tuple[str, ...]:
    event, story = record.event, record.story
    plover, facts = event["plover"], tables.plover(event)
    return (
        unquoted(event["event_id"]),
        iso(record.day),
        plover["type"],
        plover["mode"] or "",
        number(facts.intensity),
        QUADS[facts.quad_code] if facts.quad_code else "",
        joined(facts.contexts),
        *_actor(record.source, tables),
        *_actor(record.target, tables),
        *_place(record, tables),
        joined(mention.story.source for mention in record.mentions),
        iso(story.day),
        "",  # people and organisations are not listed by story
        "",
        joined(story.locations),
        unquoted(story.language),
        unquoted(f"{story.coder} {story.version}"),
    )


def _actor(actor: Wire, tables: Tables) -> tuple[str, ...]:
    """Name, country, COW number, first sector, sectors, title, name as written, Wikipedia id."""
    if not actor:
        return ("",) * 8
    country = country_of(actor["code"], tables.countries)
    sectors = split(actor["code"], tables.countries).types
    own = actor["name"] if not (sectors and country and actor["name"] == country.name) else None
    return (
        unquoted(own or actor["text"]),  # a country's soldiers are found by its name, and are not it
        (country.iso3 or country.cameo) if country else "",
        country.cow if country else "",
        sectors[0] if sectors else "",
        joined(sectors),
        "",
        unquoted(actor["text"]),
        "",
    )


def _place(record: Record, tables: Tables) -> tuple[str, ...]:
    """Place, city, district, province, country, latitude, longitude, GeoNames id, the place as written, feature type."""
    place = record.place
    if not place:
        return ("",) * 10
    country = tables.countries.of_iso(place["country"])
    name, province = unquoted(place["name"]), unquoted(place["admin1"])
    nation = country.name if country else ""
    return (
        name,
        "" if name in (nation, province) and place["geo_precision"] > 1 else name,
        "",
        province,
        country.iso3 if country else "",
        number(place["latitude"]),
        number(place["longitude"]),
        number(place["geonameid"]),
        unquoted(record.raw_place),
        "",
    )


FORMAT = Format("polecat", "POLECAT, 40 columns", TSV, ".txt", COLUMNS, header=True, events=lines)
