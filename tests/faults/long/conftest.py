"""The stack of tests/faults with a coder that counts, on SQLite and PostgreSQL, with few articles or with ARTICLES."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import Stack, articles
from tests.services import PostgresServer
from tests.support import Processes, Redis
from workers import liveness
from workers.broker import connect

pytest.register_assert_rewrite("tests.faults.long.checker")

ARTICLES = int(os.environ.get("ARTICLES") or 2000)
FEW = 80
LONGEST = 900  # seconds: twenty killed workers are started twenty times, which a busy machine takes its time for


class Plant(Stack):
    """A stack together with the job that a fault is to hit: `articles`, and `postgres` where it is the database."""

    def __init__(
        self,
        folder: Path,
        redis: Redis,
        processes: Processes,
        environ: dict[str, str],
        number: int,
        postgres: PostgresServer | None,
    ) -> None:
        url = postgres.url(postgres.create()) if postgres else None
        super().__init__(folder, redis, processes, environ, url)
        self.folder = folder
        self.postgres = postgres
        self.articles: list[dict[str, Any]] = articles(number)
        self.number = number

    def share(self, part: float) -> int:
        """So many articles as are `part` of all."""
        return int(self.number * part)

    def redis_workers(self) -> list[str]:
        """The workers that Redis, emptied or not, knows to be alive."""
        with connect(self.redis.url) as client:
            return liveness.names(client)


def sized(*, quick: bool = True, databases: tuple[str, ...] = ("sqlite", "postgresql")) -> pytest.MarkDecorator:
    """Runs a test with ARTICLES on each database, and where it is `quick` with few on SQLite among all tests."""
    marks = (pytest.mark.long, pytest.mark.timeout(LONGEST))
    sizes = [pytest.param((name, ARTICLES), id=name, marks=marks) for name in databases]
    if quick:
        sizes.append(pytest.param((databases[0], FEW), id="few"))
    return pytest.mark.parametrize("plant", sizes, indirect=True)


@pytest.fixture(scope="session")
def own_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL that may be killed."""
    server = PostgresServer()
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def plant(request: pytest.FixtureRequest, tmp_path: Path, redis_server: Redis, processes: Processes) -> Iterator[Plant]:
    """The stack; no process runs yet but Redis and the database."""
    database, number = request.param
    place = tmp_path / "plugin"
    metadata = place / "athir_counting_coder-1.dist-info"
    metadata.mkdir(parents=True)
    for module in ("counting_coder.py", "sitecustomize.py"):
        shutil.copy(Path(__file__).with_name(module), place)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: athir-counting-coder\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[athir.coders]\ncounting = counting_coder:build\n")
    environ = {
        "PYTHONPATH": str(place),
        "CODER_LOG": str(tmp_path / "coded.log"),
        "COUNTING_SECONDS": "0.02" if number <= FEW else "0.003",
        "CLOCK_FILE": str(tmp_path / "clock"),
        "ATHIR_DEFAULT_CODER": "counting",
        # Short, so that a test sees in seconds what takes a minute in production.
        "ATHIR_LEASE_SECONDS": "2",
        "ATHIR_SWEEP_SECONDS": "1",
        "ATHIR_REPUBLISH_SECONDS": "2",
        "ATHIR_CHUNK_ARTICLES": "5" if number <= FEW else "20",
    }
    if database == "sqlite":
        environ["ROOM_FILE"] = str(tmp_path / "room")
    postgres = request.getfixturevalue("own_postgres") if database == "postgresql" else None
    made = Plant(tmp_path, redis_server, processes, environ, number, postgres)
    yield made
    made.close()
