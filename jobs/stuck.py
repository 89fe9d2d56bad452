"""Ends jobs that nothing will ever end: they run although none of their chunks is open.

The transaction that settles a job's last chunk ends the job, so there should be none. One that is found all the same (a
database put together from a backup, a fault of ours) is ended here and shown as what it is, not left running for ever.
"""

from __future__ import annotations

from typing import Final

import structlog
from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, sessionmaker

from jobs.exclusive import alone
from jobs.finish import finished
from storage.engine import now, writing
from storage.models import Article, Chunk, Job

_LOCK: Final = 0x41544852


def end_stuck(store: sessionmaker[Session]) -> int:
    """Ends jobs that run without an open chunk: completed if all their articles are settled, else failed.

    Gives how many. Does nothing while another does it. Raises StorageUnavailable.
    """
    with writing(store) as session:
        if not alone(session, _LOCK):
            return 0
        still_open = exists(select(Chunk.id).where(Chunk.job_id == Job.id, Chunk.state != "done"))
        found = session.scalars(select(Job.id).where(Job.state == "running", ~still_open).with_for_update()).all()
        for job_id in found:
            unsettled = session.scalars(
                select(Article.position).where(Article.job_id == job_id, Article.state == "pending").limit(1)
            ).one_or_none()
            state = "completed" if unsettled is None else "failed"
            at = now(session)
            session.connection().execute(update(Job).where(Job.id == job_id).values(state=state, finished_at=at))
            finished(session, job_id, at)
            structlog.get_logger("athir.jobs").error("a job ran without an open chunk", job_id=job_id, ended_as=state)
    return len(found)
