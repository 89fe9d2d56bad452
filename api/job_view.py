"""How a job and its results are shown: the one place where stored work becomes a body and is checked on its way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import structlog
from marshmallow import ValidationError

from api.context import Services
from api.problems import Problem, input_errors
from coders.errors import AthirError
from jobs.errors import BadCursor
from jobs.results import iterate
from jobs.status import JobStatus
from schemas.check import check_article, check_event, check_row

JOB_ID = {"in": "path", "name": "job_id", "required": True, "schema": {"type": "string"}}
SHOWN_OPTIONS = ("date", "output", "retention")  # not the callback's address, which may hold a secret
RETRY_SECONDS = 2  # an article takes well under a second; asking more often would only cost the database
Output = Literal["events", "rows", "articles"]

log = structlog.get_logger("api")


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
    here: Services, job_id: str, output: Output, *, after: str | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The results of a job with their cursors. Raises the 500 problem instead of giving one that breaks its schema."""
    for cursor, item in _stored(here, job_id, output, after):
        try:
            _check(output, item)
        except ValidationError as error:
            places = [entry["pointer"] for entry in input_errors(error.messages)]
            log.error("invalid result", job_id=job_id, output=output, cursor=cursor, places=places)  # noqa: TRY400
            raise Problem("invalid-result", f"A result of job {job_id} breaks its schema at {places[0]}.") from error
        yield cursor, item


def _stored(here: Services, job_id: str, output: Output, after: str | None) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        yield from iterate(here.store, job_id, output, after=after)
    except BadCursor as error:
        raise Problem("invalid-input", str(error), [{"parameter": "after", "detail": str(error)}]) from error


def _check(output: Output, item: dict[str, Any]) -> None:
    if output == "events":
        check_event(item)
    elif output == "rows":
        check_row(item)
    elif "error" not in item:
        check_article(item)


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
        "errors": [dict(error) for error in status.errors],
        "links": {"self": path, "results": f"{path}/results"},
    }


def job_etag(status: JobStatus) -> str:
    """Changes when the job does, and not with the clock as its rate and its waiting time do."""
    return status.version
