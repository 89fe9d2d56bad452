"""`athir up` as a person runs it: it starts, survives the death of its parts, stops, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cli.redis_server import free_port
from tests.faults.conftest import articles
from tests.support import ROOT, Processes, Redis, eventually

REQUESTS = "cli.main worker --queues interactive --concurrency 1"


class Up:
    """One data folder and the stacks started on it."""

    def __init__(self, folder: Path, processes: Processes, environ: dict[str, str]) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.environ = environ
        self.log = folder / "up.log"
        self._processes = processes
        self.port = free_port()

    def start(self, *, ready: bool = True) -> subprocess.Popen[bytes]:
        arguments = ("up", "--port", str(self.port), "--data", str(self.data))
        process = self._processes.start(*arguments, environ=self.environ, log=self.log)
        if ready:
            eventually(lambda: process.poll() is not None or self.is_ready(), seconds=90)
            assert process.poll() is None, self.log.read_text()
        return process

    def is_ready(self) -> bool:
        try:
            return self.get("/readyz").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def get(self, path: str) -> httpx.Response:
        return httpx.get(httpx.URL(f"http://127.0.0.1:{self.port}").join(path), timeout=10)

    def post_job(self, number: int) -> str:
        lines = "".join(json.dumps(article) + "\n" for article in articles(number))
        answer = httpx.post(
            f"http://127.0.0.1:{self.port}/v1/jobs", content=lines, headers={"Content-Type": "application/x-ndjson"}
        )
        assert answer.status_code == httpx.codes.ACCEPTED, answer.text
        return str(answer.json()["id"])

    def finished(self, job: str) -> bool:
        return self.get(f"/v1/jobs/{job}").json()["state"] == "completed"

    def assert_coded_once_each(self, job: str, number: int) -> None:
        events = [json.loads(line) for line in self.get(f"/v1/jobs/{job}/results?output=events").text.splitlines()]
        assert Counter(event["article_id"] for event in events) == {f"a{i}": 1 for i in range(number)}

    def client(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs `athir jobs ARGUMENTS…` against the stack."""
        command = [sys.executable, "-P", "-m", "cli.main", "jobs", "--url", f"http://127.0.0.1:{self.port}", *arguments]
        return subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)

    def running(self) -> dict[int, str]:
        return self._processes.running()

    def part_is_another(self, name: str, killed: int) -> bool:
        """Whether a process other than `killed` is the part called `name` now."""
        return any(
            pid != killed and name in line.strip() and os.getsid(pid) == pid for pid, line in self.running().items()
        )

    def part(self, name: str) -> int:
        """Process id of the part whose command line has `name` and which is a child of the stack itself."""
        # The rest of the line may be a file's name, but no options: they make it another part.
        wanted = re.compile(re.escape(name) + r"(?! --)")
        found = [pid for pid, line in self.running().items() if wanted.search(line) and os.getsid(pid) == pid]
        assert len(found) == 1, self.running()
        return found[0]

    def files(self) -> list[str]:
        return sorted(path.name for path in self.data.iterdir())


@pytest.fixture
def up(short_folder: Path, processes: Processes, slow_coder: dict[str, str]) -> Iterator[Up]:
    return Up(short_folder, processes, slow_coder)


def test_a_stop_leaves_nothing_and_the_next_start_goes_on(up: Up) -> None:
    process = up.start()
    done = up.post_job(5)
    eventually(lambda: up.finished(done), seconds=30)
    unfinished = up.post_job(150)
    parts = [line.split("-m ")[-1].strip() for line in up.running().values()]
    assert len(parts) >= 7, parts
    assert any("redis-server" in part for part in parts)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 0
    assert up.running() == {}
    assert up.files() == ["athir.db", "redis"]
    assert not listens(up.port)

    process = up.start()
    assert up.finished(done)
    eventually(lambda: up.finished(unfinished), seconds=60)
    up.assert_coded_once_each(done, 5)
    up.assert_coded_once_each(unfinished, 150)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    assert up.running() == {}
    assert up.files() == ["athir.db", "redis"]


def test_a_killed_stack_leaves_no_process_and_the_next_start_goes_on(up: Up) -> None:
    process = up.start()
    job = up.post_job(150)
    process.kill()
    process.wait()
    eventually(lambda: not up.running(), seconds=5)
    process = up.start()
    eventually(lambda: up.finished(job), seconds=60)
    up.assert_coded_once_each(job, 150)
    process.send_signal(signal.SIGHUP)
    assert process.wait(timeout=60) == 0
    assert up.files() == ["athir.db", "redis"]


def test_a_killed_part_is_started_again_and_a_second_stack_refused(up: Up) -> None:
    process = up.start()
    for part in ("cli.main worker", REQUESTS, "cli.main sweeper", "cli.main api", "redis-server"):
        job = up.post_job(50)
        killed = up.part(part)
        os.kill(killed, signal.SIGKILL)
        eventually(lambda: up.part_is_another(part, killed))  # noqa: B023 - called at once
        eventually(up.is_ready, seconds=60)
        eventually(lambda: up.finished(job), seconds=60)  # noqa: B023 - called at once
        up.assert_coded_once_each(job, 50)
    assert process.poll() is None
    assert up.log.read_text().count("was killed by SIGKILL") == 5

    up.port = free_port()
    second = up.start(ready=False)
    assert second.wait(timeout=60) == 1
    assert f"Error: the data folder {up.data} is in use by another `athir up`" in up.log.read_text()
    assert process.poll() is None


def test_a_request_does_not_wait_for_the_chunk_of_a_bulk_job(up: Up) -> None:
    up.environ |= {"ATHIR_CHUNK_ARTICLES": "500", "ATHIR_LEASE_SECONDS": "20"}
    process = up.start()
    eventually(lambda: "athir_workers 2" in up.get("/metrics").text, seconds=60)
    bulk = up.post_job(500)  # one chunk that takes ten seconds
    eventually(lambda: up.get(f"/v1/jobs/{bulk}").json()["state"] == "running", seconds=20)
    for _ in range(3):
        answer = httpx.post(f"http://127.0.0.1:{up.port}/v1/code", json={"text": "Text."}, timeout=20)
        assert answer.status_code == httpx.codes.OK, answer.text
    assert up.get(f"/v1/jobs/{bulk}").json()["counts"]["coded"] == 0, "the chunk was done first"
    process.kill()
    process.wait()
    eventually(lambda: not up.running(), seconds=5)


def test_no_worker_is_kept_for_requests_where_that_is_wished(up: Up) -> None:
    up.environ["ATHIR_REQUEST_WORKERS"] = "0"
    process = up.start()
    assert not any("--queues interactive" in line for line in up.running().values())
    process.terminate()
    assert process.wait(timeout=60) == 0


def test_the_client_and_a_redis_of_the_users_own(up: Up, redis_server: Redis) -> None:
    up.environ["ATHIR_REDIS_URL"] = redis_server.url
    process = up.start()
    assert up.files() == ["athir.db", "athir.db-shm", "athir.db-wal", "redis", "tmp"]
    file = up.folder / "articles.ndjson"
    file.write_text("".join(json.dumps(article) + "\n" for article in [*articles(30), {"id": "bad", "text": ""}]))
    submitted = up.client("submit", str(file), "--wait")
    assert submitted.returncode == 0, submitted.stderr
    assert "completed: 31 received, 30 coded" in submitted.stderr
    job = submitted.stdout.strip()
    lines = up.client("fetch", job, "--output", "events").stdout.splitlines()
    assert {json.loads(line)["article_id"] for line in lines} == {f"a{i}" for i in range(30)}
    missing = up.client("watch", "no-such-job")
    assert (missing.returncode, missing.stderr.count("\n")) == (1, 1)
    assert missing.stderr.startswith("Error: 404 ")

    redis_server.kill()
    begun = time.monotonic()
    answer = httpx.post(f"http://127.0.0.1:{up.port}/v1/code", json={"text": "Text."}, timeout=20)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (503, "broker-unavailable")
    assert time.monotonic() - begun < 5
    redis_server.start()
    eventually(lambda: up.get(answer.headers["Location"]).json()["state"] == "completed", seconds=60)
    process.terminate()
    assert process.wait(timeout=60) == 0
    assert redis_server.answers()


def test_a_port_in_use_is_refused(up: Up) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", up.port))
        taken.listen()
        assert up.start(ready=False).wait(timeout=60) == 1
    assert up.log.read_text() == f"Error: cannot listen on 127.0.0.1:{up.port}: Address already in use\n"
    assert not up.data.exists()


def test_a_part_that_cannot_live_stops_the_stack(up: Up) -> None:
    up.environ["ATHIR_DEFAULT_CODER"] = "missing"
    process = up.start(ready=False)
    assert process.wait(timeout=60) == 1
    said = up.log.read_text()
    assert "no coder named 'missing'; known coders: athir, slow" in said
    assert "Error: worker did not start: it ended with exit code 78" in said
    assert up.running() == {}
    assert up.files() == ["athir.db", "redis"]


def listens(port: int) -> bool:
    """Whether somebody listens on the local `port`."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
