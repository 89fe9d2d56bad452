"""Redis that forgets, dies, says things twice or is away: the store knows what is to be done."""

from __future__ import annotations

import json
import shutil
import time

import httpx
import pytest

from cli.redis_server import free_port
from jobs import outbox
from tests.faults.long.checker import assert_answered_once_each, jobs_stored
from tests.faults.long.conftest import Plant, sized
from tests.support import eventually
from workers.app import create_app
from workers.broker import BULK, CODE_CHUNK


@sized(quick=False)
def test_redis_emptied_three_times(plant: Plant) -> None:
    job = plant.submit(plant.articles)
    sweeper, worker = plant.start("sweeper"), plant.start("worker")
    for part in (0.1, 0.4, 0.7):
        eventually(lambda: len(plant.begun()) >= plant.share(part), seconds=60, every=0.01)  # noqa: B023
        plant.redis.flush()
        assert not plant.finished(job)
    eventually(lambda: plant.finished(job), seconds=120)
    assert_answered_once_each(plant, job, plant.articles)
    assert (sweeper.poll(), worker.poll()) == (None, None)


@sized(quick=False)
@pytest.mark.parametrize("data", ["kept", "lost"])
def test_redis_restarted(plant: Plant, data: str, short_folder) -> None:
    job = plant.submit(plant.articles)
    sweeper, worker = plant.start("sweeper"), plant.start("worker")
    for part in (0.2, 0.6):
        eventually(lambda: len(plant.begun()) >= plant.share(part), seconds=60, every=0.01)  # noqa: B023
        plant.redis.kill()
        assert not plant.finished(job)
        kept = list((short_folder / "redis").glob("appendonlydir/*"))
        assert kept, "it wrote nothing to lose"
        if data == "lost":
            shutil.rmtree(short_folder / "redis" / "appendonlydir")
        time.sleep(1)
        plant.redis.start()
    eventually(lambda: plant.finished(job), seconds=120)
    assert_answered_once_each(plant, job, plant.articles)
    assert (sweeper.poll(), worker.poll()) == (None, None)


@sized(quick=False)
def test_every_message_delivered_twice(plant: Plant) -> None:
    job = plant.submit(plant.articles)
    chunks = [row.chunk_id for row in outbox.take_unsent(plant.store, plant.number)]
    outbox.mark_sent(plant.store, [row.id for row in outbox.take_unsent(plant.store, plant.number)])
    app = create_app(plant.settings)
    with app.connection_for_write() as connection, connection.Producer() as producer:
        for chunk in [chunk for chunk in chunks for _ in range(2)]:
            app.send_task(CODE_CHUNK, args=[chunk], queue=BULK, producer=producer)
    app.close()
    # Two, so that the first delivery is being worked on when the second comes.
    plant.start("worker", "--concurrency", "2")
    eventually(lambda: plant.finished(job), seconds=120)
    assert_answered_once_each(plant, job, plant.articles)
    assert sorted(plant.begun()) == sorted(article["id"] for article in plant.articles), "something was coded twice"


@sized(quick=False)
def test_the_broker_unreachable_at_submit(plant: Plant) -> None:
    port = free_port()
    api = plant.start("api", "--port", str(port))
    url = f"http://127.0.0.1:{port}"
    eventually(lambda: answers(url), seconds=60)
    plant.redis.kill()
    body = "".join(json.dumps(article) + "\n" for article in [*plant.articles, {"id": "bad", "text": ""}])
    told = httpx.post(f"{url}/v1/jobs", content=body, headers={"Content-Type": "application/x-ndjson"}, timeout=30)
    assert told.status_code == httpx.codes.ACCEPTED, told.text
    assert jobs_stored(plant) == 1
    plant.redis.start()
    plant.start("sweeper")
    plant.start("worker")
    job = told.json()["id"]
    eventually(lambda: plant.finished(job), seconds=120)
    assert_answered_once_each(plant, job, plant.articles, rejected=1)
    assert api.poll() is None


def answers(url: str) -> bool:
    """Whether an API listens there."""
    try:
        return httpx.get(f"{url}/healthz", timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
