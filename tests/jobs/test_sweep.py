from __future__ import annotations

import threading

import pytest
from sqlalchemy import text

from jobs import lease, outbox, status
from jobs.sweep import SweepReport, sweep
from storage.engine import writing
from storage.models import Chunk, Outbox
from tests.jobs.support import LEASE, PlainCoder, article, rows_of, run_dry, start, work

REPUBLISH = 30.0


def swept(store) -> SweepReport:
    return sweep(store, republish_seconds=REPUBLISH)


def send_all(store) -> list[str]:
    messages = outbox.take_unsent(store, 1000)
    outbox.mark_sent(store, [message.id for message in messages])
    return [message.chunk_id for message in messages]


def test_there_is_nothing_to_do_for_fresh_work(timed, clock):
    start(timed, [article(0)])
    assert swept(timed) == SweepReport(0, 0)
    send_all(timed)
    clock.forward(REPUBLISH - 1)
    assert swept(timed) == SweepReport(0, 0)


def test_a_lease_that_ran_out_is_pending_again_with_a_message(timed, clock):
    job = start(timed, [article(0)])
    send_all(timed)
    lease.claim(timed, job.chunk_ids[0], lease_seconds=LEASE)
    clock.forward(LEASE - 1)
    assert swept(timed) == SweepReport(0, 0)
    clock.forward(2)
    assert swept(timed) == SweepReport(1, 0)
    assert rows_of(timed, Chunk, "state", "lease_token", "attempts") == [("pending", None, 1)]
    assert send_all(timed) == [job.chunk_ids[0]]
    assert swept(timed) == SweepReport(0, 0)
    run_dry(timed)
    assert work(timed, job.chunk_ids[0]).name == "COMPLETED"


def test_unsent_messages_are_left_to_the_publisher(timed, clock):
    start(timed, [article(n) for n in range(2)], chunk_articles=1)
    clock.forward(1000)
    assert swept(timed) == SweepReport(0, 0)
    assert len(rows_of(timed, Outbox, "id")) == 2


def test_lost_messages_are_sent_again_and_the_job_ends(timed, clock):
    """Redis is emptied after everything was sent."""
    job = start(timed, [article(n) for n in range(6)], chunk_articles=2)
    send_all(timed)
    work(timed, job.chunk_ids[0])
    clock.forward(REPUBLISH)
    assert swept(timed) == SweepReport(0, 2)
    assert send_all(timed) == list(job.chunk_ids[1:])
    for chunk in job.chunk_ids[1:]:
        work(timed, chunk)
    assert status.get(timed, job.id).state == "completed"
    clock.forward(1000)
    assert swept(timed) == SweepReport(0, 0)


def test_a_long_queue_that_moves_is_left_alone(timed, clock):
    job = start(timed, [article(n) for n in range(5)], chunk_articles=1)
    send_all(timed)
    clock.forward(10 * REPUBLISH)
    claimed = lease.claim(timed, job.chunk_ids[0], lease_seconds=LEASE)
    assert swept(timed) == SweepReport(0, 0)
    assert lease.release(timed, claimed)
    assert swept(timed) == SweepReport(0, 4), "now the queue is at rest; the released chunk has an unsent message"


def test_what_a_later_message_has_overtaken_is_lost_though_the_queue_moves(timed, clock):
    lost = start(timed, [article(0)])
    send_all(timed)
    clock.forward(REPUBLISH)
    later = start(timed, [article(1)])
    send_all(timed)
    lease.claim(timed, later.chunk_ids[0], lease_seconds=LEASE)
    assert swept(timed) == SweepReport(0, 1)
    assert send_all(timed) == list(lost.chunk_ids)


def test_the_queues_are_judged_apart(timed, clock):
    urgent = start(timed, [article(0)], queue="interactive")
    bulk = start(timed, [article(1)])
    send_all(timed)
    clock.forward(REPUBLISH)
    lease.claim(timed, bulk.chunk_ids[0], lease_seconds=LEASE)
    assert swept(timed) == SweepReport(0, 1)
    assert [(one.chunk_id, one.queue) for one in outbox.take_unsent(timed, 9)] == [(urgent.chunk_ids[0], "interactive")]


def test_without_workers_the_pauses_double(timed, clock):
    start(timed, [article(0)])
    send_all(timed)
    sent_after: list[float] = []
    for second in range(0, 1000, 5):
        if swept(timed).republished:
            sent_after.append(second)
            send_all(timed)
        clock.forward(5)
    assert sent_after == [30, 60, 120, 240, 480, 960]


def test_a_retried_chunk_does_not_inherit_the_pauses(timed, clock):
    job = start(timed, [article(0)])
    send_all(timed)
    clock.forward(3600)
    work(timed, job.chunk_ids[0], PlainCoder(poison="a0"))
    send_all(timed)
    clock.forward(REPUBLISH)
    assert swept(timed) == SweepReport(0, 1)


def test_two_sweeps_at_once_write_one_message(timed, clock):
    job = start(timed, [article(n) for n in range(20)], chunk_articles=1)
    send_all(timed)
    for chunk in job.chunk_ids[:10]:
        lease.claim(timed, chunk, lease_seconds=LEASE)
    clock.forward(2 * LEASE)
    reports: list[SweepReport] = []
    ready = threading.Barrier(4)

    def run() -> None:
        ready.wait()
        reports.append(swept(timed))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(report.expired for report in reports) == 10
    assert sum(report.republished for report in reports) == 10
    assert len(outbox.take_unsent(timed, 100)) == 20


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_sweep_steps_back_while_another_runs(timed, clock):
    job = start(timed, [article(0)])
    lease.claim(timed, job.chunk_ids[0], lease_seconds=LEASE)
    clock.forward(2 * LEASE)
    with writing(timed) as other:
        other.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": 0x41544850})
        assert swept(timed) == SweepReport(0, 0)
    assert swept(timed) == SweepReport(1, 0)
