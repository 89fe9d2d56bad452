"""DELETE /v1/jobs/{id}, /pause and /resume: a job ended, or held up for a while."""

from __future__ import annotations

import structlog
from flask import Response, jsonify
from flask_smorest import Blueprint

from api.context import services
from api.job_view import JOB_ID, job_body, job_etag
from api.openapi import fails_with
from coders.errors import AthirError
from jobs import control, status
from schemas.job import JobSchema

log = structlog.get_logger("api")
blueprint = Blueprint("job control", __name__, url_prefix="/v1/jobs", description="Bulk work")


def _shown(job_id: str) -> Response:
    state = status.get(services().store, job_id)
    answer = jsonify(job_body(state))
    answer.set_etag(job_etag(state))
    return answer


@blueprint.route("/<job_id>", methods=["DELETE"], parameters=[JOB_ID])
@fails_with(blueprint, "job-not-found", "job-finished", "storage-unavailable")
@blueprint.response(200, JobSchema, description="The job, cancelled.")
def cancel(job_id: str) -> Response:
    """Cancel a job.

    What is coded stays and can be fetched; nothing is added to it. Articles not coded are counted as `cancelled`.
    Workers stop within the chunk that they hold. Cancelling again changes nothing; a finished job is a 409 problem.
    """
    control.cancel(services().store, job_id)
    return _shown(job_id)


@blueprint.route("/<job_id>/pause", methods=["POST"], parameters=[JOB_ID])
@fails_with(blueprint, "job-not-found", "job-finished", "storage-unavailable")
@blueprint.response(200, JobSchema, description="The job, paused.")
def pause(job_id: str) -> Response:
    """Hold a job up.

    Chunks that workers hold are finished; no other begins until the job is resumed. The job stays queued or running,
    with `paused` true.
    """
    control.pause(services().store, job_id)
    return _shown(job_id)


@blueprint.route("/<job_id>/resume", methods=["POST"], parameters=[JOB_ID])
@fails_with(blueprint, "job-not-found", "job-finished", "storage-unavailable")
@blueprint.response(200, JobSchema, description="The job, going on.")
def resume(job_id: str) -> Response:
    """Let a paused job go on."""
    here = services()
    control.resume(here.store, job_id)
    try:
        here.publisher.publish(here.store)
    except AthirError as error:
        log.warning("resumed but not sent", job_id=job_id, error=error.slug)
    return _shown(job_id)
