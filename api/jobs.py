"""/v1/jobs: bulk work in, how far it is, and what it gave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import structlog
from flask import Response, jsonify, request
from flask_smorest import Blueprint

from api import access
from api.context import services
from api.intake import CSV, PACKED, TSV
from api.job_progress import EVENT_STREAM, awaited, stream
from api.job_view import JOB_ID, RETRY_SECONDS, after_storing, job_body, job_etag, job_path
from api.json_body import JSON, NDJSON
from api.negotiation import accepted
from api.openapi import fails_with
from api.submission import receive
from api.upload import MULTIPART
from coders.errors import AthirError
from jobs import status
from schemas.article import ArticleSchema
from schemas.code import CodeRequestSchema
from schemas.intake import JobQuerySchema
from schemas.job import JobListQuerySchema, JobListSchema, JobSchema

log = structlog.get_logger("api")
blueprint = Blueprint("jobs", __name__, url_prefix="/v1/jobs", description="Bulk work")

_LINE = {"type": "string", "description": "One article (schema Article) per line."}
_TABLE = {"type": "string", "description": "A header row of fields of an article, then a record for each."}
_PACKED = {"type": "string", "format": "binary", "description": "Any of the others, compressed."}
_FILE = {"type": "string", "format": "binary", "description": "Any of the others; its name tells which. The last part."}
_BODY = {
    "required": True,
    "content": {
        NDJSON: {"schema": _LINE},
        "application/jsonl": {"schema": _LINE},
        JSON: {"schema": {"oneOf": [{"type": "array", "items": ArticleSchema}, CodeRequestSchema, ArticleSchema]}},
        CSV: {"schema": _TABLE},
        TSV: {"schema": _TABLE},
        **{name: {"schema": _PACKED} for name in PACKED},
        MULTIPART: {"schema": {"type": "object", "required": ["file"], "properties": {"file": _FILE}}},
    },
}
_PREFER = {
    "in": "header",
    "name": "Prefer",
    "schema": {"type": "string"},
    "description": "`wait=N`: answer when the job is finished, or with If-None-Match when it has changed, or after N seconds.",
}
_STARTED = {
    "Idempotency-Replayed": {"description": "true: an earlier request stored this job.", "schema": {"type": "string"}},
    "Location": {"description": "The job.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds until it is worth asking.", "schema": {"type": "integer"}},
}
_ETAG = {
    "Preference-Applied": {"description": "The wait that was applied.", "schema": {"type": "string"}},
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


@blueprint.route("", methods=["POST"])
@blueprint.arguments(JobQuerySchema, location="query", unknown=None)
@fails_with(
    blueprint,
    "malformed-json",
    "bad-request",
    "idempotency-key-in-flight",
    "body-too-large",
    "unpacks-too-large",
    "unsupported-media-type",
    "invalid-input",
    "idempotency-key-reused",
    "unknown-coder",
    "storage-unavailable",
    "queue-full",
)
@blueprint.response(202, JobSchema, headers=_STARTED, description="Stored; the work goes on.")
@blueprint.doc(requestBody=_BODY)
def start(query: Mapping[str, Any]) -> Response:
    """Submit articles in bulk.

    The body is read as it arrives, of any length, packed or not (Content-Encoding: gzip or zstd); a bad line, record or
    article becomes an error of the job and never stops it. The job is stored when this answers, whether or not the
    broker is reachable.
    """
    here = services()
    job_id, replayed = receive(here, query, access.owner())
    try:
        here.publisher.publish(here.store)
    except AthirError as error:
        log.warning("stored but not sent", job_id=job_id, error=error.slug)
    with after_storing(job_id):
        state = status.get(here.store, job_id)
    answer = jsonify(job_body(state))
    answer.status_code = 202
    answer.headers.update({"Location": job_path(job_id), "Retry-After": str(RETRY_SECONDS)})
    if replayed:
        answer.headers["Idempotency-Replayed"] = "true"
    return answer


@blueprint.route("", methods=["GET"])
@blueprint.arguments(JobListQuerySchema, location="query", unknown=None)
@fails_with(blueprint, "invalid-input", "storage-unavailable")
@blueprint.response(200, JobListSchema, headers=_LINK, description="Jobs, the newest first.")
def listing(query: Mapping[str, Any]) -> Response:
    """List jobs, the newest first."""
    limit = query["limit"]
    found = list(status.recent(services().store, limit + 1, before=query.get("before"), owner=access.sees()))
    following = found[limit - 1].id if len(found) > limit else None
    answer = jsonify({"jobs": [job_body(job) for job in found[:limit]], "next": following})
    if following:
        answer.headers["Link"] = _next_link(limit=limit, before=following)
    return answer


@blueprint.route("/<job_id>", methods=["GET"], parameters=[JOB_ID])
@blueprint.doc(parameters=[_NONE_MATCH, _PREFER])  # its own, not those of all methods of the path
@fails_with(blueprint, "job-not-found", "not-acceptable", "storage-unavailable")
@blueprint.alt_response(304, description="The job has not changed.", success=True)
@blueprint.response(200, JobSchema, headers=_ETAG, description="The job.")
@blueprint.alt_response(
    200,
    schema={"type": "string"},
    content_type=EVENT_STREAM,
    description="Events `progress` and `end`, each with the job as JSON.",
    success=True,
)
def show(job_id: str) -> Response:
    """How far a job is.

    With `Accept: text/event-stream`, as a browser's EventSource sends it, the job comes again whenever it has changed.
    """
    here = services()
    if accepted(JSON, EVENT_STREAM) == EVENT_STREAM:
        return stream(here, job_id)
    state, waited = awaited(here, job_id)
    answer = jsonify(job_body(state))
    answer.set_etag(job_etag(state))
    if state.finished_at is None:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    if waited is not None:
        answer.headers["Preference-Applied"] = f"wait={waited}" if waited else "respond-async"
    answer.make_conditional(request)
    return answer


def _next_link(**query: object) -> str:
    return f'<{request.path}?{urlencode(query)}>; rel="next"'
