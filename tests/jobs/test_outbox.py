from __future__ import annotations

import pytest
from sqlalchemy import update

from jobs import outbox
from jobs.sweep import sweep
from storage.engine import writing
from storage.models import Outbox
from tests.jobs.support import article, rows_of, start, work


def test_unsent_messages_come_interactive_first_then_the_oldest(store):
    bulk = start(store, [article(n) for n in range(3)], chunk_articles=1)
    urgent = start(store, [article(n) for n in range(2)], chunk_articles=1, queue="interactive")
    found = outbox.take_unsent(store, 10)
    assert [message.chunk_id for message in found] == [*urgent.chunk_ids, *bulk.chunk_ids]
    assert [message.queue for message in found] == ["interactive"] * 2 + ["bulk"] * 3


@pytest.mark.parametrize(("limit", "expected"), [(0, 0), (1, 1), (3, 3), (10, 5)])
def test_at_most_the_limit_is_taken(store, limit, expected):
    start(store, [article(n) for n in range(3)], chunk_articles=1)
    start(store, [article(n) for n in range(2)], chunk_articles=1, queue="interactive")
    assert len(outbox.take_unsent(store, limit)) == expected


def test_taking_alone_does_not_send_but_marking_does(timed, clock):
    start(timed, [article(n) for n in range(3)], chunk_articles=1)
    first = outbox.take_unsent(timed, 10)
    assert outbox.take_unsent(timed, 10) == first
    outbox.mark_sent(timed, [message.id for message in first[:2]])
    assert outbox.take_unsent(timed, 10) == first[2:]
    assert [sent for _, sent in rows_of(timed, Outbox, "id", "sent_at")] == [clock.time, clock.time, None]


def test_marking_again_keeps_the_first_time(timed, clock):
    start(timed, [article(0)])
    ids = [message.id for message in outbox.take_unsent(timed, 10)]
    outbox.mark_sent(timed, ids)
    sent = clock.time
    clock.forward(60)
    outbox.mark_sent(timed, ids)
    outbox.mark_sent(timed, [])
    assert rows_of(timed, Outbox, "sent_at") == [(sent,)]


def test_messages_of_a_chunk_that_is_done_are_gone_before_they_are_marked(store):
    job = start(store, [article(0)])
    ids = [message.id for message in outbox.take_unsent(store, 10)]
    work(store, job.chunk_ids[0])
    outbox.mark_sent(store, ids)
    assert rows_of(store, Outbox, "id") == []


def taken(store, limit: int = 100, **more: object) -> list[str]:
    messages = outbox.take_unsent(store, limit, **more)
    outbox.mark_sent(store, [message.id for message in messages])
    return [message.chunk_id for message in messages]


def test_jobs_take_turns_whatever_their_size(store):
    large = start(store, [article(n) for n in range(20)], chunk_articles=1)
    small = start(store, [article(n) for n in range(2)], chunk_articles=1)
    found = taken(store, 6)
    assert found == [
        large.chunk_ids[0],
        small.chunk_ids[0],
        large.chunk_ids[1],
        small.chunk_ids[1],
        *large.chunk_ids[2:4],
    ]


def test_owners_take_turns_however_many_jobs_they_have(store):
    greedy = [start(store, [article(n) for n in range(4)], chunk_articles=1, owner="greedy") for _ in range(5)]
    modest = start(store, [article(n) for n in range(4)], chunk_articles=1, owner="modest")
    found = taken(store, 8)
    assert sum(chunk in modest.chunk_ids for chunk in found) == 4
    assert sum(chunk in job.chunk_ids for chunk in found for job in greedy) == 4


def test_a_job_of_high_priority_has_four_turns_for_one_of_a_low_one(store):
    low = start(store, [article(n) for n in range(20)], chunk_articles=1, priority="low")
    high = start(store, [article(n) for n in range(20)], chunk_articles=1, priority="high")
    found = taken(store, 10)
    assert (sum(c in low.chunk_ids for c in found), sum(c in high.chunk_ids for c in found)) == (2, 8)


def test_only_so_many_chunks_of_a_queue_are_under_way(store):
    job = start(store, [article(n) for n in range(10)], chunk_articles=1)
    urgent = start(store, [article(n) for n in range(3)], chunk_articles=1, queue="interactive")
    first = taken(store, in_flight=4)
    assert first == [*urgent.chunk_ids, *job.chunk_ids[:4]]
    assert taken(store, in_flight=4) == []
    work(store, job.chunk_ids[0])
    assert taken(store, in_flight=4) == [job.chunk_ids[4]]


def test_a_new_job_need_not_wait_for_a_large_one_to_end(store):
    large = start(store, [article(n) for n in range(50)], chunk_articles=1)
    assert len(taken(store, in_flight=4)) == 4
    small = start(store, [article(0)])
    work(store, large.chunk_ids[0])
    assert taken(store, in_flight=4) == list(small.chunk_ids)


def test_what_is_sent_again_is_not_held_up_by_what_was_lost(timed, clock):
    job = start(timed, [article(n) for n in range(4)], chunk_articles=1)
    assert len(taken(timed, in_flight=2)) == 2
    clock.forward(60)
    assert sweep(timed, republish_seconds=30).republished == 2
    assert taken(timed, in_flight=2) == list(job.chunk_ids[:2])
    assert taken(timed, in_flight=2) == []


def test_messages_of_an_earlier_version_name_no_job_and_are_sent_all_the_same(store):
    job = start(store, [article(0)])
    with writing(store) as session:
        session.execute(update(Outbox).values(job_id=None))
    assert taken(store, in_flight=2) == list(job.chunk_ids)
