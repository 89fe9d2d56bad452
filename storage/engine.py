"""Engines, sessions and transactions, set up so that threads and processes share one SQLite file or one PostgreSQL.

SQLite runs in WAL mode and a transaction takes the write lock when it begins: one that reads first and asks for the
lock later is refused at once when another wrote in between, however long it would be ready to wait.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy
from sqlalchemy import Connection, Engine, event, func, make_url, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from storage.errors import StorageFull, StorageUnavailable

# How long a writer of SQLite waits for its turn. The longest turn is the submission of a very large job.
BUSY_SECONDS: Final = 60
# How long to wait for a PostgreSQL that does not answer.
CONNECT_SECONDS: Final = 5
_NO_SUCH_TABLE: Final = "42P01"
_DISK_FULL: Final = "53100"
READING: Final = "athir_reading"
_CLOCK: Final = "athir_clock"

Clock = Callable[[Session], datetime]


def parse_url(url: str) -> URL:
    """`url` with the driver that is used; postgres:// and postgresql:// both mean psycopg 3."""
    parsed = make_url(url)
    if parsed.drivername in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def create_engine(url: str, **options: Any) -> Engine:
    """An engine for `url`; connects on first use. `options` go to SQLAlchemy."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = sqlalchemy.create_engine(parsed, connect_args={"timeout": BUSY_SECONDS}, **options)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    # A server that was restarted leaves dead connections in the pool: each is tried before it is lent.
    connect_args = {"connect_timeout": CONNECT_SECONDS, "application_name": "athir"}
    return sqlalchemy.create_engine(parsed, connect_args=connect_args, pool_pre_ping=True, **options)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver is not to begin transactions of its own: _begin_sqlite does
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def database_clock(session: Session) -> datetime:
    """Now, by the one clock that all processes share: the server's, or for SQLite that of the file's machine."""
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    told: datetime = session.scalars(select(func.clock_timestamp())).one()
    return told.astimezone(UTC)


def session_factory(engine: Engine, clock: Clock = database_clock) -> sessionmaker[Session]:
    """Sessions on `engine` whose time is told by `clock`."""
    return sessionmaker(engine, expire_on_commit=False, autoflush=False, info={_CLOCK: clock})


def now(session: Session) -> datetime:
    """The present time in UTC by the clock of the session."""
    clock: Clock = session.info[_CLOCK]
    return clock(session)


@contextmanager
def writing(store: sessionmaker[Session]) -> Iterator[Session]:
    """One transaction that writes: committed at the end, undone if the block raises. Raises StorageUnavailable."""
    with _translated(), store.begin() as session:
        yield session


@contextmanager
def reading(store: sessionmaker[Session]) -> Iterator[Session]:
    """One transaction that only reads and holds up no writer. Raises StorageUnavailable."""
    with _translated(), store() as session:
        session.connection(execution_options={READING: True})
        yield session


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise StorageUnavailable("all connections to the database are in use") from error
    except DBAPIError as error:
        if not unavailable(error):
            raise
        kind = StorageFull if full(error) else StorageUnavailable
        raise kind(f"the database cannot be used: {reason(error)}") from error


def full(error: DBAPIError) -> bool:
    """Whether `error` says that the database's disk, or its quota, has no room left."""
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return getattr(error.orig, "sqlstate", None) == _DISK_FULL


def unavailable(error: DBAPIError) -> bool:
    """Whether `error` is about the database being away, busy, full or damaged, not about what it was asked."""
    if isinstance(error, sqlalchemy.exc.OperationalError | sqlalchemy.exc.InterfaceError):
        return True
    if getattr(error.orig, "sqlstate", None) == _NO_SUCH_TABLE:  # never migrated; SQLite says it with the first kind
        return True
    # SQLite tells of a file that is no database, or a damaged one, by the bare base class.
    return error.connection_invalidated or type(error) is sqlalchemy.exc.DatabaseError


def reason(error: DBAPIError) -> str:
    """What the driver says, in one line and without the statement, whose parameters can hold texts."""
    return " ".join(str(error.orig).split())
