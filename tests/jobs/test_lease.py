from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from jobs import lease, outbox
from storage.models import Chunk, Job, Outbox
from tests.jobs.support import LEASE, article, rows_of, start

ROOT = Path(__file__).parents[2]


def test_a_claim_gives_the_articles_and_starts_the_job(store):
    job = start(store, [article(n) for n in range(4)], chunk_articles=2)
    claimed = lease.claim(store, job.chunk_ids[1], lease_seconds=LEASE)
    assert (claimed.id, claimed.job_id, claimed.coder, claimed.queue) == (job.chunk_ids[1], job.id, "plain", "bulk")
    assert claimed.attempt == 1
    assert rows_of(store, Job, "created_at")[0][0].date() == claimed.received
    assert [(one.position, one.id, one.body) for one in claimed.articles] == [(n, f"a{n}", article(n)) for n in (2, 3)]
    ((state, started),) = rows_of(store, Job, "state", "started_at")
    assert state == "running"
    assert started is not None


def test_a_leased_chunk_and_an_unknown_one_cannot_be_claimed(store):
    chunk = start(store, [article(0)]).chunk_ids[0]
    assert lease.claim(store, chunk, lease_seconds=LEASE) is not None
    assert lease.claim(store, chunk, lease_seconds=LEASE) is None
    assert lease.claim(store, "unknown", lease_seconds=LEASE) is None
    assert rows_of(store, Chunk, "attempts") == [(1,)]


@pytest.mark.parametrize(("passed", "free"), [(LEASE - 1, False), (LEASE, False), (LEASE + 1, True)])
def test_a_lease_that_ran_out_can_be_taken_over(timed, clock, passed, free):
    chunk = start(timed, [article(0)]).chunk_ids[0]
    first = lease.claim(timed, chunk, lease_seconds=LEASE)
    clock.forward(passed)
    second = lease.claim(timed, chunk, lease_seconds=LEASE)
    assert (second is not None) is free
    if second is not None:
        assert second.attempt == 2
        assert second.token != first.token


def test_a_renewed_lease_lasts_from_then_on(timed, clock):
    chunk = start(timed, [article(0)]).chunk_ids[0]
    claimed = lease.claim(timed, chunk, lease_seconds=LEASE)
    clock.forward(LEASE - 1)
    assert lease.renew(timed, claimed, lease_seconds=LEASE)
    clock.forward(LEASE - 1)
    assert lease.claim(timed, chunk, lease_seconds=LEASE) is None
    clock.forward(2)
    assert lease.claim(timed, chunk, lease_seconds=LEASE) is not None


def test_a_lease_taken_over_cannot_be_renewed_or_released(timed, clock):
    chunk = start(timed, [article(0)]).chunk_ids[0]
    first = lease.claim(timed, chunk, lease_seconds=LEASE)
    clock.forward(LEASE + 1)
    second = lease.claim(timed, chunk, lease_seconds=LEASE)
    assert not lease.renew(timed, first, lease_seconds=LEASE)
    assert not lease.release(timed, first)
    assert lease.renew(timed, second, lease_seconds=LEASE)


def test_a_lease_that_ran_out_unnoticed_may_still_be_renewed(timed, clock):
    chunk = start(timed, [article(0)]).chunk_ids[0]
    claimed = lease.claim(timed, chunk, lease_seconds=LEASE)
    clock.forward(10 * LEASE)
    assert lease.renew(timed, claimed, lease_seconds=LEASE)
    assert lease.claim(timed, chunk, lease_seconds=LEASE) is None


def test_a_released_chunk_is_free_again_and_the_attempt_does_not_count(store):
    chunk = start(store, [article(0)]).chunk_ids[0]
    outbox.mark_sent(store, [message.id for message in outbox.take_unsent(store, 10)])
    claimed = lease.claim(store, chunk, lease_seconds=LEASE)
    assert lease.release(store, claimed)
    assert rows_of(store, Chunk, "state", "attempts", "lease_token") == [("pending", 0, None)]
    assert rows_of(store, Outbox, "chunk_id", "sent_at") == [(chunk, None)]
    assert lease.claim(store, chunk, lease_seconds=LEASE).attempt == 1


def test_of_many_threads_one_gets_the_chunk(store):
    chunks = start(store, [article(n) for n in range(12)], chunk_articles=1).chunk_ids
    got: list[list[str]] = [[] for _ in range(6)]
    ready = threading.Barrier(6)

    def grab(into: list[str]) -> None:
        ready.wait()
        into += [chunk for chunk in chunks if lease.claim(store, chunk, lease_seconds=LEASE)]

    threads = [threading.Thread(target=grab, args=(into,)) for into in got]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(chunk for into in got for chunk in into) == sorted(chunks)
    assert rows_of(store, Chunk, "attempts") == [(1,)] * 12


_GRAB = """
import sys
from jobs import lease
from storage.engine import create_engine, session_factory
store = session_factory(create_engine(sys.argv[1]))
sys.stdin.readline()
print(sum(lease.claim(store, chunk, lease_seconds=30) is not None for chunk in sys.argv[2:]))
"""


def test_of_several_processes_one_gets_each_chunk(store, database_url):
    chunks = start(store, [article(n) for n in range(40)], chunk_articles=1).chunk_ids
    command = [sys.executable, "-c", _GRAB, database_url, *chunks]
    pipe = subprocess.PIPE
    running = [subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True) for _ in range(2)]
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=60) for process in running]
    assert [error for _, error in told] == ["", ""]
    assert sum(int(count) for count, _ in told) == 40
    assert rows_of(store, Chunk, "attempts") == [(1,)] * 40
