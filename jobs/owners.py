"""Whose work is whose: a caller who may not see everything sees the jobs of its owner, and of other jobs not even that they exist."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, sessionmaker

from jobs.errors import JobNotFound
from storage.engine import reading
from storage.ids import possible
from storage.models import Job


def check_visible(store: sessionmaker[Session], job_id: str, owner: str) -> None:
    """Raises JobNotFound for a job of somebody else just as for none, and StorageUnavailable."""
    if possible(job_id):
        with reading(store) as session:
            if session.scalars(select(Job.id).where(Job.id == job_id, Job.owner == owner)).first():
                return
    raise JobNotFound(job_id)


def of_owner(job_id: Any, owner: str | None) -> list[ColumnElement[bool]]:
    """The condition that the column `job_id` names a job of `owner`; none if everybody's work may be seen."""
    return [] if owner is None else [job_id.in_(select(Job.id).where(Job.owner == owner))]
