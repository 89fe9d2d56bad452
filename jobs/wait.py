"""Waits for a job by asking the database: a short job is noticed within milliseconds, a long one costs little."""

from __future__ import annotations

import time
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from jobs import status
from jobs.errors import JobNotFound
from jobs.status import JobStatus
from storage.engine import reading
from storage.models import Job

_SHORTEST: Final = 0.005
_LONGEST: Final = 0.1
_GROWTH: Final = 1.3


def wait(store: sessionmaker[Session], job_id: str, seconds: float) -> JobStatus:
    """The job's status when it is finished, or after `seconds`. Raises JobNotFound and StorageUnavailable."""
    end = time.monotonic() + seconds
    pause = _SHORTEST
    while not _finished(store, job_id) and (left := end - time.monotonic()) > 0:
        time.sleep(min(pause, left))
        pause = min(pause * _GROWTH, _LONGEST)
    return status.get(store, job_id)


def _finished(store: sessionmaker[Session], job_id: str) -> bool:
    with reading(store) as session:
        found = session.execute(select(Job.finished_at).where(Job.id == job_id)).one_or_none()
    if found is None:
        raise JobNotFound(job_id)
    return found[0] is not None
