from __future__ import annotations

import random
import tracemalloc

import pytest

from coders.wire import result_to_wire
from jobs import results
from jobs.errors import BadCursor
from storage.engine import writing
from tests.jobs.support import PlainCoder, article, result, run_dry, start, work

OUTPUTS = ("events", "rows", "articles")


def read(store, job, output, after=None):
    return list(results.iterate(store, job.id, output, after=after))


@pytest.fixture
def job(store):
    """45 articles with 0 to 4 events each, coded in random order; a11 failed and a12 is quarantined."""
    articles = [article(n, "unreadable" if n == 11 else f"events={n % 5}") for n in range(45)]
    made = start(store, articles, chunk_articles=1)
    for chunk in random.Random(7).sample(made.chunk_ids, 45):
        work(store, chunk, PlainCoder(poison="a12"), attempts=1)
    return made


def expected(output):
    coded = [n for n in range(45) if n not in (11, 12)]
    if output == "articles":
        return [f"a{n}" for n in range(45)]
    if output == "rows":
        return [f"a{n}" for n in coded]
    return [f"a{n}-e{number}" for n in coded for number in range(n % 5)]


def names(output, found):
    key = {"events": "event_id", "rows": "article_id", "articles": "id"}[output]
    return [item[key] for _, item in found]


@pytest.mark.parametrize("output", OUTPUTS)
def test_results_stand_in_the_order_of_the_articles(store, job, output):
    assert names(output, read(store, job, output)) == expected(output)


@pytest.mark.parametrize("output", OUTPUTS)
def test_results_stand_in_the_same_order_on_small_pages(store, job, output, monkeypatch):
    monkeypatch.setattr(results, "_LINES", 3)
    monkeypatch.setattr(results, "_ARTICLES", 4)
    assert names(output, read(store, job, output)) == expected(output)


@pytest.mark.parametrize("output", OUTPUTS)
def test_reading_goes_on_from_any_cursor(store, job, output, monkeypatch):
    monkeypatch.setattr(results, "_LINES", 7)
    whole = read(store, job, output)
    for place in range(0, len(whole), 6):
        assert read(store, job, output, after=whole[place][0]) == whole[place + 1 :]
    assert read(store, job, output, after=whole[-1][0]) == []
    assert len({cursor for cursor, _ in whole}) == len(whole)


def test_an_article_result_is_what_the_coder_gave(store):
    job = start(store, [article(0), article(1, "unreadable")])
    run_dry(store)
    (_, coded), (_, failed) = read(store, job, "articles")
    given = result_to_wire(result("a0"))
    assert coded == {**given, "article": {"date": "2024-03-01"}}
    assert list(coded) == ["id", "article", *list(given)[1:]]
    assert failed == {"id": "a1", "error": {"slug": "text-rejected", "detail": "The text cannot be read."}}


def test_a_running_job_shows_what_stands_before_its_first_open_article(store):
    job = start(store, [article(n) for n in range(4)], chunk_articles=1)
    for chunk in (0, 2):
        work(store, job.chunk_ids[chunk])
    for output in OUTPUTS:
        assert {name[:2] for name in names(output, read(store, job, output))} == {"a0"}
    last = read(store, job, "events")[-1][0]
    for chunk in (3, 1):
        work(store, job.chunk_ids[chunk])
    later = names("events", read(store, job, "events", after=last))
    assert later == [f"a{n}-e{number}" for n in (1, 2, 3) for number in (0, 1)]


def test_results_of_other_jobs_are_not_mixed_in(store):
    first, second = start(store, [article(1)]), start(store, [article(2)])
    run_dry(store)
    assert names("rows", read(store, first, "rows")) == ["a1"]
    assert names("rows", read(store, second, "rows")) == ["a2"]
    assert list(results.iterate(store, "no such job", "rows")) == []


@pytest.mark.parametrize(
    "cursor",
    ["", "nonsense", "-1", "1:2:3", "9" * 400, "a\u202eb", "e", "e1", "e1-", "e-1-1", "e1-1 ", "E1-1", "r1-1", "e٣-1",
     "e1-1\n", "e" + "f" * 13 + "-0"],
)  # fmt: skip
def test_a_cursor_that_is_none_of_this_output_is_refused_at_once(store, cursor):
    job = start(store, [article(0)])
    with pytest.raises(BadCursor):
        results.iterate(store, job.id, "events", after=cursor)


def test_the_largest_cursor_is_a_place_behind_everything(store):
    job = start(store, [article(0)])
    run_dry(store)
    assert read(store, job, "events", after="e" + "f" * 12 + "-" + "f" * 8) == []


def test_no_transaction_stays_open_while_the_reader_thinks(store):
    job = start(store, [article(n) for n in range(3)])
    run_dry(store)
    stream = results.iterate(store, job.id, "events")
    next(stream)
    assert store.kw["bind"].pool.checkedout() == 0
    with writing(store):
        assert next(stream)[1]["event_id"] == "a0-e1"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("output", OUTPUTS)
def test_memory_does_not_grow_with_the_results(store, output):
    job = start(store, [article(n, "events=40") for n in range(300)])
    run_dry(store)

    def peak(count: int) -> int:
        tracemalloc.start()
        for _, (number, _) in zip(range(count), enumerate(results.iterate(store, job.id, output)), strict=False):
            assert number < count
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    some, whole = {"events": (1500, 12_000), "rows": (10, 300), "articles": (40, 300)}[output]
    peak(10)
    assert peak(whole) < 1.5 * peak(some) + 1_000_000
