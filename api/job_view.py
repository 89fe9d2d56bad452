"""How a job and its results are shown: the one place where stored work becomes a body and is checked on its way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from api.checked import Output, checked
from api.context import Services
from api.problems import Problem
from coders.errors import AthirError
from jobs.errors import BadCursor
from jobs.filters import NO_FILTERS, Filters
from jobs.results import iterate
from jobs.status import JobStatus

JOB_ID = {"in": "path", "name": "job_id", "required": True, "schema": {"type": "string"}}
SHOWN_OPTIONS = ("date", "output", "merge", "retention")  # not the callback's address, which may hold a secret
RETRY_SECONDS = 2  # an article takes well under a second; asking more often would only cost the database


def job_path(job_id: str) -> str:
    """The address of a job."""
    return f"/v1/jobs/{job_id}"


@contextmanager
def after_storing(job_id: str) -> Iterator[None]:
    """Turns a broker or database that fails in the block into a 503 problem that names the job, which is stored."""
    try:
        yield
    except AthirError as error:
        if error.slug not in ("broker-unavailable", "broker-full", "storage-unavailable", "storage-full"):
            raise
        path = job_path(job_id)
        raise Problem(
            error.slug,
            f"The job is stored as {path} and will be coded. Fetch it there; do not post it again.",
            headers={"Retry-After": str(RETRY_SECONDS), "Location": path},
            members={"job": path},
        ) from error


def checked_results(
    here: Services, job_id: str, output: Output, *, after: str | None = None, where: Filters = NO_FILTERS
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The results of a job with their cursors. Raises the 500 problem instead of giving one that breaks its schema."""
    try:
        stored = iterate(here.store, job_id, output, after=after, where=where)
    except BadCursor as error:
        raise Problem("invalid-input", str(error), [{"parameter": "after", "detail": str(error)}]) from error
    return checked(output, stored, job_id)


def job_body(status: JobStatus) -> dict[str, Any]:
    """A job as it is shown."""
    path = job_path(status.id)
    return {
        "id": status.id,
        "state": status.state,
        "coder": status.coder,
        "queue": status.queue,
        "counts": dict(status.counts),
        "priority": status.priority,
        "paused": status.paused,
        "options": {name: status.options[name] for name in SHOWN_OPTIONS if name in status.options},
        "rate": status.rate,
        "estimated_end": status.estimated_end,
        "oldest_waiting_seconds": status.oldest_waiting_seconds,
        "created_at": status.created_at,
        "started_at": status.started_at,
        "finished_at": status.finished_at,
        "expires_at": status.expires_at,
        "errors": [dict(error) for error in status.errors],
        "links": {"self": path, "results": f"{path}/results", "deliveries": f"{path}/deliveries"},
    }


def job_etag(status: JobStatus) -> str:
    """Changes when the job does, and not with the clock as its rate and its waiting time do."""
    return status.version
