"""A job that is paused or cancelled while the parts under it die: it stays as it was told to be, and its counts agree."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter

from jobs import control, status
from tests.faults.long.checker import assert_answered_once_each
from tests.faults.long.conftest import Plant, sized
from tests.faults.long.counting_coder import events_of
from tests.faults.long.test_killed import child_of, freeze_while_coding
from tests.support import eventually


@sized(quick=False)
def test_a_paused_job_outlives_its_worker_and_all_of_redis(plant: Plant) -> None:
    job = plant.submit(plant.articles)
    sweeper, worker = plant.start("sweeper"), plant.start("worker")
    eventually(lambda: len(plant.begun()) >= plant.share(0.2), seconds=60, every=0.01)
    control.pause(plant.store, job)
    worker.kill()
    worker.wait()
    plant.redis.flush()
    begun = len(plant.begun())
    worker = plant.start("worker")
    # The lease of the killed one runs out, messages are taken for lost, the new one is up: and nothing may begin.
    eventually(lambda: len(plant.redis_workers()) > 0, seconds=60)
    time.sleep(4)
    assert len(plant.begun()) == begun, "it went on although it is paused"
    assert begun < plant.number
    control.resume(plant.store, job)
    eventually(lambda: plant.finished(job), seconds=120)
    assert_answered_once_each(plant, job, plant.articles)
    assert (sweeper.poll(), worker.poll()) == (None, None)


@sized(quick=False)
def test_a_job_cancelled_while_its_worker_is_frozen_stays_as_it_was(plant: Plant) -> None:
    plant.environ["ATHIR_CHUNKS_IN_FLIGHT"] = "4"
    job = plant.submit(plant.articles)
    plant.start("sweeper")
    frozen = plant.start("worker")
    eventually(lambda: len(plant.begun()) >= plant.share(0.3), seconds=60, every=0.01)
    child = child_of(frozen.pid)
    assert child is not None
    freeze_while_coding(plant, child)
    control.cancel(plant.store, job)
    told = status.get(plant.store, job)
    plant.start("worker")
    os.kill(child, signal.SIGCONT)
    time.sleep(4)  # what the woken one, the other or the sweeper may still do
    after = status.get(plant.store, job)
    assert (after.state, after.counts) == ("cancelled", told.counts)
    assert after.counts["coded"] + after.counts["cancelled"] == plant.number
    assert 0 < after.counts["coded"] < plant.number
    shown = plant.results(job, "articles")
    answered = [answer["id"] for answer in shown if "error" not in answer]
    assert len(shown) == plant.number
    assert len(set(answered)) == len(answered) == after.counts["coded"]
    events = Counter(event["article_id"] for event in plant.results(job, "events"))
    assert events == Counter({name: events_of(name) for name in answered if events_of(name)})
    size = plant.settings.chunk_articles
    assert len(plant.begun()) <= len(answered) + size, "work began after the end"
    assert frozen.poll() is None
