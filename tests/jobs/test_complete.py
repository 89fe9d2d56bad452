from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import insert

from coders.types import ArticleFailure
from coders.wire import event_to_wire, row_to_wire
from jobs import complete, lease, outbox, status
from jobs.complete import Failure
from jobs.errors import BadAnswer
from storage.engine import writing
from storage.models import Article, Chunk, Event, Job, Outbox, Row
from tests.jobs.support import LEASE, article, event, result, row, rows_of, run_dry, start


def claim(store, chunk_id):
    claimed = lease.claim(store, chunk_id, lease_seconds=LEASE)
    assert claimed is not None
    return claimed


def test_answers_are_stored_counted_and_end_the_job(store):
    job = start(store, [article(n) for n in range(3)])
    claimed = claim(store, job.chunk_ids[0])
    refused = ArticleFailure("a1", "text-rejected", "The text cannot be read.")
    assert complete.complete(store, claimed, [result("a0"), refused, result("a2", events=1, rows=0)])
    assert rows_of(store, Article, "position", "state", "error") == [
        (0, "coded", None),
        (1, "failed", {"slug": "text-rejected", "detail": "The text cannot be read."}),
        (2, "coded", None),
    ]
    assert rows_of(store, Event, "position", "ordinal", "event_id") == [
        (0, 0, "a0-e0"),
        (0, 1, "a0-e1"),
        (2, 0, "a2-e0"),
    ]
    assert rows_of(store, Chunk, "state", "lease_token", "lease_until") == [("done", None, None)]
    assert rows_of(store, Outbox, "id") == []
    told = status.get(store, job.id)
    assert told.state == "completed"
    assert told.finished_at is not None
    counts = {"received": 3, "coded": 2, "empty": 0, "failed": 1, "quarantined": 0, "rejected": 0, "cancelled": 0}
    assert dict(told.counts) == counts


def test_columns_to_look_for_say_what_the_payload_says(store):
    job = start(store, [article(0)])
    complete.complete(store, claim(store, job.chunk_ids[0]), [result("a0", events=1)])
    assert rows_of(
        store, Event, "job_id", "article_id", "event_id", "code", "root", "event_date", "source_code",
        "source_country", "target_code", "target_country", "country", "payload",
    ) == [
        (job.id, "a0", "a0-e0", "194", "19", "2024-03-01", "SYRMIL", "SYR", None, None, "SYR",
         event_to_wire(event("a0", 0)))
    ]  # fmt: skip
    assert rows_of(
        store, Row, "article_id", "event_id_cnty", "event_date", "event_type", "sub_event_type", "actor1", "actor2",
        "country", "admin1", "location",
    ) == [
        ("a0", "SYR0", "2024-03-01", "Explosions/Remote violence", "Shelling/artillery/missile attack",
         "Military Forces of Syria", "", "Syria", "", "Bir Qasim")
    ]  # fmt: skip
    ((payload,),) = rows_of(store, Row, "payload")
    assert payload == row_to_wire(row("a0", 0))
    assert list(payload) == list(row_to_wire(row("a0", 0))), "the columns' order is part of the contract"


def test_the_job_is_finished_by_its_last_chunk_only(store):
    job = start(store, [article(n) for n in range(3)], chunk_articles=1)
    for done, chunk_id in enumerate(job.chunk_ids, start=1):
        assert status.get(store, job.id).state in ("queued", "running")
        complete.complete(store, claim(store, chunk_id), [result(f"a{done - 1}")])
        assert status.get(store, job.id).counts["coded"] == done
    assert status.get(store, job.id).state == "completed"


def test_a_worker_whose_lease_was_taken_over_writes_nothing(timed, clock):
    job = start(timed, [article(0)])
    late = claim(timed, job.chunk_ids[0])
    clock.forward(LEASE + 1)
    heir = claim(timed, job.chunk_ids[0])
    assert not complete.complete(timed, late, [result("a0", events=5)])
    assert complete.fail(timed, late, "x", "y", max_attempts=1) is Failure.LOST
    assert rows_of(timed, Event, "event_id") == []
    assert complete.complete(timed, heir, [result("a0", events=1)])
    assert not complete.complete(timed, late, [result("a0", events=5)])
    assert rows_of(timed, Event, "event_id") == [("a0-e0",)]
    assert status.get(timed, job.id).counts["coded"] == 1


def test_completing_twice_counts_once(store):
    job = start(store, [article(0)])
    claimed = claim(store, job.chunk_ids[0])
    assert complete.complete(store, claimed, [result("a0")])
    assert not complete.complete(store, claimed, [result("a0")])
    assert status.get(store, job.id).counts["coded"] == 1
    assert len(rows_of(store, Event, "event_id")) == 2


def test_writing_replaces_what_stands_there(store):
    job = start(store, [article(0), article(1)])
    stale = {"job_id": job.id, "article_id": "a0", "event_id": "old", "code": "01", "root": "01", "payload": {}}
    with writing(store) as session:
        session.execute(insert(Event), [{**stale, "position": n, "ordinal": o} for n in (0, 1) for o in range(4)])
    complete.complete(store, claim(store, job.chunk_ids[0]), [result("a0"), result("a1", events=0)])
    assert rows_of(store, Event, "event_id") == [("a0-e0",), ("a0-e1",)]


@pytest.mark.parametrize(
    "outcomes",
    [
        [],
        [result("a0")],
        [result("a0"), result("a1"), result("a2")],
        [result("a1"), result("a0")],
        [result("a0"), replace(result("a1"), events=(replace(event("a1", 0), goldstein=float("nan")),))],
    ],
    ids=["none", "too few", "too many", "wrong order", "not a number"],
)
def test_answers_that_do_not_fit_are_refused_and_the_lease_stays(store, outcomes):
    job = start(store, [article(0), article(1)])
    claimed = claim(store, job.chunk_ids[0])
    with pytest.raises(BadAnswer):
        complete.complete(store, claimed, outcomes)
    assert rows_of(store, Event, "event_id") == []
    assert complete.complete(store, claimed, [result("a0"), result("a1")])


def test_chunks_that_end_at_once_leave_true_counts_and_a_finished_job(store):
    job = start(store, [article(n) for n in range(24)], chunk_articles=1)
    claims = [claim(store, chunk_id) for chunk_id in job.chunk_ids]
    ready = threading.Barrier(4)

    def finish(mine):
        ready.wait()
        for claimed in mine:
            assert complete.complete(store, claimed, [result(claimed.articles[0].id)])

    threads = [threading.Thread(target=finish, args=(claims[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = status.get(store, job.id)
    assert (told.state, told.counts["coded"]) == ("completed", 24)


def test_a_failed_attempt_is_tried_again_with_a_new_message(store):
    job = start(store, [article(0), article(1)])
    outbox.mark_sent(store, [message.id for message in outbox.take_unsent(store, 10)])
    claimed = claim(store, job.chunk_ids[0])
    assert complete.fail(store, claimed, "coding-failed", "broke", max_attempts=3) is Failure.RETRIED
    assert rows_of(store, Chunk, "state", "attempts", "lease_token") == [("pending", 1, None)]
    assert [message.chunk_id for message in outbox.take_unsent(store, 10)] == list(job.chunk_ids)
    assert claim(store, job.chunk_ids[0]).attempt == 2


def test_after_the_last_attempt_a_chunk_is_halved(store):
    job = start(store, [article(n) for n in range(5)], queue="interactive")
    claimed = claim(store, job.chunk_ids[0])
    assert complete.fail(store, claimed, "coding-failed", "broke", max_attempts=1) is Failure.SPLIT
    chunks = rows_of(store, Chunk, "position", "articles", "state", "queue", "id")
    assert [found[:4] for found in chunks] == [
        (0, 0, "done", "interactive"),
        (0, 3, "pending", "interactive"),
        (3, 2, "pending", "interactive"),
    ]
    assert rows_of(store, Article, "position", "chunk_id") == [(n, chunks[1 if n < 3 else 2][4]) for n in range(5)]
    assert {message.chunk_id for message in outbox.take_unsent(store, 10)} == {chunks[1][4], chunks[2][4]}
    assert status.get(store, job.id).state == "running"
    assert lease.claim(store, job.chunk_ids[0], lease_seconds=LEASE) is None
    assert set(run_dry(store)) == {complete_outcome()}
    assert status.get(store, job.id).counts["coded"] == 5


def complete_outcome():
    from jobs.coding import Outcome

    return Outcome.COMPLETED


def test_the_last_article_left_is_quarantined_with_its_error(store):
    job = start(store, [article(0)])
    claimed = claim(store, job.chunk_ids[0])
    assert complete.fail(store, claimed, "coding-failed", "broke", max_attempts=1) is Failure.QUARANTINED
    assert rows_of(store, Article, "state", "error") == [("quarantined", {"slug": "coding-failed", "detail": "broke"})]
    told = status.get(store, job.id)
    assert (told.state, told.counts["quarantined"], told.counts["failed"]) == ("completed", 1, 0)
    assert rows_of(store, Outbox, "id") == []


def test_a_fault_of_no_article_fails_them_all(store):
    job = start(store, [article(n) for n in range(4)])
    claimed = claim(store, job.chunk_ids[0])
    made = complete.fail(store, claimed, "unknown-coder", "no such coder", max_attempts=1, divisible=False)
    assert made is Failure.FAILED
    assert {state for state, _ in rows_of(store, Article, "state", "position")} == {"failed"}
    told = status.get(store, job.id)
    assert (told.state, told.counts["failed"]) == ("completed", 4)


def test_started_and_finished_are_told_once(timed, clock):
    job = start(timed, [article(n) for n in range(2)], chunk_articles=1)
    clock.forward(10)
    complete.complete(timed, claim(timed, job.chunk_ids[0]), [result("a0")])
    clock.forward(10)
    complete.complete(timed, claim(timed, job.chunk_ids[1]), [result("a1")])
    ((created, started, finished),) = rows_of(timed, Job, "created_at", "started_at", "finished_at")
    assert ((started - created).seconds, (finished - created).seconds) == (10, 20)
