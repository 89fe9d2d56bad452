"""POST /v1/code: articles in, and what they gave in the same answer if it is there in time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify
from flask_smorest import Blueprint

from api import access
from api.articles import Batch, Invalid, read_batch
from api.context import Services, services
from api.job_view import RETRY_SECONDS, after_storing, checked_results, job_body, job_path
from api.json_body import read_json
from api.negotiation import preferred_wait
from api.openapi import fails_with
from api.problems import Problem
from jobs import status as job_status
from jobs.control import check_room
from jobs.submit import submit
from jobs.wait import wait
from schemas.article import ArticleSchema
from schemas.code import CodeRequestSchema, CoderQuerySchema
from schemas.job import JobSchema
from schemas.result import CodeAnswerSchema

# How long a request queues for its turn to wait; where more requests wait than threads may, the rest gets 202 then.
TURN_SECONDS = 1.0

blueprint = Blueprint("coding", __name__, url_prefix="/v1", description="Coding articles")

_PREFER = {
    "in": "header",
    "name": "Prefer",
    "schema": {"type": "string"},
    "description": "`wait=N`: seconds to wait for the results. `respond-async`: do not wait.",
}
_BODY = {
    "required": True,
    "content": {"application/json": {"schema": {"oneOf": [ArticleSchema, CodeRequestSchema]}}},
}
_APPLIED = {"Preference-Applied": {"description": "The wait that was applied.", "schema": {"type": "string"}}}
_LATER = {
    "Location": {"description": "The job.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds until it is worth asking.", "schema": {"type": "integer"}},
}


@blueprint.route("/code", methods=["POST"], parameters=[_PREFER])
@blueprint.arguments(CoderQuerySchema, location="query", unknown=None)
@fails_with(
    blueprint,
    "malformed-json",
    "invalid-utf8",
    "bad-request",
    "body-too-large",
    "unsupported-media-type",
    "invalid-input",
    "unknown-coder",
    "invalid-result",
    "broker-unavailable",
    "storage-unavailable",
    "queue-full",
)
@blueprint.alt_response(
    202,
    schema=JobSchema,
    headers={**_LATER, **_APPLIED},
    description="Not coded in time: the job goes on.",
    success=True,
)
@blueprint.response(200, CodeAnswerSchema, headers=_APPLIED, description="What the articles gave, in their order.")
@blueprint.doc(requestBody=_BODY)
def code(query: Mapping[str, Any]) -> Response:
    """Code one article or several.

    Waits for the results as long as `Prefer: wait=N` or the server's setting says, then answers 202 with the job. A bad
    article in `{"articles": […]}` stands in the results with its error; a bad single article is a 422 problem.
    """
    here = services()
    batch = read_batch(here, read_json(), query, most=here.settings.max_articles_per_request)
    if batch.single and isinstance(batch.items[0], Invalid):
        only = batch.items[0]
        raise Problem("invalid-input", only.detail(), only.errors)
    job_id = start_now(here, batch)
    asked = preferred_wait(here.settings.max_wait_seconds)
    seconds = here.settings.wait_seconds if asked is None else asked
    with after_storing(job_id):
        state = await_end(here, job_id, seconds)
    answer = _later(state) if state.finished_at is None else _results(here, batch, state)
    if asked is not None:
        answer.headers["Preference-Applied"] = f"wait={asked}" if asked else "respond-async"
    return answer


def start_now(here: Services, batch: Batch) -> str:
    """Stores the batch as an interactive job and wakes a worker; gives the job's id. Raises QueueFull."""
    check_room(here.store, requests=here.settings.max_waiting_requests)
    job = submit(
        here.store,
        batch.for_job(),
        coder=batch.coder,
        queue="interactive",
        owner=access.owner(),
        chunk_articles=here.settings.chunk_articles,
        chunk_bytes=here.settings.chunk_bytes,
    )
    with after_storing(job.id):
        here.publisher.publish(here.store)
    return job.id


def await_end(here: Services, job_id: str, seconds: float) -> job_status.JobStatus:
    """The job when it is finished, or after `seconds`; at once if too many requests wait already."""
    if seconds <= 0 or not here.waits.acquire(timeout=min(TURN_SECONDS, seconds)):
        return job_status.get(here.store, job_id)
    try:
        return wait(here.store, job_id, seconds)
    finally:
        here.waits.release()


def _later(state: job_status.JobStatus) -> Response:
    answer = jsonify(job_body(state))
    answer.status_code = 202
    answer.headers.update({"Location": job_path(state.id), "Retry-After": str(RETRY_SECONDS)})
    return answer


def _results(here: Services, batch: Batch, state: job_status.JobStatus) -> Response:
    coded = {item["id"]: item for _, item in checked_results(here, state.id, "articles")}
    results = [_failure(item) if isinstance(item, Invalid) else coded[item["id"]] for item in batch.items]
    failed = sum("error" in result for result in results)
    counts = {"received": len(results), "coded": len(results) - failed, "failed": failed}
    return jsonify({"job": state.id, "counts": counts, "results": results})


def _failure(item: Invalid) -> dict[str, Any]:
    return {"id": item.id, "error": {"slug": item.slug, "detail": item.detail(), "errors": item.errors}}
