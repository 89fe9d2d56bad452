"""Jobs that are cancelled, paused and resumed, and queues that are full."""

from __future__ import annotations

import time

import pytest

from jobs import control, lease, outbox, results, status
from jobs.coding import Outcome, code_chunk
from jobs.errors import JobFinished, JobNotFound, QueueFull
from jobs.submit import InputError
from jobs.sweep import sweep
from storage.models import Event, Outbox
from tests.jobs.support import LEASE, PlainCoder, article, rows_of, run_dry, start, work


def counts(store, job):
    return {name: number for name, number in status.get(store, job.id).counts.items() if number}


def test_a_cancelled_job_keeps_what_is_coded_and_adds_nothing(store):
    job = start(store, [*(article(n) for n in range(6)), InputError(7, "", "bad")], chunk_articles=2)
    work(store, job.chunk_ids[1])
    control.cancel(store, job.id)
    told = status.get(store, job.id)
    assert (told.state, told.finished_at is not None, told.oldest_waiting_seconds) == ("cancelled", True, None)
    assert counts(store, job) == {"received": 7, "coded": 2, "rejected": 1, "cancelled": 4}
    assert rows_of(store, Outbox, "id") == []
    assert [work(store, chunk) for chunk in job.chunk_ids] == [Outcome.SKIPPED] * 3
    assert sweep(store, republish_seconds=0).republished == 0
    answers = [item for _, item in results.iterate(store, job.id, "articles")]
    assert [item.get("error", {}).get("slug") for item in answers] == ["cancelled"] * 2 + [None] * 2 + ["cancelled"] * 2
    assert [item["article_id"] for _, item in results.iterate(store, job.id, "events")] == ["a2", "a2", "a3", "a3"]


def test_a_worker_in_the_middle_of_a_cancelled_job_stops_and_writes_nothing(store):
    job = start(store, [article(n) for n in range(50)])

    def cancel_at_the_third(one):
        if one.id == "a2":
            control.cancel(store, job.id)

    coder = PlainCoder(before=cancel_at_the_third)
    assert work(store, job.chunk_ids[0], coder) is Outcome.LOST
    assert counts(store, job) == {"received": 50, "cancelled": 50}
    assert rows_of(store, Event, "event_id") == []


def test_a_worker_notices_a_cancelled_job_at_its_next_heartbeat(store):
    job = start(store, [article(n) for n in range(1000)], chunk_articles=1000)
    cancelled = []

    def slow(one):
        if not cancelled:
            control.cancel(store, job.id)
            cancelled.append(one.id)
        time.sleep(0.01)

    coder = PlainCoder(before=slow)
    made = code_chunk(store, job.chunk_ids[0], coder_for=lambda _: coder, lease_seconds=0.3, max_attempts=3)
    assert made is Outcome.LOST
    assert len(coder.seen) < 200, "a heartbeat comes every tenth of a second"


def test_cancelling_again_changes_nothing_and_a_finished_job_is_refused(timed, clock):
    job = start(timed, [article(0)])
    control.cancel(timed, job.id)
    told = status.get(timed, job.id)
    clock.forward(5)
    control.cancel(timed, job.id)
    assert status.get(timed, job.id) == told
    done = start(timed, [article(0)])
    run_dry(timed)
    for change in (control.cancel, control.pause, control.resume):
        with pytest.raises(JobFinished, match="completed"):
            change(timed, done.id)
    with pytest.raises(JobFinished, match="cancelled"):
        control.pause(timed, job.id)


@pytest.mark.parametrize("job_id", ["none", "0" * 36, "\x00" * 36])
def test_an_unknown_job_is_not_found(store, job_id):
    for change in (control.cancel, control.pause, control.resume):
        with pytest.raises(JobNotFound):
            change(store, job_id)


def test_a_paused_job_lets_chunks_finish_and_none_begin(store):
    job = start(store, [article(n) for n in range(6)], chunk_articles=2)
    messages = outbox.take_unsent(store, 2)
    outbox.mark_sent(store, [message.id for message in messages])
    claimed = lease.claim(store, job.chunk_ids[0], lease_seconds=LEASE)
    control.pause(store, job.id)
    control.pause(store, job.id)
    told = status.get(store, job.id)
    assert (told.state, told.paused, told.estimated_end) == ("running", True, None)
    assert claimed is not None
    assert lease.renew(store, claimed, lease_seconds=LEASE), "its holder goes on"
    assert work(store, job.chunk_ids[1]) is Outcome.SKIPPED, "its message is used up"
    assert outbox.take_unsent(store, 10) == []
    other = start(store, [article(9)])
    assert [one.chunk_id for one in outbox.take_unsent(store, 10)] == list(other.chunk_ids)
    lease.release(store, claimed)
    control.resume(store, job.id)
    assert status.get(store, job.id).paused is False
    run_dry(store)
    assert counts(store, job) == {"received": 6, "coded": 6}
    assert status.get(store, job.id).state == "completed"


def test_a_long_pause_loses_nothing_to_the_sweeper(timed, clock):
    job = start(timed, [article(n) for n in range(4)], chunk_articles=1)
    outbox.mark_sent(timed, [message.id for message in outbox.take_unsent(timed, 3)])
    lease.claim(timed, job.chunk_ids[0], lease_seconds=LEASE)
    control.pause(timed, job.id)
    for _ in range(5):
        clock.forward(1000)
        sweep(timed, republish_seconds=30)
        assert outbox.take_unsent(timed, 10) == []
    control.resume(timed, job.id)
    assert len(outbox.take_unsent(timed, 10)) == 4
    run_dry(timed)
    assert counts(timed, job) == {"received": 4, "coded": 4}


def test_a_full_queue_is_told_apart_from_the_other(store):
    start(store, [article(n) for n in range(5)])
    start(store, [article(0)], queue="interactive")
    control.check_room(store, articles=6, requests=2)
    with pytest.raises(QueueFull, match="5 articles wait"):
        control.check_room(store, articles=5)
    with pytest.raises(QueueFull, match="1 requests wait"):
        control.check_room(store, requests=1)
    run_dry(store)
    control.check_room(store, articles=1, requests=1)
