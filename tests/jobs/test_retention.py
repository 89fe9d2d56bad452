from __future__ import annotations

import threading

import pytest
from sqlalchemy import text

from jobs import lease, results, retention, status, stuck
from jobs.errors import JobNotFound, ResultsExpired
from jobs.submit import submit
from storage.engine import writing
from storage.models import Article, Chunk, Event, JobError, Outbox, Row
from tests.jobs.support import LEASE, article, rows_of, run_dry, work
from tests.jobs.support import start as begin


def start(store, count=5, **options):
    made = [article(n) for n in range(count)]
    return begin(store, made, chunk_articles=2, chunk_bytes=9999, options=options)


def left(store):
    return [len(rows_of(store, table, "job_id")) for table in (Article, Event, Row, Chunk)]


def test_results_live_as_long_as_the_job_says_from_its_end(timed, clock):
    job = start(timed, retention=100)
    assert status.get(timed, job.id).expires_at is None, "not before it ends"
    clock.forward(500)
    run_dry(timed)
    assert status.get(timed, job.id).expires_at == "2024-03-01T12:10:00.000Z"
    clock.forward(99)
    assert retention.expire(timed) == 0
    results.standing(timed, job.id)
    clock.forward(1)
    with pytest.raises(ResultsExpired, match=r"2024-03-01T12:10:00\.000Z"):
        results.standing(timed, job.id)
    assert retention.expire(timed) == 5
    assert left(timed) == [0, 0, 0, 0]
    assert rows_of(timed, Outbox, "id") == []
    with pytest.raises(ResultsExpired):
        results.standing(timed, job.id)
    kept = status.get(timed, job.id)
    assert (kept.state, kept.counts["coded"], kept.expired) == ("completed", 5, True)
    assert retention.expire(timed) == 0


@pytest.mark.parametrize("output", ["events", "rows", "articles"])
def test_a_list_whose_end_is_deleted_while_it_is_read_does_not_pass_for_whole(timed, clock, monkeypatch, output):
    monkeypatch.setattr(results, "_LINES", 2)
    monkeypatch.setattr(results, "_ARTICLES", 2)
    job = start(timed, retention=10)
    run_dry(timed)
    stream = results.iterate(timed, job.id, output)
    next(stream)
    clock.forward(11)
    retention.expire(timed)
    with pytest.raises(ResultsExpired):
        list(stream)


def test_without_a_word_of_the_job_the_setting_counts(timed, clock):
    job, other = start(timed), start(timed, retention=10)
    running = start(timed)
    for chunk in (*job.chunk_ids, *other.chunk_ids):
        work(timed, chunk)
    clock.forward(20)
    assert retention.state_lifetimes(timed, 0) == 0
    assert status.get(timed, job.id).expires_at is None
    assert retention.state_lifetimes(timed, 3600) == 1
    assert retention.state_lifetimes(timed, 3600) == 0
    assert status.get(timed, job.id).expires_at == "2024-03-01T13:00:00.000Z"
    assert status.get(timed, other.id).expires_at == "2024-03-01T12:00:10.000Z"
    assert status.get(timed, running.id).expires_at is None


def test_only_what_is_past_its_time_goes_in_small_batches(timed, clock, monkeypatch):
    monkeypatch.setattr(retention, "_BATCH", 2)
    gone, kept = start(timed, retention=10), start(timed, retention=1000)
    run_dry(timed)
    clock.forward(11)
    assert retention.expire(timed, most=2) == 2
    assert sorted(rows_of(timed, Article, "job_id", "position"))[:3] == [(gone.id, 2), (gone.id, 3), (gone.id, 4)]
    assert status.get(timed, gone.id).expired
    assert retention.expire(timed) == 3
    assert {job for (job,) in rows_of(timed, Event, "job_id")} == {kept.id}
    assert len(list(results.iterate(timed, kept.id, "articles"))) == 5


def test_the_errors_of_the_input_go_too(timed, clock):
    from jobs.submit import InputError

    made = [article(0), InputError(2, "/text", "is missing")]
    submit(timed, made, coder="plain", queue="bulk", chunk_articles=2, chunk_bytes=9999, options={"retention": 1})
    run_dry(timed)
    clock.forward(2)
    retention.expire(timed)
    assert rows_of(timed, JobError, "id") == []


def test_who_must_know_is_told_once_before_the_first_article_goes(timed, clock, monkeypatch):
    told: list[tuple[str, int]] = []

    def bury(session, job_id):
        told.append((job_id, session.scalar(text("SELECT count(*) FROM rows"))))

    monkeypatch.setattr(retention, "BEFORE_DELETION", (bury,))
    monkeypatch.setattr(retention, "_BATCH", 2)
    job = start(timed, retention=1)
    run_dry(timed)
    clock.forward(2)
    retention.expire(timed, most=1)
    retention.expire(timed)
    assert told == [(job.id, 5)]


def test_two_at_once_delete_everything_once(timed, clock, monkeypatch):
    monkeypatch.setattr(retention, "_BATCH", 3)
    for _ in range(4):
        start(timed, retention=1)
    run_dry(timed)
    clock.forward(2)
    gone: list[int] = []
    ready = threading.Barrier(3)

    def run() -> None:
        ready.wait()
        gone.append(retention.expire(timed))

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(gone) + retention.expire(timed) == 20
    assert left(timed) == [0, 0, 0, 0]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("key", "run"), [(0x41544851, retention.expire), (0x41544852, stuck.end_stuck)], ids=["expire", "stuck"]
)
def test_a_chore_steps_back_while_another_process_is_at_it(timed, clock, key, run):
    start(timed, retention=1)
    run_dry(timed)
    clock.forward(2)
    broken = start(timed)
    break_off(timed, broken)
    with writing(timed) as other:
        other.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
        assert run(timed) == 0
    assert run(timed) > 0


def break_off(store, job):
    """Makes all chunks of a running job done as no code of ours does."""
    lease.claim(store, job.chunk_ids[0], lease_seconds=LEASE)
    with writing(store) as session:
        session.execute(text("UPDATE chunks SET state = 'done' WHERE job_id = :job"), {"job": job.id})


@pytest.mark.parametrize(("settled", "state"), [(False, "failed"), (True, "completed")])
def test_a_job_that_runs_without_an_open_chunk_is_ended(timed, settled, state):
    job, sound = start(timed, retention=9), start(timed)
    lease.claim(timed, sound.chunk_ids[0], lease_seconds=LEASE)
    assert stuck.end_stuck(timed) == 0
    break_off(timed, job)
    if settled:
        with writing(timed) as session:
            session.execute(text("UPDATE articles SET state = 'coded' WHERE job_id = :job"), {"job": job.id})
    assert stuck.end_stuck(timed) == 1
    ended = status.get(timed, job.id)
    assert (ended.state, ended.expires_at) == (state, "2024-03-01T12:00:09.000Z")
    assert ended.finished_at is not None
    assert stuck.end_stuck(timed) == 0
    assert status.get(timed, sound.id).state == "running"


@pytest.mark.parametrize("job_id", ["nothing", "\0" * 36, "x" * 36])
def test_an_unknown_job_has_no_standing(timed, job_id):
    with pytest.raises(JobNotFound):
        results.standing(timed, job_id)
