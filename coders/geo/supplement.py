"""The project's own places: what the packages lack (regions, seas, camps, passes, front-line areas) and points for units and countries."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from coders.geo.names import key
from coders.geo.store import NameRecord, PlaceRecord
from coders.lexicon.reader import Entry, read_table

OWN_FOLDER = Path(__file__).parents[2] / "lexicons" / "places"

_PLACES = ("id", "name", "names", "feature", "country", "admin1", "latitude", "longitude")
UNITS = ("country", "unit", "latitude", "longitude", "names")
_TOWNS = ("country", "town", "names")
_COUNTRIES = ("country", "latitude", "longitude", "names")


@dataclass(slots=True)
class Supplement:
    """Records to write over the packaged ones."""

    places: list[PlaceRecord]
    names: list[NameRecord]


def content_hash(folder: Path = OWN_FOLDER) -> str:
    """A short hash of the supplement's tables; another hash means another gazetteer."""
    digest = hashlib.sha256()
    for name in ("places.tsv", "units.tsv", "towns.tsv", "countries.tsv"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]


def read(
    packaged: list[PlaceRecord],
    known: list[NameRecord],
    unit_names: dict[tuple[str, str], int],
    folder: Path = OWN_FOLDER,
) -> Supplement:
    """The supplement of `folder`. `known` are the packages' names, `unit_names` gives the id of a first-level unit by country and key.

    Raises LexiconError at a line that names an unknown country or unit, or holds no number where one belongs.
    """
    by_id = {p.id: p for p in packaged}
    countries = {p.country: p for p in packaged if p.feature == "PCLI" and p.country}
    found = Supplement([], [])
    for entry in read_table(folder / "countries.tsv", _COUNTRIES, root=folder.parent):
        record = countries.get(entry["country"])
        if record is None:
            raise entry.wrong(f"unknown country {entry['country']!r}")
        found.places.append(
            replace(record, latitude=_number(entry, "latitude"), longitude=_number(entry, "longitude"), layer=1)
        )
        found.names.extend(_names(entry, record.id))
    for entry in read_table(folder / "units.tsv", UNITS, root=folder.parent):
        record = by_id[_unit(entry, "unit", unit_names)]
        if entry["latitude"]:
            record = replace(record, latitude=_number(entry, "latitude"), longitude=_number(entry, "longitude"))
        found.places.append(replace(record, name=_renamed(entry, record.name), layer=1))
        found.names.extend(_names(entry, record.id))
    _towns(packaged, known, folder, found)
    for entry in read_table(folder / "places.tsv", _PLACES, root=folder.parent):
        if entry["country"] and entry["country"] not in countries:
            raise entry.wrong(f"unknown country {entry['country']!r}")
        place = -int(_number(entry, "id"))
        admin1 = _unit(entry, "admin1", unit_names) if entry["admin1"] else None
        found.places.append(
            PlaceRecord(
                place, entry["name"], entry["feature"], entry["country"] or None, admin1, None,
                _number(entry, "latitude"), _number(entry, "longitude"), 0, 1,
            )
        )  # fmt: skip
        found.names.append(NameRecord(key(entry["name"]), place, 0))
        found.names.extend(_names(entry, place))
    return found


def _towns(packaged: list[PlaceRecord], known: list[NameRecord], folder: Path, found: Supplement) -> None:
    """More names for towns of the packages; of namesakes in a country the most populous is meant.

    A first name that begins with `=` is the one that the press uses, and replaces the packages' name.
    """
    entries = list(read_table(folder / "towns.tsv", _TOWNS, root=folder.parent))
    wanted = {(entry["country"], key(entry["town"])) for entry in entries}
    towns = {p.id: p for p in packaged if p.feature.startswith("PPL")}
    biggest: dict[tuple[str, str], PlaceRecord] = {}
    for name in known:
        town = towns.get(name.place)
        spot = (town.country or "", name.key) if town else ("", "")
        if town and spot in wanted and (spot not in biggest or biggest[spot].population < town.population):
            biggest[spot] = town
    for entry in entries:
        place = biggest.get((entry["country"], key(entry["town"])))
        if place is None:
            raise entry.wrong(f"unknown town {entry['town']!r} of {entry['country']}")
        found.names.append(NameRecord(key(entry["town"]), place.id, 1))
        found.names.extend(_names(entry, place.id))
        if (shown := _renamed(entry, place.name)) != place.name:
            found.places.append(replace(place, name=shown))


def _renamed(entry: Entry, name: str) -> str:
    return entry.many("names")[0].removeprefix("=") if entry["names"].startswith("=") else name


def _names(entry: Entry, place: int) -> list[NameRecord]:
    return [NameRecord(key(name.removeprefix("=")), place, 1) for name in entry.many("names")]


def _unit(entry: Entry, column: str, unit_names: dict[tuple[str, str], int]) -> int:
    unit = unit_names.get((entry["country"], key(entry[column])))
    if unit is None:
        raise entry.wrong(f"unknown first-level unit {entry[column]!r} of {entry['country']}")
    return unit


def _number(entry: Entry, column: str) -> float:
    try:
        return float(entry[column])
    except ValueError as error:
        raise entry.wrong(f"{column} is no number: {entry[column]!r}") from error
