"""How far a job is, for those who ask."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from jobs.errors import BadCursor, JobNotFound
from storage.engine import now, reading
from storage.ids import possible
from storage.models import PRIORITIES, Article, Chunk, Job, JobError
from storage.types import iso

COUNTS: Final = ("received", "coded", "empty", "failed", "quarantined", "rejected")
# A job can have millions of errors. A reader of the job gets the first ones, a reader of a list fewer.
_SHOWN: Final = 100
_LISTED: Final = 5
_FAR: Final = 10 * 365 * 86_400.0  # seconds; an end beyond ten years is no estimate


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job as it stands. Times are ISO 8601 in UTC.

    `counts` has received, coded, failed, quarantined, rejected and cancelled, of which the first is the sum of the others
    in the end, the rejected records being taken in too; and empty, those of the coded that gave no event. `rate` is
    articles settled per second since the start, null before it; at that rate the job ends at `estimated_end`.
    `oldest_waiting_seconds` is how long the longest waiting chunk waits, null if none does. `expires_at` is when its
    results go or went, null if they are kept without end or the job still runs; `expired` whether that time has come.
    `errors` are the first of the input's errors, then of the articles'.
    """

    id: str
    state: str
    coder: str
    queue: str
    counts: Mapping[str, int]
    created_at: str
    started_at: str | None
    finished_at: str | None
    expires_at: str | None
    expired: bool
    rate: float | None
    estimated_end: str | None
    oldest_waiting_seconds: float | None
    errors: tuple[Mapping[str, Any], ...]
    priority: str
    paused: bool
    options: Mapping[str, Any]

    @property
    def version(self) -> str:
        """Changes when the job does, and not with the clock as its rate and its waiting time do."""
        moments = (self.started_at, self.finished_at, self.expires_at)
        seen = (self.id, self.state, sorted(self.counts.items()), moments, self.paused)
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


def get(store: sessionmaker[Session], job_id: str) -> JobStatus:
    """The status of the job. Raises JobNotFound and StorageUnavailable."""
    with reading(store) as session:
        job = session.get(Job, job_id) if possible(job_id) else None
        if job is None:
            raise JobNotFound(job_id)
        return _status(session, job, now(session), _SHOWN)


def recent(
    store: sessionmaker[Session], limit: int, before: str | None = None, owner: str | None = None
) -> list[JobStatus]:
    """At most `limit` jobs, the newest first; only those older than the job `before`, and those of `owner`, if given.

    Raises BadCursor if `before` cannot be the id of a job, and StorageUnavailable.
    """
    if before is not None and not possible(before):
        raise BadCursor("jobs")
    query = select(Job).order_by(Job.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Job.id < before)
    if owner is not None:
        query = query.where(Job.owner == owner)
    with reading(store) as session:
        at = now(session)
        return [_status(session, job, at, _LISTED) for job in session.scalars(query)]


def _status(session: Session, job: Job, at: datetime, errors: int) -> JobStatus:
    return JobStatus(
        id=job.id,
        state=job.state,
        coder=job.coder,
        queue=job.queue,
        counts=MappingProxyType(_counts(job)),
        created_at=iso(job.created_at),
        started_at=iso(job.started_at) if job.started_at else None,
        finished_at=iso(job.finished_at) if job.finished_at else None,
        expires_at=iso(job.expires_at) if job.expires_at else None,
        expired=job.expires_at is not None and job.expires_at <= at,
        rate=_rate(job, at),
        estimated_end=_estimated_end(job, at),
        oldest_waiting_seconds=_oldest_waiting(session, job, at),
        errors=tuple(_errors(session, job, errors)),
        priority=next(
            name for name, share in PRIORITIES.items() if share >= min(job.priority, max(PRIORITIES.values()))
        ),
        paused=job.paused_at is not None and job.finished_at is None,
        options=MappingProxyType(dict(job.options)),
    )


def _counts(job: Job) -> dict[str, int]:
    counts = {name: int(getattr(job, name)) for name in COUNTS}
    return {**counts, "cancelled": _left(job) if job.state == "cancelled" else 0}


def _left(job: Job) -> int:
    """Articles that are not settled."""
    return job.received - job.rejected - job.coded - job.failed - job.quarantined


def _rate(job: Job, at: datetime) -> float | None:
    if job.started_at is None:
        return None
    seconds = ((job.finished_at or at) - job.started_at).total_seconds()
    return round((job.coded + job.failed + job.quarantined) / seconds, 3) if seconds > 0 else None


def _estimated_end(job: Job, at: datetime) -> str | None:
    rate = _rate(job, at)
    if job.finished_at is not None or job.paused_at is not None or not rate:
        return None
    seconds = _left(job) / rate
    return iso(at + timedelta(seconds=seconds)) if seconds < _FAR else None


def _oldest_waiting(session: Session, job: Job, at: datetime) -> float | None:
    if job.finished_at is not None:
        return None
    waiting = select(func.min(Chunk.waiting_since)).where(Chunk.job_id == job.id, Chunk.state == "pending")
    since = session.scalars(waiting).one()
    return None if since is None else max(0.0, round((at - since).total_seconds(), 3))


def _errors(session: Session, job: Job, most: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if job.rejected:
        lines = select(JobError.line, JobError.pointer, JobError.detail).where(JobError.job_id == job.id)
        for line, pointer, detail in session.execute(lines.order_by(JobError.id).limit(most)):
            found.append(
                {"line": line, "pointer": pointer, "article_id": None, "slug": "invalid-article", "detail": detail}
            )
    if job.failed + job.quarantined and len(found) < most:
        articles = select(Article.external_id, Article.error).where(
            Article.job_id == job.id, Article.error.is_not(None)
        )
        for article_id, error in session.execute(articles.order_by(Article.position).limit(most - len(found))):
            found.append({"line": None, "pointer": None, "article_id": article_id, **(error or {})})
    return found
