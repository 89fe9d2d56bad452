"""The database that is restarted, locked or full, and a clock that is wrong by a minute."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest

from storage.errors import StorageFull
from tests.faults.long import sitecustomize
from tests.faults.long.checker import assert_answered_once_each, jobs_stored
from tests.faults.long.conftest import FEW, Plant, sized
from tests.support import eventually


@sized(quick=False, databases=("postgresql",))
def test_postgresql_restarted_twice(plant: Plant) -> None:
    assert plant.postgres is not None
    job = plant.submit(plant.articles)
    sweeper, worker = plant.start("sweeper"), plant.start("worker")
    for part in (0.2, 0.6):
        eventually(lambda: len(plant.begun()) >= plant.share(part), seconds=60, every=0.01)  # noqa: B023
        plant.postgres.kill()
        plant.close()  # what the test itself holds
        time.sleep(1.5)
        plant.postgres.launch()
        assert not plant.finished(job)
    eventually(lambda: plant.finished(job), seconds=120)
    assert_answered_once_each(plant, job, plant.articles)
    assert (sweeper.poll(), worker.poll()) == (None, None)


@sized(databases=("sqlite",))
def test_sqlite_locked_for_seconds(plant: Plant) -> None:
    plant.environ["ATHIR_LEASE_SECONDS"] = "20"
    plant.environ["ATHIR_REPUBLISH_SECONDS"] = "20"
    job = plant.submit(plant.articles)
    plant.start("sweeper")
    plant.start("worker")
    for part in (0.2, 0.5):
        eventually(lambda: len(plant.begun()) >= plant.share(part), seconds=60, every=0.01)  # noqa: B023
        locker = sqlite3.connect(plant.folder / "athir.db", timeout=60, isolation_level=None)
        locker.execute("BEGIN IMMEDIATE")
        time.sleep(1 if plant.number <= FEW else 5)
        locker.execute("ROLLBACK")
        locker.close()
        assert not plant.finished(job)
    eventually(lambda: plant.finished(job), seconds=120)
    assert_answered_once_each(plant, job, plant.articles)
    assert len(plant.begun()) == plant.number, "a lock cost a worker its work"
    assert "database is locked" not in plant.log.read_text()


@sized(databases=("sqlite",))
def test_a_full_disk(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    room = Path(plant.environ["ROOM_FILE"])
    room.write_text(str(pages(plant)))
    monkeypatch.setenv("ROOM_FILE", str(room))
    with limited(), pytest.raises(StorageFull):
        plant.submit(plant.articles)
    plant.close()  # connections of the pool keep their limit
    assert jobs_stored(plant) == 0, "a part of it was stored"
    room.unlink()
    job = plant.submit(plant.articles)
    sweeper, worker = plant.start("sweeper"), plant.start("worker")
    eventually(lambda: len(plant.begun()) >= plant.share(0.2), seconds=60, every=0.01)
    room.write_text(str(pages(plant)))
    eventually(lambda: "database or disk is full" in plant.log.read_text(), seconds=60)
    time.sleep(1)
    assert not plant.finished(job)
    room.unlink()
    eventually(lambda: plant.finished(job), seconds=120)
    assert_answered_once_each(plant, job, plant.articles)
    assert (sweeper.poll(), worker.poll()) == (None, None)


@sized(quick=False)
def test_the_clock_moved_by_a_minute_there_and_back(plant: Plant) -> None:
    # Chunks as long as sweeps are apart, and always a worker that has nothing to do: when the clock jumps forward, the
    # leases of chunks that are being coded seem to have run out, and another takes them over in the middle.
    plant.environ["COUNTING_SECONDS"] = str(90 / plant.number)
    plant.environ["ATHIR_CHUNKS_IN_FLIGHT"] = "2"
    plant.environ["ATHIR_LEASE_SECONDS"] = "6"
    plant.settings = replace(plant.settings, chunk_articles=max(2, plant.number // 50))
    clock = Path(plant.environ["CLOCK_FILE"])
    job = plant.submit(plant.articles)
    sweeper, worker = plant.start("sweeper"), plant.start("worker", "--concurrency", "4")
    eventually(lambda: len(plant.begun()) >= plant.share(0.05), seconds=60, every=0.01)
    for seconds in (60, 0, -60, 0) * 4:
        assert not plant.finished(job)
        clock.write_text(str(seconds))
        time.sleep(1.3)  # a sweep and what it sends
    eventually(lambda: plant.finished(job), seconds=150)
    assert len(plant.begun()) > plant.number, "no lease seemed to have run out"
    assert_answered_once_each(plant, job, plant.articles)
    assert (sweeper.poll(), worker.poll()) == (None, None)


def pages(plant: Plant) -> int:
    """How many pages the file has."""
    with sqlite3.connect(plant.folder / "athir.db") as connection:
        found: int = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.close()
    return found


class limited:  # noqa: N801 - reads as a word
    """A block in which the test's own connections have only the room of ROOM_FILE."""

    def __enter__(self) -> None:
        sitecustomize.event.listen(sitecustomize.Pool, "checkout", sitecustomize.limit_room)

    def __exit__(self, *_: object) -> None:
        sitecustomize.event.remove(sitecustomize.Pool, "checkout", sitecustomize.limit_room)
