"""The gazetteer: places by name, read from one file that all processes share; built on first use where it is missing."""

from __future__ import annotations

import os
import sqlite3
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from coders.geo import build, spellings, store
from coders.geo.names import key, skeleton
from coders.geo.spellings import Spellings
from coders.geo.store import PlaceRecord

SIMILAR = 90.0
"""Least similarity, of 100, at which another spelling counts as the same name; looser matching invents places."""

COUNTRIES = 16
"""Countries whose stripped names a process keeps; the largest take 6 MB."""
_MOST = 400  # candidates of one name that are looked at; the rest are the smallest places of a very common name


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that bears the name looked up.

    `rank` 0: its own name, 1: in wide use, 2: alternate, 3: bare name of a district, 4: another spelling.
    """

    place: PlaceRecord
    rank: int


class Gazetteer:
    """Read-only access to the store; safe to share between threads, and reopened in a forked process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connections: dict[tuple[int, int], sqlite3.Connection] = {}
        self.lookup = lru_cache(maxsize=50_000)(self._lookup)
        self.place = lru_cache(maxsize=20_000)(self._place)
        self.country = lru_cache(maxsize=300)(self._country)
        self.similar = lru_cache(maxsize=10_000)(self._similar)
        self._spellings = lru_cache(maxsize=COUNTRIES)(self._read_spellings)

    @classmethod
    def open(cls, path: Path | None) -> Gazetteer:
        """The gazetteer kept at `path`: its file, or the folder it lies in (the user's cache folder if None).

        Builds the file first when it is missing or out of date. Raises GazetteerError when it cannot be built or read.
        """
        file = location(path)
        build.ensure(file)
        gazetteer = cls(file)
        gazetteer._connection()
        return gazetteer

    @property
    def meta(self) -> dict[str, str]:
        """What the gazetteer was built from: versions, number of places, names of added dumps."""
        return dict(self._connection().execute("SELECT key, value FROM meta"))

    def _lookup(self, name_key: str) -> tuple[Candidate, ...]:
        """The places that bear the name with this key (coders.geo.names.key), the most populous first."""
        rows = self._connection().execute(
            "SELECT p.*, n.rank FROM name n JOIN place p ON p.id = n.place WHERE n.key = ? "
            "ORDER BY p.layer DESC, p.population DESC LIMIT ?",
            (name_key, _MOST),
        )
        return tuple(Candidate(PlaceRecord(*row[:-1]), row[-1]) for row in rows)

    def _place(self, place: int) -> PlaceRecord | None:
        """The place with this id."""
        row = self._connection().execute("SELECT * FROM place WHERE id = ?", (place,)).fetchone()
        return PlaceRecord(*row) if row else None

    def _country(self, code: str) -> PlaceRecord | None:
        """The country with this ISO 3166 alpha-3 code."""
        row = (
            self._connection().execute("SELECT * FROM place WHERE country = ? AND feature = 'PCLI'", (code,)).fetchone()
        )
        return PlaceRecord(*row) if row else None

    def unit_name(self, place: int | None) -> str | None:
        """The name of an administrative unit by its id."""
        record = self.place(place) if place is not None else None
        return record.name if record else None

    def _similar(self, name: str, country: str) -> tuple[Candidate, ...]:
        """Places of `country` whose name is another spelling of `name` (similarity at least SIMILAR)."""
        wanted = skeleton(key(name))
        if len(wanted) < 5:
            return ()
        known = self._spellings(country)
        hits = process.extract(wanted, known.names, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=3)
        best = [index for _, score, index in hits if score == hits[0][1]]
        found = {place: None for index in best for place in known.at(index)}
        return tuple(Candidate(record, 4) for place in found if (record := self.place(place)) is not None)

    def search(self, text: str, country: str | None = None, limit: int = 20) -> tuple[PlaceRecord, ...]:
        """Places whose name begins with `text`, exact names and populous places first."""
        wanted = key(text)
        if not wanted:
            return ()
        rows = self._connection().execute(
            "SELECT p.*, min(n.key != ?) AS longer FROM name n JOIN place p ON p.id = n.place "
            "WHERE n.key >= ? AND n.key < ? AND (? IS NULL OR p.country = ?) "
            "GROUP BY p.id ORDER BY longer, p.population DESC LIMIT ?",
            (wanted, wanted, wanted + "\U0010ffff", country, country, limit),
        )
        return tuple(PlaceRecord(*row[:-1]) for row in rows)

    def _read_spellings(self, country: str) -> Spellings:
        return spellings.read(self._connection(), country)

    def _connection(self) -> sqlite3.Connection:
        owner = (os.getpid(), threading.get_ident())
        connection = self._connections.get(owner)
        if connection is None:
            connection = self._connections[owner] = store.connect(self.path)
        return connection


def location(path: Path | None) -> Path:
    """Where the gazetteer's file lies for a file, a folder, or None (`athir` in the user's cache folder)."""
    if path is None:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        path = Path(base) / "athir"
    return path if path.suffix == ".sqlite" else path / build.FILE
