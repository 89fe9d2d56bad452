"""The API killed while a body streams in: all of the job is stored or nothing, and sending it again makes no second one."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from cli.redis_server import free_port
from storage.engine import reading
from storage.models import IdempotencyKey
from tests.faults.long.checker import assert_answered_once_each, jobs_stored
from tests.faults.long.conftest import Plant, sized
from tests.faults.long.test_broker import answers
from tests.support import eventually

SEED = 7
LINE = 2048  # bytes


@sized(quick=False)
def test_the_api_killed_while_a_body_streams_in(plant: Plant) -> None:
    url, api = start(plant)
    for number, (key, part) in enumerate((("first", 0.3), ("second", 0.9)), start=1):
        with pytest.raises(httpx.TransportError):
            post(url, key, killing(plant, api, part, held=number))
        api.wait()
        assert jobs_stored(plant) == 0, "a part of it was stored"
        url, api = start(plant)
    told = post(url, "second", lines(plant))
    assert (told.status_code, told.json()["type"].rpartition("/")[2]) == (409, "idempotency-key-in-flight")
    # The key of a killed request is held for half a minute, by a clock that is moved here.
    move_clock(plant, 60)
    # Killed once more when all of it was sent: nobody knows whether it was stored.
    with suppress(httpx.TransportError):
        post(url, "second", killing(plant, api, 1, held=1, after=random.Random(SEED).uniform(0.0, 0.5)))
    api.wait()
    url, api = start(plant)
    move_clock(plant, 120)
    told = post(url, "second", lines(plant))
    assert told.status_code == httpx.codes.ACCEPTED, told.text
    assert post(url, "second", lines(plant)).json()["id"] == told.json()["id"]
    assert jobs_stored(plant) == 1
    plant.start("sweeper")
    plant.start("worker")
    job = told.json()["id"]
    eventually(lambda: plant.finished(job), seconds=120)
    assert_answered_once_each(plant, job, plant.articles)


def start(plant: Plant) -> tuple[str, subprocess.Popen[bytes]]:
    port = free_port()
    api = plant.start("api", "--port", str(port))
    url = f"http://127.0.0.1:{port}"
    eventually(lambda: answers(url), seconds=60)
    return url, api


def lines(plant: Plant) -> bytes:
    """The articles, each on a line of LINE bytes at least: with few too, a part of them is more than is read before a thread takes it."""
    return b"".join(json.dumps(article).encode().ljust(LINE) + b"\n" for article in plant.articles)


def killing(
    plant: Plant, api: subprocess.Popen[bytes], part: float, *, held: int, after: float = 0.0
) -> Iterator[bytes]:
    """The body up to `part` of it; then all processes of the API are killed, `after` seconds later.

    Not before `held` keys are held: the API then reads the body.
    """
    whole = lines(plant)
    end = int(len(whole) * part)
    for begin in range(0, end, 4096):
        yield whole[begin : min(begin + 4096, end)]
    eventually(lambda: keys_held(plant) >= held)
    time.sleep(after)
    os.killpg(api.pid, signal.SIGKILL)
    yield whole[end:] or b"\n"


def post(url: str, key: str, body: bytes | Iterator[bytes]) -> httpx.Response:
    headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": key}
    return httpx.post(f"{url}/v1/jobs", content=body, headers=headers, timeout=30)


def keys_held(plant: Plant) -> int:
    with reading(plant.store) as session:
        return session.scalar(select(func.count()).select_from(IdempotencyKey)) or 0


def move_clock(plant: Plant, seconds: float) -> None:
    Path(plant.environ["CLOCK_FILE"]).write_text(str(seconds))
