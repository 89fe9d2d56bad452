"""GET /v1/jobs/{id}/results: what a job gave, while it runs and until its lifetime ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from werkzeug.http import http_date

from api import access, formats, merged
from api.checked import Output
from api.context import services
from api.job_view import checked_results
from api.listing import LINK, answer, filters, wish
from api.openapi import fails_with
from jobs import results as job_results
from schemas.result import ResultsPageSchema, ResultsQuerySchema

blueprint = Blueprint("results", __name__, url_prefix="/v1/jobs", description="What jobs gave")

_JOB_ID = {"in": "path", "name": "job_id", "required": True, "schema": {"type": "string"}}
_HEADERS = {
    **LINK,
    "Sunset": {"description": "When the results are deleted (RFC 8594), if ever.", "schema": {"type": "string"}},
}


@blueprint.route("/<job_id>/results", methods=["GET"], parameters=[_JOB_ID])
@blueprint.arguments(ResultsQuerySchema, location="query", unknown=None)
@fails_with(
    blueprint,
    "job-not-found",
    "results-expired",
    "invalid-input",
    "not-acceptable",
    "invalid-result",
    "storage-unavailable",
)
@formats.documented(blueprint, ResultsPageSchema, _HEADERS)
def results(query: Mapping[str, Any], job_id: str) -> Response:
    """What a job gave so far, in the order of its articles.

    NDJSON by default: one event, row or article per line. With `limit` the Link header names the next page; without it
    everything is streamed, and a server failure in between cuts the answer off before its last chunk. JSON comes in
    pages. `summary=true` adds a last record that says how many items were sent and whether they are all.
    """
    here = services()
    output: Output = query["output"]
    asked = wish(query, output, page=None)
    where = filters(query, output)
    # Asked before the first result is read: what a job that has finished gave is all there.
    standing = job_results.standing(here.store, job_id)

    def facts(*, whole: bool) -> dict[str, Any]:
        return {
            "complete": whole and standing.finished,
            "job": job_id,
            "state": standing.state,
            "counts": dict(standing.counts),
            "expires_at": standing.expires_at,
        }

    if asked.merged:
        stream = merged.listed(access.sees(), where=where, job=job_id, after=query.get("after"))
    else:
        stream = checked_results(here, job_id, output, after=query.get("after"), where=where)
    made = answer(asked, stream, facts)
    if standing.expires_at:
        made.headers["Sunset"] = http_date(datetime.fromisoformat(standing.expires_at))
    return made
