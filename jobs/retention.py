"""Ends the lifetime of results: articles with all that they gave go, the job stays as a fact with its counts.

Deletion goes in small transactions, so that no writer waits long for its turn; what a sweep leaves the next one takes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.orm import Session, sessionmaker

from jobs import tombstones
from jobs.exclusive import alone
from storage.engine import now, reading, writing
from storage.models import Article, Chunk, Job, JobError

_LOCK: Final = 0x41544851
_BATCH: Final = 200  # articles deleted in one transaction, with their events and rows
_STAMPED: Final = 500  # jobs whose lifetime is stated in one transaction

# Called with the session and the job's id in the transaction that deletes the first of its articles, before it does.
BEFORE_DELETION: Final[tuple[Callable[[Session, str], object], ...]] = (tombstones.bury,)


def state_lifetimes(store: sessionmaker[Session], default_seconds: int) -> int:
    """States the end of finished jobs that name none, `default_seconds` after they finished; gives how many.

    0 keeps results without end: then nothing is stated. Raises StorageUnavailable.
    """
    if default_seconds <= 0:
        return 0
    with writing(store) as session:
        query = (
            select(Job.id, Job.finished_at)
            .where(Job.finished_at.is_not(None), Job.expires_at.is_(None))
            .order_by(Job.finished_at)
            .limit(_STAMPED)
        )
        found = session.execute(query).all()
        for job_id, finished_at in found:
            if finished_at is not None:
                until = finished_at + timedelta(seconds=default_seconds)
                session.connection().execute(update(Job).where(Job.id == job_id).values(expires_at=until))
    return len(found)


def expire(store: sessionmaker[Session], *, most: int = 10_000) -> int:
    """Deletes articles whose job's lifetime is over, at most about `most`; gives how many.

    Several may run at once: each batch is taken by one of them. Raises StorageUnavailable.
    """
    gone = 0
    while gone < most:
        with reading(store) as session:
            over = and_(Job.expired_at.is_(None), Job.expires_at.is_not(None), Job.expires_at <= now(session))
            job_id = session.scalars(select(Job.id).where(over).order_by(Job.expires_at).limit(1)).one_or_none()
        if job_id is None:
            break
        deleted = _batch(store, job_id)
        if deleted is None:
            break  # another sweeper is at it
        gone += deleted
    return gone


def _batch(store: sessionmaker[Session], job_id: str) -> int | None:
    """Deletes some articles of the job, or closes it when none is left; None while another does."""
    with writing(store) as session:
        if not alone(session, _LOCK):
            return None
        positions = select(Article.position).where(Article.job_id == job_id).order_by(Article.position).limit(_BATCH)
        batch = session.scalars(positions).all()
        if not batch:
            session.connection().execute(delete(Chunk).where(Chunk.job_id == job_id))
            session.connection().execute(delete(JobError).where(JobError.job_id == job_id))
            session.connection().execute(
                update(Job).where(Job.id == job_id, Job.expired_at.is_(None)).values(expired_at=now(session))
            )
            return 0
        if _is_first(session, job_id, batch[0]):
            for call in BEFORE_DELETION:
                call(session, job_id)
        session.connection().execute(
            delete(Article).where(Article.job_id == job_id, Article.position.between(batch[0], batch[-1]))
        )
        return len(batch)


def _is_first(session: Session, job_id: str, position: int) -> bool:
    """Whether nothing of the job was deleted yet: its articles are deleted in their order, and its chunks last."""
    first = session.scalars(select(func.min(Chunk.position)).where(Chunk.job_id == job_id)).one()
    return first is None or position <= first
