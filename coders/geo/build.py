"""Builds the gazetteer's file from the packages and the supplement, and adds country dumps to it, always whole and by one process."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from coders.errors import GazetteerError
from coders.geo import dump, packaged, store, supplement
from coders.geo.store import NameRecord, PlaceRecord

FILE = "gazetteer.sqlite"


def stamp() -> dict[str, str]:
    """What a store must have been built from to be up to date."""
    return {"format": store.FORMAT, "supplement": supplement.content_hash(), **packaged.versions()}


def is_current(path: Path) -> bool:
    """Whether the store at `path` was built from the installed packages and the present supplement."""
    meta = store.read_meta(path)
    return bool(meta) and all(meta.get(k) == v for k, v in stamp().items())


def ensure(path: Path) -> None:
    """Builds the store at `path` unless it is there and up to date; of several processes one builds, the others wait."""
    if is_current(path):
        return
    with store.locked(path):
        if not is_current(path):
            _build(path)


def rebuild(path: Path) -> dict[str, str]:
    """Builds the store at `path` anew, keeping what an operator added; returns the facts about it."""
    with store.locked(path):
        _build(path)
    return store.read_meta(path)


def add(path: Path, dump_file: Path) -> int:
    """Adds the places of a GeoNames dump (.txt or .zip) to the store at `path`; returns how many places it held.

    Raises GazetteerError when the dump is unreadable or holds no place.
    """
    ensure(path)
    with store.locked(path), store.replacing(path) as temporary:
        shutil.copyfile(path, temporary)
        connection = sqlite3.connect(temporary)
        try:
            units = _unit_codes(connection)
            places, names = dump.read(dump_file, packaged.alpha3(), units)
            store.write(connection, places, names)
            loaded = connection.execute("SELECT value FROM meta WHERE key = 'added'").fetchone()
            added = [*(loaded[0].split("|") if loaded and loaded[0] else []), dump_file.name]
            total = connection.execute("SELECT count(*) FROM place").fetchone()[0]
            store.finish(connection, {"added": "|".join(dict.fromkeys(added)), "places": str(total)})
        except sqlite3.Error as error:
            connection.close()
            raise GazetteerError(f"{path}: cannot be written ({error})") from error
    return len(places)


def _build(path: Path) -> None:
    kept_places, kept_names, kept = _added_layer(path)
    facts = packaged.read()
    by_unit = _unit_names(facts.places, facts.names)
    own = supplement.read(facts.places, facts.names, by_unit)
    with store.replacing(path) as temporary:
        connection = store.create(temporary)
        store.write(connection, facts.places, facts.names)
        store.write(connection, own.places, own.names)
        store.write(connection, kept_places, kept_names)
        total = connection.execute("SELECT count(*) FROM place").fetchone()[0]
        store.finish(connection, {**stamp(), "added": kept, "places": str(total)})


def _unit_names(places: Iterable[PlaceRecord], names: Iterable[NameRecord]) -> dict[tuple[str, str], int]:
    """First-level units by country and name; where two share a name, the one that bears it as its own."""
    units = {p.id: p.country for p in places if p.feature == "ADM1" and p.country}
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for name in names:
        country = units.get(name.place)
        if country is not None:
            entry = (name.rank, name.place)
            found[country, name.key] = min(found.get((country, name.key), entry), entry)
    return {unit: place for unit, (_, place) in found.items()}


def _unit_codes(connection: sqlite3.Connection) -> dict[str, int]:
    """Units of the store by GeoNames code (`SY.12`), for dumps that name their places' units by code."""
    known = {row[0] for row in connection.execute("SELECT id FROM place WHERE feature IN ('ADM1', 'ADM2')")}
    return {code: place for code, place in packaged.unit_codes().items() if place in known}


def _added_layer(path: Path) -> tuple[list[PlaceRecord], list[NameRecord], str]:
    """What an operator had added to the store that is about to be replaced."""
    meta = store.read_meta(path)
    if meta.get("format") != store.FORMAT or not meta.get("added"):
        return [], [], ""
    connection = store.connect(path)
    try:
        places = [PlaceRecord(*row) for row in connection.execute("SELECT * FROM place WHERE layer = 2")]
        names = [
            NameRecord(*row)
            for row in connection.execute("SELECT n.* FROM place p JOIN name n ON n.place = p.id WHERE p.layer = 2")
        ]
    finally:
        connection.close()
    return places, names, meta["added"]
