from __future__ import annotations

import tracemalloc
from dataclasses import replace

import pytest

from jobs import archive
from jobs.archive import Wanted
from tests.jobs.support import PlainCoder, article, foretold, run_dry, start


def ids(found, kind="events"):
    key = "event_id" if kind == "events" else "event_id_cnty"
    return [line[key] for result in found for line in result[kind]]


class Elsewhere(PlainCoder):
    """Events a day later, in Chad, with another root, for articles whose text says so."""

    def code(self, articles):
        for one in articles:
            result = foretold(one.text, one.id)
            if "Chad" in one.text:
                place = replace(result.events[0].place, place=replace(result.events[0].place.place, country="TCD"))
                day = replace(result.events[0].date, value=result.events[0].date.value.replace(day=2))
                result = replace(
                    result,
                    events=tuple(replace(e, place=place, date=day, code="173", root="17") for e in result.events),
                    rows=tuple(replace(r, country="Chad", event_date="2024-03-02") for r in result.rows),
                )
            yield result


@pytest.fixture
def filled(store):
    start(store, [article(0), article(1, "Chad events=3")])
    run_dry(store, Elsewhere())
    start(store, [{**article(2), "url": "https://press.test/2", "source": "Press"}])
    run_dry(store, Elsewhere())
    return store


@pytest.mark.parametrize(
    ("wanted", "events", "rows"),
    [
        (Wanted(), ["a0-e0", "a0-e1", "a1-e0", "a1-e1", "a1-e2", "a2-e0", "a2-e1"], 3),
        (Wanted(since="2024-03-02"), ["a1-e0", "a1-e1", "a1-e2"], 1),
        (Wanted(until="2024-03-01"), ["a0-e0", "a0-e1", "a2-e0", "a2-e1"], 2),
        (Wanted(since="2024-03-03"), [], 0),
        (Wanted(country="TCD"), ["a1-e0", "a1-e1", "a1-e2"], 0),
        (Wanted(country="Chad"), [], 1),
        (Wanted(root="17"), ["a1-e0", "a1-e1", "a1-e2"], 3),
        (Wanted(root="17", since="2024-01-01", until="2024-03-01"), [], 2),
    ],
)
def test_what_is_wanted_is_read(filled, wanted, events, rows):
    assert ids(archive.read(filled, "events", wanted)) == events
    assert len(ids(archive.read(filled, "rows", wanted), "rows")) == rows


def test_an_article_result_tells_of_its_article(filled):
    last = list(archive.read(filled, "events", Wanted()))[-1]
    assert last["article"] == {"date": "2024-03-01", "source": "Press", "url": "https://press.test/2"}
    assert last["id"] == "a2"
    assert last["rows"] == []
    assert last["coder"]["name"] == "plain"


def test_what_was_coded_again_is_read_once_from_the_newest_job(filled):
    start(filled, [{**article(0, "events=1"), "source": "Second"}])
    run_dry(filled, Elsewhere())
    found = list(archive.read(filled, "events", Wanted()))
    assert sorted(ids(found)) == ["a0-e0", "a0-e1", "a1-e0", "a1-e1", "a1-e2", "a2-e0", "a2-e1"]
    assert [r["article"].get("source") for r in found if "a0-e0" in ids([r])] == ["Second"]
    assert len(ids(archive.read(filled, "rows", Wanted()), "rows")) == 3


def test_small_pages_give_the_same(filled, monkeypatch):
    whole = ids(archive.read(filled, "events", Wanted()))
    for size in (1, 2, 3):
        monkeypatch.setattr(archive, "_PAGE", size)
        assert ids(archive.read(filled, "events", Wanted())) == whole


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_memory_does_not_grow_with_the_store(store):
    start(store, [article(n, "events=40") for n in range(100)])
    run_dry(store)

    def peak(count: int) -> int:
        tracemalloc.start()
        seen = 0
        for result in archive.read(store, "events", Wanted()):
            seen += len(result["events"])
            if seen >= count:
                break
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert seen >= count
        return held

    peak(10)
    assert peak(4_000) < 1.5 * peak(400) + 1_000_000
