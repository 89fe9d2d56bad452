"""GDELT's event tables, 1.0 with 58 and 2.0 with 61 columns: tabs, no header. Actors are in CAMEO's codes, places in FIPS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coders.actors.codes import NOWHERE
from exports.actor_codes import split
from exports.cells import compact, number, stamp, tab_line, unquoted
from exports.format import TSV, Format, Setting
from exports.records import Record, Wire, integer_id
from exports.tables import Tables

_ACTOR = tuple(
    "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code".split()
)
_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID")
_GEO_2 = (*_GEO[:4], "ADM2Code", *_GEO[4:])
_HEAD = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"Actor1{part}" for part in _ACTOR),
    *(f"Actor2{part}" for part in _ACTOR),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
)
_PLACES = ("Actor1Geo", "Actor2Geo", "ActionGeo")
_TAIL = ("DATEADDED", "SOURCEURL")
COLUMNS_1 = (*_HEAD, *(f"{place}_{part}" for place in _PLACES for part in _GEO), *_TAIL)
COLUMNS_2 = (*_HEAD, *(f"{place}_{part}" for place in _PLACES for part in _GEO_2), *_TAIL)
NONE, COUNTRY, US_STATE, US_CITY, CITY, STATE = range(6)
_RELIGIONS, _TYPES = 2, 3  # how many have columns


@dataclass(frozen=True, slots=True)
class Geo:
    """A place as GDELT describes it. `adm1` is known of countries and of states of the United States only."""

    kind: int = NONE
    name: str = ""
    country: str = ""
    adm1: str = ""
    latitude: str = ""
    longitude: str = ""
    feature: str = ""

    def cells(self, *, adm2: bool) -> tuple[str, ...]:
        """The cells of one place; with `adm2` also that column, which Athir has nothing for."""
        above = (str(self.kind), self.name, self.country, self.adm1)
        return (*above, *(("",) if adm2 else ()), self.latitude, self.longitude, self.feature)


def geo(place: Wire, tables: Tables) -> Geo:
    """The place of an event; kind 0 where none is known."""
    if not place:
        return Geo()
    country = tables.countries.of_iso(place["country"])
    fips, nation = (country.fips, country.name) if country else ("", "")
    name, admin1 = unquoted(place["name"]), unquoted(place["admin1"])
    adm1 = feature = ""
    above: tuple[str, ...] = ()
    if name.casefold() == nation.casefold():
        kind, adm1, feature = COUNTRY, fips, fips
    else:
        american = fips == "US"
        adm1 = fips + tables.states[admin1] if american and admin1 in tables.states else ""
        if name.casefold() == admin1.casefold() and place["geo_precision"] > 1:
            kind, above = US_STATE if american else STATE, (nation,)
        else:
            kind, above = US_CITY if american else CITY, (admin1, nation)
    full = ", ".join(filter(None, (name, *above)))
    return Geo(kind, full, fips, adm1, number(place["latitude"]), number(place["longitude"]), feature)


def lines_1(records: Iterable[Record], setting: Setting) -> Iterator[str]:
    """One line of GDELT 1.0 for each record."""
    for record in records:
        yield _line(record, setting, second=False)


def lines_2(records: Iterable[Record], setting: Setting) -> Iterator[str]:
    """One line of GDELT 2.0 for each record."""
    for record in records:
        yield _line(record, setting, second=True)


def _line(record: Record, setting: Setting, *, second: bool) -> str:
    added = record.story.moment or setting.now
    nowhere = Geo().cells(adm2=second)
    return tab_line(
        (
            str(integer_id(record.event["event_id"])),
            *_dates(record),
            *_actor(record.source, setting.tables),
            *_actor(record.target, setting.tables),
            *_action(record),
            *nowhere,
            *nowhere,
            *geo(record.place, setting.tables).cells(adm2=second),
            stamp(added) if second else compact(added.date()),
            next((unquoted(m.story.url) for m in record.mentions if m.story.url), ""),
        )
    )


def _dates(record: Record) -> tuple[str, str, str, str]:
    day = record.day
    if day is None:
        return ("",) * 4
    whole = compact(day)
    return whole, whole[:6], whole[:4], f"{day.year + (day.month * 30 + day.day) / 365:.4f}"


def _actor(actor: Wire, tables: Tables) -> tuple[str, ...]:
    if not actor:
        return ("",) * len(_ACTOR)
    code = (actor["code"] or "").removeprefix(NOWHERE)
    parts = split(actor["code"], tables.countries)
    return (
        code,
        unquoted(actor["name"] or actor["text"]).upper(),
        parts.country,
        parts.group,
        parts.ethnic,
        *_filled(parts.religions, _RELIGIONS),
        *_filled(parts.types, _TYPES),
    )


def _filled(values: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*values, *("",) * width)[:width]


def _action(record: Record) -> tuple[str, ...]:
    event = record.event
    stories = {mention.story.id for mention in record.mentions}
    sources = {mention.story.source for mention in record.mentions if mention.story.source}
    return (
        str(int(record.mentions[0].sentence == 0)),  # the lead; what a text opens with weighs more
        event["code"],
        event["code"][:3],
        event["root"],
        str(event["quad_class"]),
        number(float(event["goldstein"])),
        str(len(record.mentions)),
        str(len(sources) or 1),
        str(len(stories)),
        "",  # tone is not measured
    )


GDELT_1 = Format("gdelt1", "GDELT 1.0 events, 58 columns", TSV, ".export.CSV", COLUMNS_1, header=False, events=lines_1)
GDELT_2 = Format("gdelt2", "GDELT 2.0 events, 61 columns", TSV, ".export.CSV", COLUMNS_2, header=False, events=lines_2)
