"""/metrics: counted requests, queues from the store, workers and counters from the broker."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from cli.redis_server import free_port
from jobs.submit import submit
from storage import migrate
from tests.support import ROOT, eventually


def values(text: str) -> dict[tuple[str, ...], float]:
    """Every sample: its name and its labels' values, sorted by label."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def measured(start):
    """An application whose worker takes nothing."""
    return start(wait_seconds=0)


def scrape(measured) -> dict[tuple[str, ...], float]:
    answer = measured.client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain")
    return values(answer.text)


def test_requests_are_counted_by_route_and_not_by_address(measured) -> None:
    for path in ("/v1/jobs/one", "/v1/jobs/two", "/nowhere/one", "/nowhere/two"):
        measured.client.get(path)
    found = scrape(measured)
    assert found["athir_requests_total", "GET", "/v1/jobs/<job_id>", "404"] == 2
    assert found["athir_requests_total", "GET", "unknown", "404"] == 2
    assert found["athir_request_seconds_count", "/v1/jobs/<job_id>"] == 2
    assert found["athir_requests_running",] == 1, "the scrape itself"


def test_what_waits_is_told_by_queue(measured) -> None:
    store = measured.app.extensions["athir"].store
    texts = [{"id": str(number), "text": "Troops left."} for number in range(5)]
    submit(store, texts, coder="plain", queue="bulk", chunk_articles=2, chunk_bytes=10_000)
    found = scrape(measured)
    assert found["athir_queue_chunks", "bulk", "pending"] == 3
    assert found["athir_queue_articles", "bulk"] == 5
    assert found["athir_queue_oldest_seconds", "bulk"] >= 0
    assert found["athir_queue_chunks", "interactive", "pending"] == 0
    assert found["athir_up", "store"] == 1


def test_workers_and_their_counters_are_told(measured) -> None:
    found = scrape(measured)
    assert found["athir_workers",] == 1
    assert found["athir_worker_memory_bytes", "w@here"] == 1000
    assert found["athir_chunks_total", "completed"] == 3
    assert found["athir_sentences_total",] == 7
    assert found["athir_stage_seconds_total", "parse"] == 5
    assert found["athir_up", "broker"] == 1


def test_a_part_that_does_not_answer_is_said_to_be_down(measured) -> None:
    measured.worker.up = False
    found = scrape(measured)
    assert found["athir_up", "broker"] == 0
    assert found["athir_up", "store"] == 1
    assert ("athir_workers",) not in found
    assert found["athir_queue_chunks", "bulk", "pending"] == 0


@contextmanager
def served(environ: dict[str, str]) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "cli.main", "api", "--port", str(port)],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return httpx.get(f"{url}/healthz").status_code == 200
        except httpx.TransportError:
            return False

    try:
        eventually(answers, seconds=60)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def test_the_processes_of_one_api_add_up(tmp_path) -> None:
    database = f"sqlite:///{tmp_path}/athir.db"
    migrate.upgrade(database)
    environ = {"ATHIR_DATABASE_URL": database, "ATHIR_API_WORKERS": "2", "ATHIR_REDIS_URL": "redis://127.0.0.1:1/0"}
    with served(environ) as url:
        for _ in range(40):  # each over a connection of its own, so that both processes get some
            assert httpx.get(f"{url}/v1/jobs").status_code == 200
        told = values(httpx.get(f"{url}/metrics").text)
        assert told["athir_requests_total", "GET", "/v1/jobs", "200"] == 40
        assert told["athir_up", "broker"] == 0
