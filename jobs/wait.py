"""Waits for a job by asking the database: a short job is noticed within milliseconds, a long one costs little."""

from __future__ import annotations

import time
from collections.abc import Callable
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
_WATCHING: Final = 0.5  # somebody who watches a long job needs no quicker answer, and a status costs more
_GROWTH: Final = 1.3


def wait(store: sessionmaker[Session], job_id: str, seconds: float) -> JobStatus:
    """The job's status when it is finished, or after `seconds`. Raises JobNotFound and StorageUnavailable."""
    end = time.monotonic() + seconds
    pause = _SHORTEST
    while not _finished(store, job_id) and (left := end - time.monotonic()) > 0:
        time.sleep(min(pause, left))
        pause = min(pause * _GROWTH, _LONGEST)
    return status.get(store, job_id)


def until(store: sessionmaker[Session], job_id: str, seconds: float, over: Callable[[JobStatus], bool]) -> JobStatus:
    """The job's status when `over` says so of it, or after `seconds`. Raises JobNotFound and StorageUnavailable."""
    end = time.monotonic() + seconds
    pause = _SHORTEST
    while not over(state := status.get(store, job_id)) and (left := end - time.monotonic()) > 0:
        time.sleep(min(pause, left))
        pause = min(pause * _GROWTH, _WATCHING)
    return state


def _finished(store: sessionmaker[Session], job_id: str) -> bool:
    with reading(store) as session:
        found = session.execute(select(Job.finished_at).where(Job.id == job_id)).one_or_none()
    if found is None:
        raise JobNotFound(job_id)
    return found[0] is not None
