"""A key names one submission: while it comes in, when it is stored, and until the key expires."""

from __future__ import annotations

import threading

import pytest

from jobs import idempotency
from jobs.errors import KeyInFlight, KeyReused
from jobs.idempotency import Earlier, Held, begin
from jobs.submit import submit
from storage.models import IdempotencyKey, Job
from tests.jobs.support import article, rows_of


def store_under(store, held: Held, body_hash: str = "h1") -> str:
    with held:
        return submit(
            store, [article(0)], coder="plain", queue="bulk", chunk_articles=5, chunk_bytes=5000,
            also=lambda session, job_id: held.keep(session, job_id, body_hash, 24),
        ).id  # fmt: skip


def test_the_same_again_is_the_same_job_and_another_body_is_refused(store):
    job = store_under(store, begin(store, None, "k"))
    again = begin(store, None, "k")
    assert isinstance(again, Earlier)
    assert again.check("h1") == job
    with pytest.raises(KeyReused):
        again.check("h2")


def test_owners_do_not_share_keys(store):
    jobs = {store_under(store, begin(store, owner, "k")) for owner in (None, "ada", "eve")}
    assert len(jobs) == 3


def test_a_key_is_in_flight_until_its_body_is_stored_or_given_up(store):
    held = begin(store, None, "k")
    with held, pytest.raises(KeyInFlight):
        begin(store, None, "k")
    assert isinstance(begin(store, None, "k"), Held), "given up: nothing was kept"


def test_a_body_that_fails_frees_its_key_and_stores_nothing(store):
    held = begin(store, None, "k")

    def fail(session, job_id):
        held.keep(session, job_id, "h", 24)
        raise RuntimeError("after the key was kept")

    with pytest.raises(RuntimeError), held:
        submit(store, [article(0)], coder="plain", queue="bulk", chunk_articles=5, chunk_bytes=5000, also=fail)
    assert rows_of(store, Job, "id") == []
    assert isinstance(begin(store, None, "k"), Held)


def test_a_key_whose_process_was_killed_is_free_after_a_while(timed, clock):
    begin(timed, None, "k")
    clock.forward(idempotency.HOLD_SECONDS - 1)
    with pytest.raises(KeyInFlight):
        begin(timed, None, "k")
    clock.forward(2)
    assert isinstance(begin(timed, None, "k"), Held)


def test_one_that_lost_its_hold_cannot_store(timed, clock):
    slow = begin(timed, None, "k")
    clock.forward(idempotency.HOLD_SECONDS + 1)
    store_under(timed, begin(timed, None, "k"))
    with pytest.raises(KeyInFlight):
        store_under(timed, slow)
    assert len(rows_of(timed, Job, "id")) == 1


def test_a_slow_body_keeps_its_hold(timed, clock, monkeypatch):
    monkeypatch.setattr(idempotency, "HOLD_SECONDS", 0.3)
    held = begin(timed, None, "k")
    (before,) = rows_of(timed, IdempotencyKey, "expires_at")
    with held:
        clock.forward(10)
        deadline = threading.Event()
        for _ in range(100):
            if rows_of(timed, IdempotencyKey, "expires_at") != [before]:
                break
            deadline.wait(0.05)
        assert rows_of(timed, IdempotencyKey, "expires_at") > [before]


def test_keys_expire(timed, clock):
    store_under(timed, begin(timed, None, "k"))
    clock.forward(23 * 3600)
    assert isinstance(begin(timed, None, "k"), Earlier)
    clock.forward(2 * 3600)
    assert isinstance(begin(timed, None, "k"), Held)


def test_of_many_at_once_one_gets_the_key(store):
    outcomes: list[str] = []
    ready = threading.Barrier(6)

    def run() -> None:
        ready.wait()
        try:
            begin(store, None, "k")
            outcomes.append("held")
        except KeyInFlight:
            outcomes.append("in flight")

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["held", *["in flight"] * 5]
