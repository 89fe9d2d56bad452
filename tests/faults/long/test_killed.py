"""Processes that are killed, at moments nobody chose, or frozen until others took over their work."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

from tests.faults.long.checker import assert_answered_once_each
from tests.faults.long.conftest import Plant, sized
from tests.support import eventually

KILLS = 20
SEED = 20


@sized(quick=False)
def test_a_worker_killed_at_twenty_random_moments(plant: Plant) -> None:
    chance = random.Random(SEED)
    moments = sorted(chance.sample(range(plant.share(0.02), plant.share(0.95)), KILLS))
    job = plant.submit(plant.articles)
    plant.start("sweeper")
    worker = plant.start("worker")
    for moment in moments:
        eventually(lambda: len(plant.begun()) >= moment, seconds=60, every=0.01)  # noqa: B023 - called at once
        assert not plant.finished(job)
        if chance.random() < 0.5 and (child := child_of(worker.pid)):
            os.kill(child, signal.SIGKILL)
        else:
            worker.kill()
            worker.wait()
            worker = plant.start("worker")
    eventually(lambda: plant.finished(job), seconds=120)
    assert len(plant.begun()) > plant.number, "nothing was interrupted"
    assert_answered_once_each(plant, job, plant.articles)


@sized()
def test_a_worker_frozen_past_its_lease_and_woken(plant: Plant) -> None:
    plant.environ["ATHIR_CHUNKS_IN_FLIGHT"] = "4"
    job = plant.submit(plant.articles)
    plant.start("sweeper")
    frozen = plant.start("worker")
    eventually(lambda: len(plant.begun()) >= plant.share(0.1), every=0.01)
    child = child_of(frozen.pid)
    assert child is not None
    # Where it stands between two articles it holds no lock of the database; a frozen holder of one stops everybody.
    freeze_while_coding(plant, child)
    frozen.send_signal(signal.SIGSTOP)
    held = plant.begun()[-1]
    plant.start("worker")
    # The other takes the chunk over and is still at it when the first wakes.
    eventually(lambda: plant.begun().count(held) >= 2, seconds=60, every=0.01)
    os.kill(child, signal.SIGCONT)
    frozen.send_signal(signal.SIGCONT)
    eventually(lambda: plant.finished(job), seconds=120)
    time.sleep(0.5)  # what the woken one may still write
    assert_answered_once_each(plant, job, plant.articles)
    assert frozen.poll() is None


@sized(quick=False)
def test_the_sweeper_killed_again_and_again_while_workers_die(plant: Plant) -> None:
    chance = random.Random(SEED)
    job = plant.submit(plant.articles)
    sweeper, worker = plant.start("sweeper"), plant.start("worker")
    for part in range(1, 6):
        eventually(lambda: len(plant.begun()) >= plant.share(part / 6), seconds=90, every=0.01)  # noqa: B023
        plant.redis.flush()
        worker.kill()
        worker.wait()
        worker = plant.start("worker")
        # Its first sweep comes at once after its start: it is killed about that time.
        time.sleep(chance.uniform(0.0, 1.5))
        sweeper.kill()
        sweeper.wait()
        sweeper = plant.start("sweeper")
    eventually(lambda: plant.finished(job), seconds=120)
    assert_answered_once_each(plant, job, plant.articles)


def child_of(parent: int) -> int | None:
    """The process id of the only child of `parent`; None if there is none at the moment."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return int(children[0]) if children else None


def freeze_while_coding(plant: Plant, child: int) -> None:
    """Stops the process in the middle of a chunk, so that it holds a lease and no lock."""
    size = plant.settings.chunk_articles
    while True:
        before = len(plant.begun())
        eventually(lambda: len(plant.begun()) > before, every=0.001)  # noqa: B023 - called at once
        os.kill(child, signal.SIGSTOP)
        if 1 <= len(plant.begun()) % size <= size - 2:
            return
        os.kill(child, signal.SIGCONT)
