"""/hypnos/extract: a drop-in for hypnos, by the same way as every other article: a job that the request waits for.

Bad input is an error here and not, as there, an answer without events. Errors are problems with the member `error`
beside, which is where a client of hypnos looks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, request
from flask_smorest import Blueprint

from api.articles import Batch, Invalid, choose_coder, read_article
from api.code import await_end, start_now
from api.context import services
from api.job_view import RETRY_SECONDS, after_storing, checked_results, job_path
from api.json_body import read_json
from api.openapi import fails_with
from api.problems import KINDS, MEDIA_TYPE, Problem
from exports.hypnos import answer
from schemas.code import CoderQuerySchema
from schemas.hypnos import HypnosRequestSchema

_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})", re.ASCII)
_ANSWER = {
    "type": "object",
    "additionalProperties": {"$ref": "#/components/schemas/HypnosStory"},
    "description": "The story under its id.",
}

blueprint = Blueprint("hypnos", __name__, url_prefix="/hypnos", description="For clients of hypnos")


@blueprint.route("/extract", methods=["GET", "POST"])
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
    "text-rejected",
    "coding-failed",
    "worker-lost",
    "model-unavailable",
    "stale-build",
    "invalid-result",
    "broker-unavailable",
    "storage-unavailable",
    "not-coded-in-time",
)
@blueprint.response(200, _ANSWER, description="What the text gave.")
@blueprint.doc(requestBody={"required": True, "content": {"application/json": {"schema": HypnosRequestSchema}}})
def extract(query: Mapping[str, Any]) -> Response:
    """Code one text as hypnos does. GET takes the same body as POST.

    Waits for the result as long as the server lets a request wait.
    """
    here = services()
    body = read_json()
    item = read_article(here, _article(body))
    if isinstance(item, Invalid):
        raise Problem("bad-request", item.detail(), item.errors)
    job_id = start_now(here, Batch((item,), choose_coder(here, query), single=True))
    with after_storing(job_id):
        state = await_end(here, job_id, here.settings.max_wait_seconds)
    if state.finished_at is None:
        path = job_path(job_id)
        raise Problem(
            "not-coded-in-time",
            f"The text is stored as {path} and will be coded. Its events will be at {path}/results.",
            headers={"Retry-After": str(RETRY_SECONDS), "Location": path},
            members={"job": path},
        )
    ((_, result),) = checked_results(here, job_id, "articles")
    if "error" in result:
        slug = result["error"]["slug"]
        raise Problem(slug if slug in KINDS else "coding-failed", result["error"]["detail"])
    return jsonify(answer(result, body.get("date")))


def _article(body: Any) -> dict[str, Any]:
    """The article that a request to hypnos stands for. Raises the 400 problem for what cannot be one."""
    if not isinstance(body, dict):
        raise Problem("bad-request", "The body must be a JSON object with text, id and date.")
    found = {name: body[name] for name in ("text", "id") if body.get(name) is not None}
    if isinstance(found.get("id"), int) and not isinstance(found["id"], bool):
        found["id"] = str(found["id"])
    day = body.get("date")
    if day is not None:
        parts = _DAY.fullmatch(day) if isinstance(day, str) else None
        if parts is None:
            raise Problem(
                "bad-request", "/date: Must be YYYYMMDD.", [{"pointer": "/date", "detail": "Must be YYYYMMDD."}]
            )
        found["date"] = "-".join(parts.groups())
    return found


@blueprint.after_app_request  # the application's, as no blueprint is asked for a path or a method that does not exist
def _as_hypnos_tells(response: Response) -> Response:
    """Adds the one member that an error of hypnos has."""
    if request.path.startswith("/hypnos/") and response.mimetype == MEDIA_TYPE:
        problem = json.loads(response.get_data())
        response.set_data(json.dumps({"error": problem["title"], **problem}, ensure_ascii=False) + "\n")
    return response
