from __future__ import annotations

import threading
import time

import pytest

from jobs import status
from jobs.errors import JobNotFound
from jobs.wait import wait
from tests.jobs.support import article, start, work


def test_a_finished_job_is_told_at_once(store):
    job = start(store, [article(0)])
    work(store, job.chunk_ids[0])
    begun = time.monotonic()
    assert wait(store, job.id, 30) == status.get(store, job.id)
    assert time.monotonic() - begun < 2


def test_a_job_that_finishes_meanwhile_ends_the_wait(store):
    job = start(store, [article(0)])
    timer = threading.Timer(0.3, work, (store, job.chunk_ids[0]))
    timer.start()
    begun = time.monotonic()
    told = wait(store, job.id, 30)
    took = time.monotonic() - begun
    timer.join()
    assert told.state == "completed"
    assert 0.3 <= took < 5


@pytest.mark.parametrize("seconds", [0, -1, 0.3])
def test_a_job_that_does_not_finish_is_told_as_it_is(store, seconds):
    job = start(store, [article(0)])
    begun = time.monotonic()
    assert wait(store, job.id, seconds).state == "queued"
    assert max(seconds, 0) <= time.monotonic() - begun < seconds + 2


def test_the_database_is_asked_ever_more_rarely(store, monkeypatch):
    job = start(store, [article(0)])
    pauses: list[float] = []
    sleep = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: (pauses.append(seconds), sleep(seconds)))
    wait(store, job.id, 1.2)
    assert pauses[0] == pytest.approx(0.005)
    assert max(pauses) == pytest.approx(0.1)
    assert pauses[:-1] == sorted(pauses[:-1])


def test_an_unknown_job_is_not_found(store):
    with pytest.raises(JobNotFound):
        wait(store, "none", 5)
