from __future__ import annotations

import tracemalloc

import pytest

from jobs import outbox, status
from jobs.submit import InputError
from storage.models import Article, Chunk, Event, Job, JobError, Outbox
from tests.jobs.support import article, rows_of, run_dry, start


def test_job_chunks_articles_and_messages_are_stored_together(store):
    job = start(store, [article(n) for n in range(7)], chunk_articles=3)
    assert len(job.chunk_ids) == 3
    assert rows_of(store, Job, "id", "state", "coder", "queue", "received", "rejected") == [
        (job.id, "queued", "plain", "bulk", 7, 0)
    ]
    assert rows_of(store, Chunk, "position", "id", "articles", "state", "attempts") == [
        (0, job.chunk_ids[0], 3, "pending", 0),
        (3, job.chunk_ids[1], 3, "pending", 0),
        (6, job.chunk_ids[2], 1, "pending", 0),
    ]
    assert rows_of(store, Article, "position", "external_id", "chunk_id", "body") == [
        (n, f"a{n}", job.chunk_ids[n // 3], article(n)) for n in range(7)
    ]
    assert [message.chunk_id for message in outbox.take_unsent(store, 10)] == list(job.chunk_ids)


@pytest.mark.parametrize(
    ("sizes", "most_bytes", "expected"),
    [
        ([100, 100, 100], 2000, [3]),
        ([700, 700, 700], 1600, [2, 1]),
        ([5000, 10, 10], 1600, [1, 2]),
        ([10, 5000, 10], 1600, [1, 1, 1]),
        ([5000], 1600, [1]),
    ],
)
def test_a_chunk_is_bounded_by_bytes_but_has_an_article(store, sizes, most_bytes, expected):
    start(store, [article(n, "x" * size) for n, size in enumerate(sizes)], chunk_bytes=most_bytes)
    chunks = rows_of(store, Chunk, "position", "articles", "bytes")
    assert [articles for _, articles, _ in chunks] == expected
    assert all(size <= most_bytes or articles == 1 for _, articles, size in chunks)


def test_bytes_are_counted_as_utf8(store):
    start(store, [article(0, "é" * 10), article(1, "e" * 20)], chunk_articles=1)
    first, second = rows_of(store, Chunk, "position", "bytes")
    assert first[1] == second[1]


def test_input_errors_are_kept_in_order_and_counted(store):
    errors = [InputError(2, "/text", "Missing data."), InputError(4, "", 'Not JSON: "\x00"')]
    job = start(store, [article(0), errors[0], article(1), errors[1]])
    assert rows_of(store, JobError, "line", "pointer", "detail") == [
        (2, "/text", "Missing data."),
        (4, "", 'Not JSON: "\ufffd"'),
    ]
    assert rows_of(store, Article, "position", "external_id") == [(0, "a0"), (1, "a1")]
    assert dict(status.get(store, job.id).counts) == {
        "received": 4, "coded": 0, "empty": 0, "failed": 0, "quarantined": 0, "rejected": 2, "cancelled": 0,
    }  # fmt: skip


@pytest.mark.parametrize("items", [[], [InputError(1, "", "Not JSON.")]])
def test_a_job_without_articles_is_completed_at_once(store, items):
    job = status.get(store, start(store, items).id)
    assert job.state == "completed"
    assert job.finished_at is not None
    assert rows_of(store, Chunk, "id") == rows_of(store, Outbox, "id") == []


def test_nothing_is_stored_when_the_input_raises(store):
    def broken():
        yield from (article(n) for n in range(2500))
        raise ConnectionError("the client went away")

    with pytest.raises(ConnectionError):
        start(store, broken())
    for table in (Job, Chunk, Article, JobError, Outbox):
        assert rows_of(store, table, next(iter(table.__table__.primary_key)).name) == []


def test_nothing_is_stored_when_the_database_refuses_a_later_batch(store, monkeypatch):
    def fail(*_: object) -> int:
        raise RuntimeError("disk gone")

    monkeypatch.setattr(outbox, "put", fail)
    with pytest.raises(RuntimeError):
        start(store, [article(n) for n in range(10)])
    assert rows_of(store, Job, "id") == rows_of(store, Article, "position") == []


def test_texts_with_odd_characters_come_back_unharmed(store):
    odd = {"id": "nul \x00 \ud800", "text": 'a\x00b\ud800c "quoted" \\ \u2028\n\r\t 🕊'}
    start(store, [odd, article(1)])
    run_dry(store)
    assert rows_of(store, Article, "position", "body", "state")[0] == (0, odd, "coded")
    assert rows_of(store, Event, "article_id")[-1] == ("nul \ufffd \ufffd",)


def test_a_writer_is_not_held_up_while_the_input_trickles_in(store):
    def slow():
        yield article(0)
        start(store, [article(9)])  # would wait a minute for SQLite's only lock, if it were held here
        yield article(1)

    start(store, slow())
    assert len(rows_of(store, Job, "id")) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_memory_does_not_grow_with_the_input(store):
    def peak(count: int) -> int:
        tracemalloc.start()
        start(store, (article(n, "x" * 2000) for n in range(count)), chunk_articles=100)
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    peak(100)  # compiled statements stay
    assert peak(8_000) < peak(3_000) + 2_000_000, "16 MB of input must not be held"
