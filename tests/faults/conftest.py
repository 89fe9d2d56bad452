"""A production stack of real processes over SQLite and Redis, with a coder slow enough to be killed in the middle."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from jobs import results, status, submit
from settings import Settings
from storage import migrate
from storage.engine import create_engine, session_factory
from tests.support import Processes, Redis
from workers.publisher import Publisher

ARTICLES = 200


@pytest.fixture
def slow_coder(tmp_path: Path) -> dict[str, str]:
    """Installs the slow coder where PYTHONPATH finds it; gives the environment of processes that are to use it."""
    place = tmp_path / "plugin"
    metadata = place / "athir_slow_coder-1.dist-info"
    metadata.mkdir(parents=True)
    shutil.copy(Path(__file__).with_name("slow_coder.py"), place)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: athir-slow-coder\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[athir.coders]\nslow = slow_coder:build\n")
    return {
        "PYTHONPATH": str(place),
        "CODER_LOG": str(tmp_path / "coded.log"),
        "SLOW_CODER_SECONDS": "0.02",
        "ATHIR_DEFAULT_CODER": "slow",
        # Short, so that a test sees in seconds what takes a minute in production.
        "ATHIR_LEASE_SECONDS": "2",
        "ATHIR_SWEEP_SECONDS": "1",
        "ATHIR_REPUBLISH_SECONDS": "2",
        "ATHIR_CHUNK_ARTICLES": "10",
    }


class Stack:
    """Worker and sweeper as processes; submitting and looking are done in the test itself."""

    def __init__(
        self,
        folder: Path,
        redis: Redis,
        processes: Processes,
        environ: dict[str, str],
        database_url: str | None = None,
    ) -> None:
        self.redis = redis
        self.environ = {
            **environ,
            "ATHIR_DATABASE_URL": database_url or f"sqlite:///{folder / 'athir.db'}",
            "ATHIR_REDIS_URL": redis.url,
        }
        self.settings = Settings.from_env({k: v for k, v in self.environ.items() if k.startswith("ATHIR_")})
        self.log = folder / "processes.log"
        self._coded = Path(environ["CODER_LOG"])
        self._processes = processes
        migrate.upgrade(self.settings.database_url)
        self._engine = create_engine(self.settings.database_url)
        self.store: sessionmaker[Session] = session_factory(self._engine)

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        return self._processes.start(*command, environ=self.environ, log=self.log)

    def submit(self, articles: list[dict[str, Any]], queue: Any = "bulk") -> str:
        """Stores a job and leaves its sending to whoever sends."""
        job = submit.submit(
            self.store,
            articles,
            coder=self.settings.default_coder,
            queue=queue,
            chunk_articles=self.settings.chunk_articles,
            chunk_bytes=self.settings.chunk_bytes,
        )
        return job.id

    def publish(self) -> int:
        return Publisher(self.settings).publish(self.store)

    def begun(self) -> list[str]:
        """Ids of the articles in the order in which coding them began; one coded twice stands there twice."""
        return self._coded.read_text().split() if self._coded.exists() else []

    def finished(self, job_id: str) -> bool:
        return status.get(self.store, job_id).state == "completed"

    def counts(self, job_id: str) -> dict[str, int]:
        return dict(status.get(self.store, job_id).counts)

    def results(self, job_id: str, output: Any) -> list[dict[str, Any]]:
        return [item for _, item in results.iterate(self.store, job_id, output, after=None)]

    def assert_coded_once_each(self, job_id: str, ids: set[str]) -> None:
        counts = self.counts(job_id)
        assert (counts["received"], counts["coded"], counts["failed"]) == (len(ids), len(ids), 0)
        assert Counter(article["id"] for article in self.results(job_id, "articles")) == dict.fromkeys(ids, 1)
        assert Counter(event["article_id"] for event in self.results(job_id, "events")) == dict.fromkeys(ids, 1)

    def close(self) -> None:
        self._engine.dispose()


@pytest.fixture
def stack(tmp_path: Path, redis_server: Redis, processes: Processes, slow_coder: dict[str, str]) -> Iterator[Stack]:
    """The stack; no process runs yet but Redis."""
    made = Stack(tmp_path, redis_server, processes, slow_coder)
    yield made
    made.close()


def articles(number: int = ARTICLES, prefix: str = "a") -> list[dict[str, Any]]:
    """Articles as they stand in a job, each with its own id and text."""
    return [{"id": f"{prefix}{i}", "text": f"Text number {i}."} for i in range(number)]
