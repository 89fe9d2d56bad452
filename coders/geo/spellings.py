"""The names of each country stripped to what their spellings have in common: made when the store is built, read in one piece.

Making them of a country's names takes half a second for the largest, too long while an article waits.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from coders.geo.names import skeleton

SCHEMA = "CREATE TABLE spelling (country TEXT PRIMARY KEY, names BLOB NOT NULL) WITHOUT ROWID;"
LARGEST = 5_000_000
"""Inhabitants from which on a place is so well known that its name is no other one misspelt."""


@dataclass(frozen=True, slots=True)
class Spellings:
    """The stripped names of one country, and beside each the ids of the places that bear it."""

    names: list[str]
    places: list[str]

    def at(self, index: int) -> tuple[int, ...]:
        """The ids of the places that bear the name at `index`."""
        return tuple(map(int, self.places[index].split()))


def write(connection: sqlite3.Connection) -> None:
    """Makes the stripped names of all countries anew from the tables of places and names."""
    connection.execute("DELETE FROM spelling")
    connection.executemany("INSERT INTO spelling VALUES (?, ?)", _packed(connection))


def read(connection: sqlite3.Connection, country: str) -> Spellings:
    """The stripped names of `country`; none for a country that has no places."""
    row = connection.execute("SELECT names FROM spelling WHERE country = ?", (country,)).fetchone()
    if row is None:
        return Spellings([], [])
    names, _, places = zlib.decompress(row[0]).decode().partition("\0")
    return Spellings(names.split("\n"), places.split("\n"))


def _packed(connection: sqlite3.Connection) -> Iterator[tuple[str, bytes]]:
    countries = [row[0] for row in connection.execute("SELECT DISTINCT country FROM place WHERE country IS NOT NULL")]
    for country in countries:
        rows = connection.execute(
            "SELECT n.key, n.place FROM place p JOIN name n ON n.place = p.id WHERE p.country = ? AND p.population < ?",
            (country, LARGEST),
        )
        found: dict[str, list[str]] = {}
        for key, place in rows:
            found.setdefault(skeleton(key), []).append(str(place))
        if found:
            text = "\0".join(("\n".join(found), "\n".join(map(" ".join, found.values()))))
            yield country, zlib.compress(text.encode())
