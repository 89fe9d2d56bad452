from __future__ import annotations

import threading
import time
from collections import Counter

import pytest
from structlog.testing import capture_logs

from coders.errors import ModelUnavailable, UnknownCoder
from jobs import lease, outbox, status
from jobs.coding import Outcome, code_chunk
from jobs.sweep import sweep
from storage.models import Article, Chunk, Event, Job, Outbox
from tests.jobs.support import LEASE, PlainCoder, article, rows_of, run_dry, start, work


def counts(store, job):
    told = status.get(store, job.id).counts
    return {name: told[name] for name in ("received", "coded", "failed", "quarantined", "rejected")}


def test_a_chunk_is_coded(store):
    job = start(store, [article(0), article(1, "unreadable"), article(2, "events=0")])
    assert work(store, job.chunk_ids[0]) is Outcome.COMPLETED
    assert counts(store, job) == {"received": 3, "coded": 2, "failed": 1, "quarantined": 0, "rejected": 0}
    assert rows_of(store, Event, "article_id") == [("a0",), ("a0",)]


def test_every_attempt_at_an_article_is_told_the_day_its_job_came_in(timed, clock):
    job = start(timed, [article(0)])
    seen = []

    def refuse_once(one):
        seen.append(one.received)
        clock.forward(3 * 24 * 3600)
        if len(seen) == 1:
            raise ValueError(one.text)

    coder = PlainCoder(before=refuse_once)
    while work(timed, job.chunk_ids[0], coder) is not Outcome.COMPLETED:
        pass
    ((created,),) = rows_of(timed, Job, "created_at")
    assert seen == [created.date()] * 2


def test_a_message_delivered_twice_does_nothing(store):
    job = start(store, [article(0)])
    coder = PlainCoder()
    assert work(store, job.chunk_ids[0], coder) is Outcome.COMPLETED
    before = rows_of(store, Article, "result"), rows_of(store, Chunk, "attempts", "state")
    assert work(store, job.chunk_ids[0], coder) is Outcome.SKIPPED
    assert coder.seen == ["a0"]
    assert (rows_of(store, Article, "result"), rows_of(store, Chunk, "attempts", "state")) == before
    assert counts(store, job)["coded"] == 1


def test_a_message_for_a_chunk_in_work_does_nothing(store):
    job = start(store, [article(0)])
    inner: list[Outcome] = []
    coder = PlainCoder(before=lambda _: inner.append(work(store, job.chunk_ids[0])))
    assert work(store, job.chunk_ids[0], coder) is Outcome.COMPLETED
    assert inner == [Outcome.SKIPPED]


def test_one_poison_among_25_is_quarantined_and_the_rest_coded(store):
    job = start(store, [article(n) for n in range(25)])
    outcomes = Counter(run_dry(store, PlainCoder(poison="a17")))
    assert counts(store, job) == {"received": 25, "coded": 24, "failed": 0, "quarantined": 1, "rejected": 0}
    assert status.get(store, job.id).state == "completed"
    assert outcomes[Outcome.QUARANTINED] == 1
    assert outcomes[Outcome.SPLIT] in (4, 5), "25 are halved down to one"
    assert outcomes[Outcome.RETRIED] == 4, "two before the first split, two of the article alone"
    states = rows_of(store, Article, "position", "state", "error")
    assert [position for position, state, _ in states if state != "coded"] == [17]
    assert states[17][2] == {"slug": "coding-failed", "detail": "the coder broke off with RuntimeError"}
    assert len(rows_of(store, Event, "event_id")) == 48
    assert rows_of(store, Outbox, "id") == []


def test_several_poisons_are_found(store):
    job = start(store, [article(n) for n in range(8)])

    def strike(one):
        if one.id in ("a0", "a3", "a7"):
            raise ValueError(one.text)

    run_dry(store, PlainCoder(before=strike), attempts=1)
    assert counts(store, job) == {"received": 8, "coded": 5, "failed": 0, "quarantined": 3, "rejected": 0}


def test_a_passing_fault_costs_an_attempt_and_nothing_else(store):
    job = start(store, [article(n) for n in range(3)])
    faults = iter([True, True])

    def falter(one):
        if one.id == "a1" and next(faults, False):
            raise OSError("out of memory")

    assert run_dry(store, PlainCoder(before=falter)) == [Outcome.RETRIED, Outcome.RETRIED, Outcome.COMPLETED]
    assert counts(store, job)["coded"] == 3


def test_a_coder_that_breaks_its_contract_costs_an_attempt(store):
    class Silent(PlainCoder):
        def code(self, articles):
            yield from ()

    job = start(store, [article(0)])
    assert run_dry(store, Silent()) == [Outcome.RETRIED, Outcome.RETRIED, Outcome.QUARANTINED]
    assert status.get(store, job.id).errors[0]["detail"] == "the coder gave 0 answers to 1 articles"


@pytest.mark.parametrize("error", [UnknownCoder("plain", ("athir",)), ModelUnavailable("no such model")])
def test_without_a_coder_all_articles_fail_with_the_reason_after_the_attempts(store, error):
    job = start(store, [article(n) for n in range(4)])

    def none_there(name):
        raise error

    outcomes = []
    while messages := outbox.take_unsent(store, 1):
        outbox.mark_sent(store, [messages[0].id])
        outcomes.append(
            code_chunk(store, messages[0].chunk_id, coder_for=none_there, lease_seconds=LEASE, max_attempts=2)
        )
    assert outcomes == [Outcome.RETRIED, Outcome.FAILED]
    told = status.get(store, job.id)
    assert (told.state, told.counts["failed"]) == ("completed", 4)
    assert {failure["slug"] for failure in told.errors} == {error.slug}
    assert told.errors[0]["detail"] == str(error)


def test_an_article_that_kills_its_workers_is_found_too(timed, clock):
    """The worker dies without a word whenever it meets a2; the sweeper brings the chunk back."""
    job = start(timed, [article(n) for n in range(4)])
    deaths = 0
    for _ in range(200):
        messages = outbox.take_unsent(timed, 1)
        if not messages:
            break
        outbox.mark_sent(timed, [messages[0].id])
        claimed_by_dead = [
            chunk for chunk, articles, attempts in rows_of(timed, Chunk, "id", "articles", "attempts")
            if chunk == messages[0].chunk_id and attempts < 3 and _has(timed, chunk, "a2")
        ]  # fmt: skip
        if claimed_by_dead:
            assert lease.claim(timed, messages[0].chunk_id, lease_seconds=LEASE) is not None
            deaths += 1
            clock.forward(LEASE + 1)
            sweep(timed, republish_seconds=30)
        else:
            work(timed, messages[0].chunk_id)
    assert counts(timed, job) == {"received": 4, "coded": 3, "failed": 0, "quarantined": 1, "rejected": 0}
    assert deaths == 3 + 1 + 3
    (error,) = status.get(timed, job.id).errors
    assert (error["article_id"], error["slug"]) == ("a2", "worker-lost")


def _has(store, chunk_id, article_id):
    return (chunk_id, article_id) in rows_of(store, Article, "chunk_id", "external_id")


def test_the_lease_is_renewed_while_the_work_goes_on(store):
    job = start(store, [article(0)])
    second: list[object] = []

    def slow(_):
        time.sleep(1.0)  # more than three leases
        second.append(lease.claim(store, job.chunk_ids[0], lease_seconds=0.3))

    made = code_chunk(
        store, job.chunk_ids[0], coder_for=lambda _: PlainCoder(before=slow), lease_seconds=0.3, max_attempts=3
    )
    assert made is Outcome.COMPLETED
    assert second == [None]


def test_work_in_vain_is_broken_off_and_writes_nothing(timed, clock):
    """The worker is frozen past its lease, another takes the chunk, then the first wakes up."""
    job = start(timed, [article(n) for n in range(3)])
    taken = threading.Event()

    def freeze(one):
        if one.id == "a0":
            clock.forward(10)
            assert lease.claim(timed, job.chunk_ids[0], lease_seconds=LEASE) is not None
            taken.set()
            time.sleep(0.5)  # the next heartbeat comes after a tenth of a second

    coder = PlainCoder(before=freeze)
    made = code_chunk(timed, job.chunk_ids[0], coder_for=lambda _: coder, lease_seconds=0.3, max_attempts=3)
    assert taken.is_set()
    assert made is Outcome.LOST
    assert coder.seen == ["a0"], "the rest would be coded in vain"
    assert rows_of(timed, Event, "event_id") == []
    assert counts(timed, job)["coded"] == 0


def test_a_lease_lost_between_coding_and_writing_writes_nothing(timed, clock):
    job = start(timed, [article(0)])

    class Overtaken(PlainCoder):
        def code(self, articles):
            yield from super().code(articles)
            clock.forward(LEASE + 1)
            lease.claim(timed, job.chunk_ids[0], lease_seconds=LEASE)

    assert work(timed, job.chunk_ids[0], Overtaken()) is Outcome.LOST
    assert rows_of(timed, Event, "event_id") == []


def test_no_thread_outlives_the_work(store):
    job = start(store, [article(0), article(1)], chunk_articles=1)
    work(store, job.chunk_ids[0])
    work(store, job.chunk_ids[1], PlainCoder(poison="a1"))
    assert [thread for thread in threading.enumerate() if thread.name == "athir-heartbeat"] == []


def test_what_a_coder_says_in_an_exception_is_neither_shown_nor_logged(store):
    job = start(store, [article(0)])
    with capture_logs() as logs:
        run_dry(store, PlainCoder(poison="a0"), attempts=1)
    assert "secret" not in str(status.get(store, job.id).errors)
    assert "secret" not in str(logs)
    (line,) = logs
    assert (line["event"], line["error"], line["job_id"], line["attempt"]) == (
        "coding failed",
        "RuntimeError",
        job.id,
        1,
    )
    assert "support.py" in line["frames"][-1]
