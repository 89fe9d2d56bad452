"""Keeps a job's counts true: called last in every transaction that settles articles, so that the two agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, exists, select, update
from sqlalchemy.orm import Session

from jobs.finish import finished
from storage.models import RAW_JSON, Article, Chunk, Job, Outbox

_SETTLE = (
    update(Article.__table__)  # type: ignore[arg-type]  # a Table, typed as its base
    .where(Article.job_id == bindparam("of_job"), Article.position == bindparam("at_position"))
    .values(
        state=bindparam("state"), result=bindparam("result", type_=RAW_JSON), error=bindparam("error", type_=RAW_JSON)
    )
)


@dataclass(slots=True)
class Tally:
    """How many articles ended how; `empty` are those of `coded` that gave no event."""

    coded: int = 0
    empty: int = 0
    failed: int = 0
    quarantined: int = 0


def settle_articles(session: Session, articles: Sequence[Mapping[str, Any]]) -> None:
    """Writes what became of articles (column values as jobs.answers makes them)."""
    if articles:
        session.connection().execute(_SETTLE, articles)


def settle_job(
    session: Session,
    job_id: str,
    chunk_id: str,
    at: datetime,
    tally: Tally,
) -> None:
    """Adds `tally` to the job's counts and, when no chunk of it is open any more, completes it.

    Changing the job's row first makes two chunks that end at once settle one after the other, so that the second sees
    that it was the last.
    """
    session.connection().execute(delete(Outbox).where(Outbox.chunk_id == chunk_id))
    session.connection().execute(
        update(Job)
        .where(Job.id == job_id)
        .values(
            coded=Job.coded + tally.coded,
            empty=Job.empty + tally.empty,
            failed=Job.failed + tally.failed,
            quarantined=Job.quarantined + tally.quarantined,
        )
    )
    still_open = exists(select(Chunk.id).where(Chunk.job_id == job_id, Chunk.state != "done"))
    completed = session.connection().execute(
        update(Job)
        .where(Job.id == job_id, Job.state.in_(("queued", "running")), ~still_open)
        .values(state="completed", finished_at=at)
    )
    if completed.rowcount:
        finished(session, job_id, at)
