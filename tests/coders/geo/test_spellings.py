"""The stripped names of a country as they are stored and read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from coders.geo import spellings, store
from coders.geo.names import key
from coders.geo.store import NameRecord, PlaceRecord

TOWNS = [
    (1, "Al Karra", "SYR", 2_000),
    (2, "Kara", "SYR", 900),
    (3, "Belmark", "SYR", 40),
    (4, "Great Belmark", "FRA", 5_000_000),
    (5, "Ardaville", "FRA", 10),
    (6, "The Strait", None, 0),
]


@pytest.fixture
def written(tmp_path: Path) -> sqlite3.Connection:
    path = tmp_path / "towns.sqlite"
    connection = store.create(path)
    places = [PlaceRecord(i, name, "PPL", country, None, None, 1.0, 2.0, size, 0) for i, name, country, size in TOWNS]
    store.write(connection, places, [NameRecord(key(p.name), p.id, 0) for p in places])
    store.finish(connection, {})
    return store.connect(path)


def named(known: spellings.Spellings) -> dict[str, set[int]]:
    return {name: set(known.at(index)) for index, name in enumerate(known.names)}


def test_names_that_are_spelt_alike_share_an_entry(written: sqlite3.Connection) -> None:
    assert named(spellings.read(written, "SYR")) == {"kara": {1, 2}, "belmark": {3}}


def test_the_largest_places_and_other_countries_are_left_out(written: sqlite3.Connection) -> None:
    assert named(spellings.read(written, "FRA")) == {"ardavile": {5}}


def test_a_country_without_places_has_none(written: sqlite3.Connection) -> None:
    assert spellings.read(written, "MLI") == spellings.Spellings([], [])


def test_what_is_added_later_is_there_too(written: sqlite3.Connection, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "towns.sqlite")
    added = PlaceRecord(7, "Qarada", "PPL", "SYR", None, None, 1.0, 2.0, 5, 2)
    store.write(connection, [added], [NameRecord("qarada", 7, 0)])
    store.finish(connection, {})
    assert named(spellings.read(store.connect(tmp_path / "towns.sqlite"), "SYR"))["qarada"] == {7}
