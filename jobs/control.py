"""Stops a job for good or for a while. Chunks that workers hold are not waited for: the lease decides what counts."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, sessionmaker

from jobs import outbox
from jobs.errors import JobFinished, JobNotFound, QueueFull
from jobs.finish import finished
from storage.engine import now, reading, writing
from storage.ids import possible
from storage.models import Chunk, Job


def cancel(store: sessionmaker[Session], job_id: str) -> None:
    """Ends the job: what is coded stays, nothing more is written. A job that is cancelled already is left so.

    Workers that hold a chunk of it lose their lease, notice it at the next article after a heartbeat, or when they
    want to write at the latest. Raises JobNotFound, JobFinished and StorageUnavailable.
    """
    with writing(store) as session:
        _job(session, job_id)
        # The chunks before the job, as everybody who settles one does it; and again, for those halved meanwhile.
        left = update(Chunk).where(Chunk.job_id == job_id, Chunk.state != "done")
        for _ in range(2):
            session.connection().execute(left.values(state="done", lease_token=None, lease_until=None))
        job = _job(session, job_id, lock=True)
        if job.state == "cancelled":
            return
        if job.finished_at is not None:
            raise JobFinished(job_id, job.state)
        outbox.withdraw(session, job_id, job.queue)
        at = now(session)
        ended = update(Job).where(Job.id == job_id).values(state="cancelled", finished_at=at, paused_at=None)
        session.connection().execute(ended)
        finished(session, job_id, at)


def pause(store: sessionmaker[Session], job_id: str) -> None:
    """Lets no further chunk of the job begin until resume(). Raises JobNotFound, JobFinished and StorageUnavailable."""
    with writing(store) as session:
        job = _open(session, job_id)
        if job.paused_at is None:
            session.connection().execute(update(Job).where(Job.id == job_id).values(paused_at=now(session)))
            outbox.recall(session, job_id, job.queue)


def resume(store: sessionmaker[Session], job_id: str) -> None:
    """Lets the job go on; its messages are to be published. Raises JobNotFound, JobFinished and StorageUnavailable."""
    with writing(store) as session:
        job = _open(session, job_id)
        if job.paused_at is not None:
            # A chunk that ended in a failure meanwhile has its message; one whose message was used up gets it back.
            outbox.recall(session, job_id, job.queue)
            session.connection().execute(update(Job).where(Job.id == job_id).values(paused_at=None))


def check_room(store: sessionmaker[Session], *, articles: int | None = None, requests: int | None = None) -> None:
    """Raises QueueFull if more articles of bulk jobs wait than `articles`, or more interactive jobs than `requests`.

    Raises StorageUnavailable.
    """
    unfinished = Job.finished_at.is_(None)
    with reading(store) as session:
        if articles is not None:
            settled = Job.rejected + Job.coded + Job.failed + Job.quarantined
            waiting = select(func.sum(Job.received - settled)).where(Job.queue == "bulk", unfinished)
            found = int(session.scalars(waiting).one() or 0)
            if found >= articles:
                raise QueueFull(f"{found} articles wait, and {articles} may")
        if requests is not None:
            found = session.scalars(select(func.count()).where(Job.queue == "interactive", unfinished)).one()
            if found >= requests:
                raise QueueFull(f"{found} requests wait, and {requests} may")


def _job(session: Session, job_id: str, *, lock: bool = False) -> Job:
    query = select(Job).where(Job.id == job_id).execution_options(populate_existing=True)
    job = session.scalars(query.with_for_update() if lock else query).one_or_none() if possible(job_id) else None
    if job is None:
        raise JobNotFound(job_id)
    return job


def _open(session: Session, job_id: str) -> Job:
    job = _job(session, job_id, lock=True)
    if job.finished_at is not None:
        raise JobFinished(job_id, job.state)
    return job
