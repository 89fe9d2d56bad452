"""/v1/jobs: bulk work in, how far it is, and what it gave."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

import structlog
from flask import Response, jsonify, request
from flask_smorest import Blueprint

from api import bulk_body
from api.articles import choose_coder, read_batch
from api.context import Services, services
from api.job_view import RETRY_SECONDS, after_storing, job_body, job_etag, job_path
from api.json_body import JSON, NDJSON, NDJSON_TYPES, check_encoding, pieces, read_json
from api.openapi import fails_with
from api.problems import Problem
from coders.errors import AthirError
from jobs import status
from jobs.submit import InputError, SubmittedJob, submit
from schemas.article import ArticleSchema
from schemas.code import CodeRequestSchema, CoderQuerySchema
from schemas.job import JobListQuerySchema, JobListSchema, JobSchema

log = structlog.get_logger("api")
blueprint = Blueprint("jobs", __name__, url_prefix="/v1/jobs", description="Bulk work")

_LINE = {"type": "string", "description": "One article (schema Article) per line."}
_BODY = {
    "required": True,
    "content": {
        NDJSON: {"schema": _LINE},
        "application/jsonl": {"schema": _LINE},
        JSON: {"schema": {"oneOf": [{"type": "array", "items": ArticleSchema}, CodeRequestSchema, ArticleSchema]}},
    },
}
_STARTED = {
    "Location": {"description": "The job.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds until it is worth asking.", "schema": {"type": "integer"}},
}
_ETAG = {
    "ETag": {"description": "Changes when the job does.", "schema": {"type": "string"}},
    "Retry-After": {
        "description": "While the job runs: seconds until it is worth asking.",
        "schema": {"type": "integer"},
    },
}
_LINK = {"Link": {"description": "The next page (RFC 8288), if there is one.", "schema": {"type": "string"}}}
_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "ETag of an earlier answer; 304 if the job has not changed.",
}
_JOB_ID = {"in": "path", "name": "job_id", "required": True, "schema": {"type": "string"}}


@blueprint.route("", methods=["POST"])
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
    "storage-unavailable",
)
@blueprint.response(202, JobSchema, headers=_STARTED, description="Stored; the work goes on.")
@blueprint.doc(requestBody=_BODY)
def start(query: Mapping[str, Any]) -> Response:
    """Submit articles in bulk.

    NDJSON is read line by line, of any length; a bad line becomes an error of the job and never stops it.
    A JSON body is limited in bytes. The job is stored when this answers, whether or not the broker is reachable.
    """
    here = services()
    mimetype = check_encoding(JSON, *NDJSON_TYPES)
    if mimetype == JSON:
        batch = read_batch(here, read_json(), query, most=None)
        job = _submit(here, batch.for_job(), batch.coder)
    else:
        coder = choose_coder(here, query)
        job = _submit(here, bulk_body.articles(here, pieces(None)), coder)  # lines are limited one by one instead
    try:
        here.publisher.publish(here.store)
    except AthirError as error:
        log.warning("stored but not sent", job_id=job.id, error=error.slug)
    with after_storing(job.id):
        state = status.get(here.store, job.id)
    answer = jsonify(job_body(state))
    answer.status_code = 202
    answer.headers.update({"Location": job_path(job.id), "Retry-After": str(RETRY_SECONDS)})
    return answer


def _submit(here: Services, items: Iterable[dict[str, Any] | InputError], coder: str) -> SubmittedJob:
    remaining = iter(items)
    first = next(remaining, None)
    if first is None:
        detail = "The body has no articles."
        raise Problem("invalid-input", detail, [{"pointer": "", "detail": detail}])
    return submit(
        here.store,
        itertools.chain([first], remaining),
        coder=coder,
        queue="bulk",
        chunk_articles=here.settings.chunk_articles,
        chunk_bytes=here.settings.chunk_bytes,
    )


@blueprint.route("", methods=["GET"])
@blueprint.arguments(JobListQuerySchema, location="query", unknown=None)
@fails_with(blueprint, "invalid-input", "storage-unavailable")
@blueprint.response(200, JobListSchema, headers=_LINK, description="Jobs, the newest first.")
def listing(query: Mapping[str, Any]) -> Response:
    """List jobs, the newest first."""
    limit = query["limit"]
    found = list(status.recent(services().store, limit + 1, before=query.get("before")))
    following = found[limit - 1].id if len(found) > limit else None
    answer = jsonify({"jobs": [job_body(job) for job in found[:limit]], "next": following})
    if following:
        answer.headers["Link"] = _next_link(limit=limit, before=following)
    return answer


@blueprint.route("/<job_id>", methods=["GET"], parameters=[_JOB_ID, _NONE_MATCH])
@fails_with(blueprint, "job-not-found", "storage-unavailable")
@blueprint.alt_response(304, description="The job has not changed.", success=True)
@blueprint.response(200, JobSchema, headers=_ETAG, description="The job.")
def show(job_id: str) -> Response:
    """How far a job is."""
    state = status.get(services().store, job_id)
    answer = jsonify(job_body(state))
    answer.set_etag(job_etag(state))
    if state.finished_at is None:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    answer.make_conditional(request)
    return answer


def _next_link(**query: object) -> str:
    return f'<{request.path}?{urlencode(query)}>; rel="next"'
