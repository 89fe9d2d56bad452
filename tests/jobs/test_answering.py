"""Each text is coded once and within its time, and every article is answered as if it had been coded apart."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from coders.types import CoderInfo
from jobs import results, status
from jobs.coding import Outcome, code_chunk
from jobs.duplicates import digest, same, within
from jobs.limits import Limits, OutOfTime
from storage.models import Article, Event
from tests.jobs.support import INFO, LEASE, PlainCoder, article, rows_of, run_dry, start, work


@dataclass
class Readdressing(PlainCoder):
    """A plain coder that can give an answer to another article of the same text."""

    def readdressed(self, answer: Mapping[str, Any], article_id: str) -> dict[str, Any] | None:
        old = str(answer["id"])
        events = [
            {**e, "article_id": article_id, "event_id": e["event_id"].replace(old, article_id)}
            for e in answer["events"]
        ]
        rows = [
            {**r, "article_id": article_id, "event_ids": [i.replace(old, article_id) for i in r["event_ids"]]}
            for r in answer["rows"]
        ]
        return {**answer, "id": article_id, "events": events, "rows": rows}


SAME = "Troops shelled the bridge."


def everything(store, job, output):
    return [item for _, item in results.iterate(store, job.id, output)]


@pytest.mark.parametrize("chunk_articles", [25, 2, 1])
def test_a_text_is_coded_once_and_answered_for_each(store, chunk_articles):
    texts = [SAME, "Other.", SAME, SAME, "Other.", "events=0", "unreadable"]
    job = start(store, [article(n, text) for n, text in enumerate(texts)], chunk_articles=chunk_articles)
    apart = start(store, [article(n, text) for n, text in enumerate(texts)], chunk_articles=chunk_articles)
    coder = Readdressing()
    while (chunks := [c for c in job.chunk_ids]) and not status.get(store, job.id).finished_at:
        for chunk in chunks:
            work(store, chunk, coder)
    assert coder.seen == ["a0", "a1", "a5", "a6"]
    for chunk in apart.chunk_ids:
        work(store, chunk, PlainCoder())
    for output in ("events", "rows", "articles"):
        assert everything(store, job, output) == everything(store, apart, output)
    told = status.get(store, job.id).counts
    assert (told["coded"], told["failed"], told["empty"]) == (6, 1, 1)


@pytest.mark.parametrize(
    "change", [{"date": "2024-03-02"}, {"title": "Other"}, {"mentions": [{"start": 0, "end": 6}]}, {"text": SAME + " "}]
)
def test_what_differs_in_more_than_its_id_is_another_text(store, change):
    job = start(store, [article(0, SAME), {**article(1, SAME), **change}])
    coder = Readdressing()
    work(store, job.chunk_ids[0], coder)
    assert coder.seen == ["a0", "a1"]


def test_a_coder_that_cannot_readdress_codes_all(store):
    job = start(store, [article(n, SAME) for n in range(3)])
    coder = PlainCoder()
    work(store, job.chunk_ids[0], coder)
    assert coder.seen == ["a0", "a1", "a2"]


def test_an_answer_that_cannot_be_readdressed_is_made_anew(store):
    class Unsure(Readdressing):
        def readdressed(self, answer, article_id):
            return None

    job = start(store, [article(n, SAME) for n in range(4)], chunk_articles=2)
    coder = Unsure()
    run_dry(store, coder)
    assert sorted(coder.seen) == ["a0", "a1", "a2", "a3"]
    assert status.get(store, job.id).counts["coded"] == 4


def test_an_answer_of_another_version_is_not_taken_over(store):
    job = start(store, [article(n, SAME) for n in range(2)], chunk_articles=1)
    work(store, job.chunk_ids[0], Readdressing())
    newer = Readdressing(info=replace(INFO, version="2"))
    work(store, job.chunk_ids[1], newer)
    assert newer.seen == ["a1"]
    assert isinstance(newer.info, CoderInfo)


def test_other_jobs_are_not_looked_into(store):
    first = start(store, [article(n, SAME) for n in range(2)], chunk_articles=1)
    second = start(store, [article(n, SAME) for n in range(2)], chunk_articles=1)
    coder = Readdressing()
    work(store, first.chunk_ids[0], coder)
    work(store, second.chunk_ids[0], coder)
    assert coder.seen == ["a0", "a0"]


@pytest.mark.parametrize(
    ("output", "events", "rows", "sentences"),
    [
        (["events"], 4, 0, 0),
        (["rows"], 0, 2, 0),
        (["events", "rows"], 4, 2, 0),
        (["articles"], 4, 2, 1),
        (None, 4, 2, 1),
    ],
)
def test_only_the_outputs_asked_for_are_kept(store, output, events, rows, sentences):
    job = start(
        store, [article(n, SAME) for n in range(2)], chunk_articles=1, options={"output": output} if output else {}
    )
    run_dry(store, Readdressing())
    assert len(everything(store, job, "events")) == events
    assert len(everything(store, job, "rows")) == rows
    assert len(everything(store, job, "articles")[1]["sentences"]) == sentences
    assert status.get(store, job.id).counts["coded"] == 2
    assert status.get(store, job.id).counts["empty"] == 0


def test_digests_and_repeats():
    bodies = [article(0), article(1), article(2, "x"), {**article(3), "title": "t"}, article(4, "x")]
    assert within(bodies) == {1: 0, 4: 2}
    assert digest(bodies[0]) == digest(dict(reversed(bodies[1].items())))
    assert digest(bodies[0]) != digest(bodies[2])
    assert same(bodies[0], bodies[1])
    assert not same(bodies[0], bodies[3])
    assert -(2**63) <= digest(bodies[0]) < 2**63


class Timer:
    """Limits whose time runs out where the test's coder says so."""

    def __init__(self) -> None:
        self.renewed: list[str] = []
        self.asked: list[float] = []
        self.limits = Limits(10, self.within, self.renewed.append)

    @contextmanager
    def within(self, seconds):
        self.asked.append(seconds)
        yield


@pytest.mark.parametrize("chunk_articles", [10, 1])
def test_an_article_without_end_is_quarantined_at_once_and_the_rest_coded(store, chunk_articles):
    timer = Timer()
    job = start(store, [article(n, f"Text {n}.") for n in range(10)], chunk_articles=chunk_articles)

    def loops(one):
        if one.id == "a4":
            raise OutOfTime

    coder = PlainCoder(before=loops)
    made = [
        code_chunk(store, chunk, coder_for=lambda _: coder, lease_seconds=LEASE, max_attempts=3, limits=timer.limits)
        for chunk in job.chunk_ids
    ]
    assert set(made) == {Outcome.COMPLETED}
    told = status.get(store, job.id)
    assert (told.state, told.counts["coded"], told.counts["quarantined"]) == ("completed", 9, 1)
    assert (told.errors[0]["article_id"], told.errors[0]["slug"]) == ("a4", "article-timeout")
    assert [n for n, state in rows_of(store, Article, "position", "state") if state != "coded"] == [4]
    assert len(rows_of(store, Event, "event_id")) == 18
    assert timer.renewed == ["plain", "plain"], "the coder that was interrupted is not used again"


def test_a_long_text_has_more_time(store):
    timer = Timer()
    job = start(store, [article(0, "x" * 250_000)])
    code_chunk(
        store,
        job.chunk_ids[0],
        coder_for=lambda _: PlainCoder(),
        lease_seconds=LEASE,
        max_attempts=3,
        limits=timer.limits,
    )
    assert timer.asked[0] == pytest.approx(35)


def test_without_a_limit_nothing_is_timed(store):
    job = start(store, [article(0)])
    coder = PlainCoder(before=lambda _: time.sleep(0.01))
    assert code_chunk(
        store, job.chunk_ids[0], coder_for=lambda _: coder, lease_seconds=LEASE, max_attempts=3, limits=Limits(0)
    ) is Outcome.COMPLETED  # fmt: skip
