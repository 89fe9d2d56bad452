"""Brings a database to the schema of this version, and says where one stands; needs no configuration file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from storage.engine import create_engine, parse_url, reason, unavailable
from storage.errors import StorageUnavailable
from storage.models import ONLY_ON

_SCRIPTS = Path(__file__).parent / "migrations"
# Any number that nothing else locks: two processes that upgrade one PostgreSQL at a time go one after the other.
_LOCK = 0x41544849


def upgrade(url: str) -> None:
    """Creates the tables or brings them to the newest schema, in one transaction; makes the folder of a SQLite file.

    Raises StorageUnavailable.
    """
    if file := _sqlite_file(url):
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageUnavailable(f"the folder {file.parent} cannot be made: {error.strerror}") from error
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            command.upgrade(_config(connection), "head")
    except DBAPIError as error:
        if not unavailable(error):
            raise
        raise StorageUnavailable(f"the database cannot be upgraded: {reason(error)}") from error
    finally:
        engine.dispose()


def belongs(item: Any, dialect: str) -> bool:
    """Whether a database of this kind has a table, column or index of the models, as Alembic asks when it compares."""
    return getattr(item, "info", {}).get(ONLY_ON, dialect) == dialect  # type: ignore[no-any-return]


def current(url: str) -> str | None:
    """The revision of the database; None if it has no tables of ours or does not exist. Raises StorageUnavailable."""
    file = _sqlite_file(url)
    if file is not None and not file.exists():
        return None  # connecting would make it
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        if not unavailable(error):
            raise
        raise StorageUnavailable(f"the database cannot be read: {reason(error)}") from error
    finally:
        engine.dispose()


def head() -> str:
    """The newest revision that this version knows."""
    revision = ScriptDirectory.from_config(_config(None)).get_current_head()
    if revision is None:
        raise RuntimeError("there are no migrations")
    return revision


def _config(connection: Connection | None) -> Config:
    config = Config()
    # A per cent sign in the path would be taken for interpolation.
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _sqlite_file(url: str) -> Path | None:
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return Path(parsed.database)
