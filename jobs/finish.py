"""What happens once in the transaction that ends a job, however it ends: its lifetime begins, its message is written."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from jobs import deliveries
from storage.models import Job


def finished(session: Session, job_id: str, at: datetime) -> None:
    """To be called in the caller's transaction after the job's `state` and `finished_at` were written.

    `retention` (seconds) among the job's options states its lifetime; where it is missing or 0 the sweeper states it by
    the settings. `callback_url` among them gets a message.
    """
    job = session.execute(
        select(Job.state, Job.options, Job.received, Job.rejected, Job.coded, Job.failed, Job.quarantined).where(
            Job.id == job_id
        )
    ).one()
    options = job.options or {}
    expires_at = at + timedelta(seconds=options["retention"]) if options.get("retention") else None
    if expires_at is not None:
        session.connection().execute(update(Job).where(Job.id == job_id).values(expires_at=expires_at))
    if url := options.get("callback_url"):
        counts = {name: getattr(job, name) for name in ("received", "coded", "failed", "quarantined", "rejected")}
        deliveries.write(session, job_id, str(url), job.state, counts, at=at, expires_at=expires_at)
