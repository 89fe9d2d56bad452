from __future__ import annotations

import json

import pytest

from jobs import lease, status
from jobs.errors import BadCursor, JobNotFound
from jobs.submit import InputError
from tests.jobs.support import LEASE, PlainCoder, article, run_dry, start, work


def test_a_waiting_job(timed, clock):
    job = start(timed, [article(n) for n in range(3)], queue="interactive")
    clock.forward(2.5)
    told = status.get(timed, job.id)
    assert (told.id, told.state, told.coder, told.queue) == (job.id, "queued", "plain", "interactive")
    assert (told.created_at, told.started_at, told.finished_at) == ("2024-03-01T12:00:00.000Z", None, None)
    assert (told.rate, told.oldest_waiting_seconds, told.errors) == (None, 2.5, ())
    assert json.dumps(dict(told.counts)) == (
        '{"received": 3, "coded": 0, "empty": 0, "failed": 0, "quarantined": 0, "rejected": 0, "cancelled": 0}'
    )


def test_a_running_job(timed, clock):
    job = start(timed, [article(n) for n in range(8)], chunk_articles=4)
    clock.forward(10)
    claimed = lease.claim(timed, job.chunk_ids[0], lease_seconds=LEASE)
    lease.release(timed, claimed)
    clock.forward(2)
    work(timed, job.chunk_ids[0])
    told = status.get(timed, job.id)
    assert told.state == "running"
    assert told.started_at == "2024-03-01T12:00:10.000Z"
    assert told.rate == 2.0
    assert told.oldest_waiting_seconds == 12.0


def test_a_finished_job_keeps_its_rate(timed, clock):
    job = start(timed, [article(0)])
    work(timed, job.chunk_ids[0], PlainCoder(before=lambda _: clock.forward(4)))
    clock.forward(1000)
    told = status.get(timed, job.id)
    assert (told.state, told.finished_at) == ("completed", "2024-03-01T12:00:04.000Z")
    assert (told.rate, told.oldest_waiting_seconds) == (0.25, None)


def test_errors_of_the_input_come_first_then_those_of_articles(store):
    items = [article(0, "unreadable"), InputError(2, "/text", "Missing."), article(1), article(2)]
    job = start(store, items)
    run_dry(store, PlainCoder(poison="a2"), attempts=1)
    assert [dict(error) for error in status.get(store, job.id).errors] == [
        {"line": 2, "pointer": "/text", "article_id": None, "slug": "invalid-article", "detail": "Missing."},
        {"line": None, "pointer": None, "article_id": "a0", "slug": "text-rejected", "detail": "The text cannot be read."},
        {"line": None, "pointer": None, "article_id": "a2", "slug": "coding-failed",
         "detail": "the coder broke off with RuntimeError"},
    ]  # fmt: skip


def test_of_many_errors_the_first_hundred_are_told(store):
    job = start(store, [*(InputError(n, "", "bad") for n in range(1, 151)), article(0, "unreadable")])
    run_dry(store)
    told = status.get(store, job.id)
    assert [error["line"] for error in told.errors] == list(range(1, 101))
    assert told.counts["rejected"] == 150


@pytest.mark.parametrize("job_id", ["none", "", "\x00" * 36, "é" * 36, "x" * 5000, "0" * 36, "' OR 1=1 --"])
def test_an_unknown_job_is_not_found(store, job_id):
    start(store, [article(0)])
    with pytest.raises(JobNotFound):
        status.get(store, job_id)


def test_jobs_are_listed_newest_first_and_page_by_page(store):
    ids = [start(store, [article(0)]).id for _ in range(5)]
    first = status.recent(store, 3)
    assert [job.id for job in first] == ids[:1:-1]
    assert [job.id for job in status.recent(store, 3, before=first[-1].id)] == ids[1::-1]
    assert status.recent(store, 3, before=ids[0]) == []


@pytest.mark.parametrize("before", ["", "x", "\x00" * 36])
def test_a_place_in_the_list_must_be_an_id(store, before):
    with pytest.raises(BadCursor):
        status.recent(store, 3, before=before)
