"""The whole store as one compressed file that any of the supported databases can be filled from, and back.

The file is lines of JSON under zstandard: a header, then for each table its columns and its rows, then a last line with
the number of rows, without which a file is known to be cut short.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import zstandard
from sqlalchemy import Column, Connection, Table, Text, bindparam, func, insert, select, text, type_coerce
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from coders.errors import AthirError
from storage import migrate
from storage.engine import READING, create_engine, reason, unavailable
from storage.errors import StorageUnavailable
from storage.models import RAW_JSON, Base
from storage.types import Json, UtcTime

_FORMAT: Final = 1
_BATCH: Final = 500  # rows in one statement


class BackupError(AthirError):
    """The file is not a whole backup of this schema, or the database is not one to restore into."""

    slug = "backup-error"


def backup(url: str, file: Path) -> int:
    """Writes all rows of the database as of one moment to `file`, which must not exist; gives their number.

    The service may go on meanwhile. Raises BackupError, StorageUnavailable and OSError.
    """
    schema = _schema(url)
    rows = 0
    with _translated(), file.open("xb") as raw, zstandard.ZstdCompressor(level=6).stream_writer(raw) as packed:
        engine = create_engine(url, poolclass=NullPool)
        with engine.connect() as connection:
            one_moment = {"isolation_level": "REPEATABLE READ"} if connection.dialect.name == "postgresql" else {}
            connection = connection.execution_options(**{READING: True}, **one_moment)
            with connection.begin():
                packed.write(_line({"athir_backup": _FORMAT, "schema": schema}))
                for table in Base.metadata.sorted_tables:
                    packed.write(_line({"table": table.name, "columns": [column.name for column in table.columns]}))
                    for row in _rows(connection, table):
                        packed.write(_line(row))
                        rows += 1
                packed.write(_line({"rows": rows}))
        engine.dispose()
    return rows


def restore(url: str, file: Path) -> int:
    """Fills the empty, migrated database from `file` in one transaction; gives the number of rows.

    Raises BackupError when the file is not whole or of another schema, or the database holds anything, StorageUnavailable
    and OSError.
    """
    schema = _schema(url)
    with _translated(), file.open("rb") as raw:
        lines = _lines(raw)
        header: Any = next(lines, None)
        if not isinstance(header, dict) or header.get("athir_backup") != _FORMAT:
            raise BackupError(f"{file} is no backup of Athir")
        if header["schema"] != schema:
            raise BackupError(f"{file} is of schema {header['schema']}, the database of schema {schema}")
        engine = create_engine(url, poolclass=NullPool)
        with engine.begin() as connection:
            for table in Base.metadata.sorted_tables:
                if connection.execute(select(func.count()).select_from(table)).scalar_one():
                    raise BackupError(f"the database is not empty: there are {table.name}")
            rows = _fill(connection, lines, file)
            _go_on_counting(connection)
        engine.dispose()
    return rows


def _fill(connection: Connection, lines: Iterator[Any], file: Path) -> int:
    rows = 0
    statement: Any = None
    columns: list[Column[Any]] = []
    batch: list[dict[str, Any]] = []

    def flush() -> None:
        if batch:
            connection.execute(statement, batch)
            batch.clear()

    for line in lines:
        if isinstance(line, list):
            batch.append({column.name: _read(column, value) for column, value in zip(columns, line, strict=True)})
            rows += 1
            if len(batch) >= _BATCH:
                flush()
        elif "table" in line:
            flush()
            table = Base.metadata.tables[line["table"]]
            columns = [table.columns[name] for name in line["columns"]]
            statement = insert(table).values(
                {column.name: _parameter(column) for column in columns if isinstance(column.type, Json)}
            )
        else:
            flush()
            if line.get("rows") != rows:
                break
            return rows
    raise BackupError(f"{file} is cut short or damaged: it ends after {rows} rows")


def _parameter(column: Column[Any]) -> Any:
    return bindparam(column.name, type_=RAW_JSON)


def _rows(connection: Connection, table: Table) -> Iterator[list[Any]]:
    # JSON is carried as the text it is, neither read nor written anew.
    wanted = [type_coerce(column, Text) if isinstance(column.type, Json) else column for column in table.columns]
    query = select(*wanted).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=_BATCH).execute(query):
        yield [value.isoformat() if isinstance(value, datetime) else value for value in row]


def _read(column: Column[Any], value: Any) -> Any:
    return datetime.fromisoformat(value).astimezone(UTC) if value and isinstance(column.type, UtcTime) else value


def _go_on_counting(connection: Connection) -> None:
    """Lets PostgreSQL's own numbering go on behind the rows that came with numbers; SQLite's does by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            name, key = table.name, column.name
            last = f"(SELECT COALESCE(MAX({key}), 0) FROM {name})"  # noqa: S608 - names of our own tables
            sequence = f"pg_get_serial_sequence('{name}', '{key}')"
            connection.execute(text(f"SELECT setval({sequence}, GREATEST({last}, 1), {last} > 0)"))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if not unavailable(error):
            raise
        raise StorageUnavailable(f"the database cannot be used: {reason(error)}") from error


def _schema(url: str) -> str:
    current, head = migrate.current(url), migrate.head()
    if current != head:
        raise BackupError(
            f"the database is of schema {current or 'none'}, this version needs {head}; run: athir db upgrade"
        )
    return head


def _line(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _lines(raw: io.BufferedReader) -> Iterator[Any]:
    try:
        for line in io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(raw), encoding="ascii"):
            yield json.loads(line)
    except (zstandard.ZstdError, ValueError) as error:
        raise BackupError("the file is damaged, or no backup of Athir") from error
