"""The ACLED-style API over a store of made-up rows: in the process for most tests, on a port for real clients."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.serving import make_server

from api.acled import accounts
from api.acled.accounts import Account
from api.app import create_app
from api.context import assemble
from benchmarks import made_rows
from settings import Settings
from storage import engine, migrate

ROWS = tuple(made_rows.rows(400, days=800, names=6))


@dataclass
class Clock:
    """The time of the database, which a test moves."""

    time: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self, session: Session) -> datetime:
        return self.time

    def forward(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class OneAccount:
    """An installation with one account, which is needed to read; it owns everything."""

    required = True

    ada = Account("ada", "ada@example.org")

    def by_password(self, name: str, password: str) -> Account | None:
        return self.ada if (name, password) == ("ada@example.org", "s3cret") else None

    def by_key(self, key: str, email: str) -> Account | None:
        return self.ada if (key, email) == ("the-key", "ada@example.org") else None

    def by_bearer(self, key: str) -> Account | None:
        return self.ada if key == "the-key" else None

    def by_id(self, account_id: str) -> Account | None:
        return self.ada if account_id == "ada" else None


@dataclass
class Reader:
    """An application with its store, its clock, and every request that reached it."""

    app: Flask
    store: sessionmaker[Session]
    clock: Clock
    seen: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def get(self, address: str, **parameters: Any) -> Any:
        answer = self.client.get(address, query_string=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json


Make = Callable[..., Reader]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    """Makes readers of stores filled with rows; `closed` makes them ask for the one account."""
    engines = []

    def make(rows: Any = ROWS, *, closed: bool = False, **changes: Any) -> Reader:
        file: Path = tmp_path_factory.mktemp("reader") / "athir.db"
        settings = replace(Settings.from_env({"HOME": "/"}), database_url=f"sqlite:///{file}", **changes)
        migrate.upgrade(settings.database_url)
        opened = engine.create_engine(settings.database_url)
        engines.append(opened)
        clock = Clock()
        store = engine.session_factory(opened, clock)
        if rows:
            made_rows.fill(store, rows)
        services = assemble(settings, store=store, publisher=None, coders=(), worker_alive=lambda: True)
        app = create_app(settings, services)
        if closed:
            accounts.install(app, OneAccount())
        reader = Reader(app, store, clock)

        @app.after_request
        def note(response: Response) -> Response:
            line = request.full_path.rstrip("?")
            reader.seen.append((request.method, line, response.status_code))
            return response

        return reader

    yield make
    for opened in engines:
        opened.dispose()


@pytest.fixture(scope="module")
def reader(make: Make) -> Reader:
    """An open installation."""
    return make()


@pytest.fixture(scope="module")
def closed(make: Make) -> Reader:
    """An installation that asks for its one account."""
    return make(closed=True)


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[Reader], str]]:
    """Serves readers on ports of this machine until the end of the module; gives the address."""
    servers = []

    def start(reader: Reader) -> str:
        server = make_server("127.0.0.1", 0, reader.app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join(10)
        server.server_close()
