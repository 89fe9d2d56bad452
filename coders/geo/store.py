"""The gazetteer's file: one SQLite database, written whole and put in place by a rename, read through a shared memory map."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coders.errors import GazetteerError
from coders.geo import spellings

FORMAT = "4"
"""Changes whenever the tables change, so that an old file is built anew."""

MAP_BYTES = 1 << 28
"""Bytes of the file that SQLite may map: the pages are shared by all processes that read it."""

_SCHEMA = (
    """
CREATE TABLE place (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, feature TEXT NOT NULL, country TEXT, admin1 INTEGER, admin2 INTEGER,
  lat REAL, lon REAL, population INTEGER NOT NULL, layer INTEGER NOT NULL);
CREATE TABLE name (key TEXT NOT NULL, place INTEGER NOT NULL, rank INTEGER NOT NULL, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
    + spellings.SCHEMA
)
_INDEXES = "CREATE INDEX place_country ON place (country); CREATE INDEX name_place ON name (place);"


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """One place as it is stored. `admin1` and `admin2` are ids of other places; ids below zero are the project's own."""

    id: int
    name: str
    feature: str  # GeoNames feature code
    country: str | None  # ISO 3166 alpha-3
    admin1: int | None
    admin2: int | None
    latitude: float | None
    longitude: float | None
    population: int
    layer: int  # 0 packaged, 1 the project's supplement, 2 added by the operator

    @property
    def added(self) -> bool:
        """Whether an operator added it."""
        return self.layer == 2


@dataclass(frozen=True, slots=True)
class NameRecord:
    """A lookup key of a place.

    `rank` 0: its own name, 1: a name in wide use, 2: an alternate name, 3: a second-level unit's name without the word for its kind.
    """

    key: str
    place: int
    rank: int


def create(path: Path) -> sqlite3.Connection:
    """A new, empty store at `path`, open for writing; the caller commits and closes it."""
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 4096;")
    connection.executescript(_SCHEMA)
    return connection


def write(connection: sqlite3.Connection, places: Iterable[PlaceRecord], names: Iterable[NameRecord]) -> None:
    """Adds places and names; a place that is there already is replaced, a name keeps its best rank."""
    connection.executemany(
        "INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (p.id, p.name, p.feature, p.country, p.admin1, p.admin2, p.latitude, p.longitude, p.population, p.layer)
            for p in places
        ),
    )
    connection.executemany(
        "INSERT INTO name VALUES (?, ?, ?) ON CONFLICT (key, place) DO UPDATE SET rank = min(rank, excluded.rank)",
        sorted(
            (n.key, n.place, n.rank) for n in names
        ),  # in the order of the table, which makes it small and quick to write
    )


def finish(connection: sqlite3.Connection, meta: dict[str, str]) -> None:
    """Writes the facts about this build and the stripped names, makes the indexes and closes the store."""
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", meta.items())
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'place_country'").fetchone():
        connection.executescript(_INDEXES)
    spellings.write(connection)
    connection.commit()
    connection.execute("PRAGMA optimize")
    connection.close()


def connect(path: Path) -> sqlite3.Connection:
    """The store at `path`, read-only. Raises GazetteerError when it is missing or no gazetteer."""
    try:
        # immutable: a store in place is never written again, so readers need no locks
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        connection.execute(f"PRAGMA mmap_size = {MAP_BYTES}")
        connection.execute("SELECT 1 FROM meta").fetchone()
    except sqlite3.Error as error:
        raise GazetteerError(f"{path}: not a readable gazetteer ({error})") from error
    return connection


def read_meta(path: Path) -> dict[str, str]:
    """The facts about the build of the store at `path`; empty when there is no readable store."""
    if not path.exists():
        return {}
    try:
        connection = connect(path)
    except GazetteerError:
        return {}
    try:
        return dict(connection.execute("SELECT key, value FROM meta"))
    finally:
        connection.close()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place when the block ends well and is removed when it does not.

    One process at a time: a second one waits at the lock and should then look again whether its work is still needed.
    """
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds the writers' lock of the store at `path`. Raises GazetteerError when its folder cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = open(path.with_name(f"{path.name}.lock"), "w")  # noqa: SIM115 - closed below, released by the system on exit
    except OSError as error:
        raise GazetteerError(f"{path.parent}: the gazetteer's folder cannot be written ({error.strerror})") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        handle.close()
