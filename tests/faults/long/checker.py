"""The one question after every fault: is each article answered exactly once, and does every count agree with it?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import func, select

from jobs import status
from storage.engine import reading
from storage.models import Article, Chunk, Event, Job, Outbox
from tests.faults.conftest import Stack
from tests.faults.long.counting_coder import events_of


def assert_answered_once_each(
    stack: Stack,
    job_id: str,
    articles: Iterable[Mapping[str, Any]],
    *,
    failed: Collection[str] = (),
    quarantined: Collection[str] = (),
    rejected: int = 0,
) -> None:
    """Fails unless the finished job has one answer for each of `articles`, `failed` and `quarantined` among them.

    Looks at the counts that a reader of the job sees, at the results as they are fetched, and at the tables themselves.
    """
    ids = [str(article["id"]) for article in articles]
    bad = {*failed, *quarantined}
    expected = {name: events_of(name) for name in ids if name not in bad}
    told = status.get(stack.store, job_id)
    assert told.state == "completed"
    assert {
        name: told.counts[name] for name in ("received", "coded", "failed", "quarantined", "rejected", "empty")
    } == {
        "received": len(ids) + rejected,
        "coded": len(expected),
        "failed": len(failed),
        "quarantined": len(quarantined),
        "rejected": rejected,
        "empty": sum(1 for number in expected.values() if number == 0),
    }
    answers = stack.results(job_id, "articles")
    assert [answer["id"] for answer in answers] == ids
    assert {answer["id"] for answer in answers if "error" in answer} == bad
    events = stack.results(job_id, "events")
    assert Counter(event["article_id"] for event in events) == Counter(expected)
    assert len({event["event_id"] for event in events}) == len(events)
    _assert_tables(stack, job_id, told.counts, len(events))


def _assert_tables(stack: Stack, job_id: str, counts: Mapping[str, int], events: int) -> None:
    with reading(stack.store) as session:
        states = select(Article.state, func.count()).where(Article.job_id == job_id).group_by(Article.state)
        assert {state: number for state, number in session.execute(states)} == {
            state: counts[state] for state in ("coded", "failed", "quarantined") if counts[state]
        }
        stored = session.scalar(select(func.count()).select_from(Event).where(Event.job_id == job_id))
        assert stored == events
        open_chunks = select(func.count()).select_from(Chunk).where(Chunk.job_id == job_id, Chunk.state != "done")
        assert session.scalar(open_chunks) == 0
        assert session.scalar(select(func.count()).select_from(Outbox).where(Outbox.job_id == job_id)) == 0


def jobs_stored(stack: Stack) -> int:
    """How many jobs there are."""
    with reading(stack.store) as session:
        return session.scalar(select(func.count()).select_from(Job)) or 0
