"""ICEWS coded events: 20 columns, tabs, a header, no quoting. Actors have names, sectors and countries and no codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from exports.actor_codes import country_of, split
from exports.cells import iso, joined, number, tab_line, unquoted
from exports.format import TSV, Format, Setting
from exports.records import Record, Wire, integer_id
from exports.tables import Tables

COLUMNS = (
    *("Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code"),
    *("Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher"),
    *("City", "District", "Province", "Country", "Latitude", "Longitude"),
)

SECTORS = {
    "AGR": "Agricultural",
    "BUS": "Business",
    "COP": "Police",
    "CRM": "Criminals / Gangs",
    "CVL": "Civilian",
    "DEV": "Development",
    "EDU": "Education",
    "ELI": "Elite",
    "ENV": "Environment",
    "GOV": "Government",
    "HLH": "Health",
    "HRI": "Human Rights",
    "IGO": "International Government Organization",
    "IMG": "International Insurgents",
    "INS": "Insurgents",
    "INT": "International",
    "JUD": "Judicial",
    "LAB": "Labor",
    "LEG": "Legislative",
    "MED": "Media",
    "MIL": "Military",
    "MNC": "Multinational Corporation",
    "MOD": "Moderate",
    "NGM": "Nongovernmental Movement",
    "NGO": "Nongovernmental Organization",
    "OPP": "Opposition",
    "PPL": "General Population",
    "PTY": "Parties",
    "RAD": "Radicals / Extremists / Fundamentalists",
    "REB": "Rebel",
    "REF": "Refugees / Displaced",
    "REL": "Religious",
    "SEP": "Separatists",
    "SET": "Settlers",
    "SPY": "State Intelligence",
    "UAF": "Unidentified Forces",
    "UIS": "Unidentified State Actor",
}


def lines(records: Iterable[Record], setting: Setting) -> Iterator[str]:
    """The header, then one line for each record."""
    yield tab_line(COLUMNS)
    for record in records:
        event = record.event
        yield tab_line(
            (
                str(integer_id(event["event_id"])),
                iso(record.day),
                *_actor(record.source, setting.tables),
                unquoted(event["label"]),
                event["code"],
                number(setting.tables.intensity(event["code"], setting.tables.icews, float(event["goldstein"]))),
                *_actor(record.target, setting.tables),
                str(integer_id(record.story.id)),
                str(record.mentions[0].sentence + 1),
                joined(mention.story.source for mention in record.mentions),
                *_place(record.place, setting.tables),
            )
        )


def _actor(actor: Wire, tables: Tables) -> tuple[str, str, str]:
    """Name, sectors and country. An actor without a name of its own is its first role, `Military (Chad)`."""
    if not actor:
        return "", "", ""
    country = country_of(actor["code"], tables.countries)
    nation = country.name if country else ""
    sectors = [SECTORS[kind] for kind in split(actor["code"], tables.countries).types if kind in SECTORS]
    name = unquoted(actor["name"])
    if sectors and name in ("", nation):  # a country's soldiers are found by its name, and are not it
        name = f"{sectors[0]} ({nation})" if nation else sectors[0]
    return name or nation or unquoted(actor["text"]), ",".join(sectors), nation


def _place(place: Wire, tables: Tables) -> tuple[str, ...]:
    """City, district, province, country, latitude, longitude; a region or country is no city."""
    if not place:
        return ("",) * 6
    country = tables.countries.of_iso(place["country"])
    nation = country.name if country else ""
    name, province = unquoted(place["name"]), unquoted(place["admin1"])
    city = "" if name in (nation, province) and place["geo_precision"] > 1 else name
    return city, "", province, nation, number(place["latitude"]), number(place["longitude"])


FORMAT = Format("icews", "ICEWS coded events, 20 columns", TSV, ".tab", COLUMNS, header=True, events=lines)
