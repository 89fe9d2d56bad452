"""Waiting for a job over HTTP: one answer that comes when the job has changed, or a stream of them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Final

import structlog
from flask import Response, request

from api.context import Services
from api.job_view import job_body, job_etag
from api.negotiation import preferred_wait
from coders.errors import AthirError
from jobs import status
from jobs.status import JobStatus
from jobs.wait import until

EVENT_STREAM: Final = "text/event-stream"
TURN_SECONDS: Final = 1.0  # how long a request queues for the right to wait
_PAUSE_SECONDS: Final = 0.5  # between two events: a person sees no more, and the database answers fewer questions
_BEAT_SECONDS: Final = 15.0  # a line at least so often, so that nobody between takes the connection for dead
_BACK_MS: Final = 2000

log = structlog.get_logger("api")


def awaited(here: Services, job_id: str) -> tuple[JobStatus, int | None]:
    """The job, and the wait that was applied: at once unless `Prefer: wait=N` asks for patience.

    With If-None-Match it comes when the job is another than that, else when it is finished, or after N seconds.
    Raises JobNotFound and StorageUnavailable.
    """
    asked = preferred_wait(here.settings.max_wait_seconds)
    state = status.get(here.store, job_id)
    known = request.if_none_match

    def over(now: JobStatus) -> bool:
        return now.finished_at is not None or (bool(known) and not known.contains_weak(job_etag(now)))

    if not asked or over(state) or not here.waits.acquire(timeout=min(TURN_SECONDS, asked)):
        return state, asked
    try:
        return until(here.store, job_id, asked, over), asked
    finally:
        here.waits.release()


def stream(here: Services, job_id: str) -> Response:
    """The job as server-sent events: `progress` when it has changed, `end` when it is finished and the stream ends.

    The stream also ends after the longest wait there is, or at once where too many wait; browsers come back by
    themselves. Raises JobNotFound and StorageUnavailable.
    """
    first = status.get(here.store, job_id)
    patient = here.waits.acquire(blocking=False)
    seconds = here.settings.max_wait_seconds if patient else 0
    answer = Response(_events(here, first, seconds), mimetype=EVENT_STREAM)
    answer.headers.update({"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
    if patient:
        answer.call_on_close(here.waits.release)
    return answer


def _events(here: Services, state: JobStatus, seconds: float) -> Iterator[str]:
    end = time.monotonic() + seconds
    yield f"retry: {_BACK_MS}\n\n"
    yield _event(state)
    try:
        while state.finished_at is None and (left := end - time.monotonic()) > 0:
            version = state.version
            state = until(here.store, state.id, min(left, _BEAT_SECONDS), lambda now: now.version != version)  # noqa: B023 - called at once
            yield _event(state) if state.version != version else ": still there\n\n"
            if state.finished_at is None:
                time.sleep(min(_PAUSE_SECONDS, max(0.0, end - time.monotonic())))
    except AthirError as error:  # the answer has begun: the client comes back and is told then
        log.error("event stream broken off", job_id=state.id, error=error.slug)  # noqa: TRY400


def _event(state: JobStatus) -> str:
    name = "progress" if state.finished_at is None else "end"
    data = json.dumps(job_body(state), ensure_ascii=False, separators=(",", ":"))
    return f"event: {name}\nid: {job_etag(state)}\ndata: {data}\n\n"
