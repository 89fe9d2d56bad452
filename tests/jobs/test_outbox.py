from __future__ import annotations

import pytest

from jobs import outbox
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
