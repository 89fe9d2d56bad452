"""`athir up` as a person runs it: it starts, survives the death of its parts, stops, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cli.redis_server import free_port
from tests.faults.conftest import articles
from tests.support import ROOT, Processes, eventually


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
            eventually(lambda: process.poll() is not None or self.is_ready(), seconds=60)
            assert process.poll() is None, self.log.read_text()
        return process

    def is_ready(self) -> bool:
        try:
            return self.get("/readyz").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=10)

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

    def part(self, name: str) -> int:
        """Process id of the part whose command line has `name` and which is a child of the stack itself."""
        found = [pid for pid, line in self.running().items() if name in line and os.getsid(pid) == pid]
        assert len(found) == 1, self.running()
        return found[0]

    def files(self) -> list[str]:
        return sorted(path.name for path in self.data.iterdir())


@pytest.fixture
def up(short_folder: Path, processes: Processes, slow_coder: dict[str, str]) -> Iterator[Up]:
    return Up(short_folder, processes, slow_coder)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_leaves_no_process_no_socket_and_no_stale_file(up: Up, number: signal.Signals) -> None:
    process = up.start()
    up.post_job(3)
    assert len(up.running()) >= 6
    process.send_signal(number)
    assert process.wait(timeout=40) == 0
    assert up.running() == {}
    assert up.files() == ["athir.db", "redis"]
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", up.port))


def test_a_second_start_finds_the_jobs_and_finishes_those_that_were_not(up: Up) -> None:
    process = up.start()
    done = up.post_job(5)
    eventually(lambda: up.finished(done))
    unfinished = up.post_job(150)
    process.terminate()
    assert process.wait(timeout=40) == 0
    up.start()
    assert up.finished(done)
    eventually(lambda: up.finished(unfinished), seconds=60)
    up.assert_coded_once_each(done, 5)
    up.assert_coded_once_each(unfinished, 150)


def test_a_killed_stack_leaves_no_process_and_the_next_start_goes_on(up: Up) -> None:
    process = up.start()
    job = up.post_job(150)
    process.kill()
    process.wait()
    eventually(lambda: not up.running(), seconds=5)
    process = up.start()
    eventually(lambda: up.finished(job), seconds=60)
    up.assert_coded_once_each(job, 150)
    process.terminate()
    assert process.wait(timeout=40) == 0
    assert up.files() == ["athir.db", "redis"]


@pytest.mark.parametrize("part", ["cli.main worker", "cli.main sweeper", "cli.main api", "redis-server"])
def test_a_killed_part_is_started_again(up: Up, part: str) -> None:
    process = up.start()
    job = up.post_job(150)
    killed = up.part(part)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: [pid for pid, line in up.running().items() if part in line and pid != killed])
    eventually(up.is_ready, seconds=30)
    eventually(lambda: up.finished(job), seconds=60)
    up.assert_coded_once_each(job, 150)
    assert process.poll() is None
    assert "was killed by SIGKILL" in up.log.read_text()


def test_the_client_submits_watches_and_fetches(up: Up) -> None:
    up.start()
    file = up.folder / "articles.ndjson"
    file.write_text("".join(json.dumps(article) + "\n" for article in [*articles(30), {"id": "bad", "text": ""}]))
    submitted = up.client("submit", str(file), "--wait")
    job = submitted.stdout.strip()
    assert submitted.returncode == 0, submitted.stderr
    assert "completed: 31 received, 30 coded" in submitted.stderr
    assert up.client("watch", job).returncode == 0
    lines = up.client("fetch", job, "--output", "events").stdout.splitlines()
    assert {json.loads(line)["article_id"] for line in lines} == {f"a{i}" for i in range(30)}
    missing = up.client("watch", "no-such-job")
    assert (missing.returncode, missing.stderr.count("\n")) == (1, 1)
    assert missing.stderr.startswith("Error: 404 ")


def test_a_folder_in_use_is_refused(up: Up) -> None:
    first = up.start()
    up.port = free_port()
    second = up.start(ready=False)
    assert second.wait(timeout=20) == 1
    assert f"Error: the data folder {up.data} is in use by another `athir up`" in up.log.read_text()
    assert first.poll() is None


def test_a_port_in_use_is_refused(up: Up) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", up.port))
        taken.listen()
        assert up.start(ready=False).wait(timeout=20) == 1
    assert up.log.read_text() == f"Error: cannot listen on 127.0.0.1:{up.port}: Address already in use\n"
    assert not up.data.exists()


def test_a_part_that_cannot_live_stops_the_stack(up: Up) -> None:
    up.environ["ATHIR_DEFAULT_CODER"] = "missing"
    process = up.start(ready=False)
    assert process.wait(timeout=40) == 1
    said = up.log.read_text()
    assert "no coder named 'missing'; known coders: athir, slow" in said
    assert "Error: worker did not start: it ended with exit code 78" in said
    assert up.running() == {}
    assert up.files() == ["athir.db", "redis"]


def test_a_redis_of_the_users_own_is_used_and_left_alone(up: Up, redis_server) -> None:
    up.environ["ATHIR_REDIS_URL"] = redis_server.url
    process = up.start()
    assert not [line for line in up.running().values() if "redis-server" in line]
    job = up.post_job(5)
    eventually(lambda: up.finished(job))
    redis_server.kill()
    answer = httpx.post(f"http://127.0.0.1:{up.port}/v1/code", json={"text": "Text."}, timeout=10)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (503, "broker-unavailable")
    redis_server.start()
    process.terminate()
    assert process.wait(timeout=40) == 0
    assert redis_server.answers()
