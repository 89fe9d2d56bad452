"""The one table of what can go wrong over HTTP, and the one place where an exception becomes a problem (RFC 9457)."""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import structlog
from flask import Response, current_app, g, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from coders.errors import AthirError

MEDIA_TYPE = "application/problem+json"
MAX_ERRORS = 100  # a body can hold millions of wrong fields; nobody reads more than these
_UNENCODABLE = re.compile("[\x00\ud800-\udfff]")

log = structlog.get_logger("api")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its stable name, its HTTP status, its title, and what the reader can do about it."""

    slug: str
    status: int
    title: str
    advice: str


KINDS: Mapping[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind("bad-request", 400, "Bad request", "The request cannot be understood. The detail says which part of it."),
        Kind(
            "malformed-json",
            400,
            "Malformed JSON",
            "Send one JSON text (RFC 8259) without duplicate keys, NaN or Infinity.",
        ),
        Kind(
            "invalid-utf8", 400, "Body is not UTF-8", "Encode the body as UTF-8. The detail names the first wrong byte."
        ),
        Kind(
            "unauthorized",
            401,
            "Key missing or not valid",
            "Send a key as `Authorization: Bearer KEY` or `X-API-Key: KEY`. Keys are made with: athir keys create.",
        ),
        Kind("forbidden", 403, "Not allowed", "The key lacks the scope that the detail names. Use another key."),
        Kind("not-found", 404, "Not found", "There is no such address. The routes are listed under /docs."),
        Kind("job-not-found", 404, "Job not found", "There is no job of that id. Jobs are listed under /v1/jobs."),
        Kind("event-not-found", 404, "Event not found", "No row has that id. Rows are listed under /v1/rows."),
        Kind(
            "delivery-not-found",
            404,
            "Delivery not found",
            "The job has no delivery of that id. Deliveries are listed under /v1/jobs/{id}/deliveries.",
        ),
        Kind(
            "code-not-found", 404, "Code not found", "There is no such code. All are listed under /v1/codebook/cameo."
        ),
        Kind("method-not-allowed", 405, "Method not allowed", "Use one of the methods in the Allow header."),
        Kind("not-acceptable", 406, "Not acceptable", "Ask for one of the media types that the detail names."),
        Kind(
            "results-expired",
            410,
            "Results expired",
            "The results of this job were kept until the time in the detail. The job itself still tells its counts.",
        ),
        Kind(
            "body-too-large",
            413,
            "Body too large",
            "Send less at once, or use POST /v1/jobs with NDJSON, which is streamed.",
        ),
        Kind(
            "address-too-long",
            414,
            "Address too long",
            "Name fewer values in one address, or send them in the body where the route takes one.",
        ),
        Kind("headers-too-large", 431, "Headers too large", "Send fewer or shorter headers."),
        Kind("job-finished", 409, "Job finished", "A finished job cannot be paused, resumed or cancelled."),
        Kind(
            "idempotency-key-in-flight",
            409,
            "Idempotency-Key in use",
            "A request with this key is still coming in. Wait for the seconds in Retry-After, then send it again.",
        ),
        Kind(
            "unpacks-too-large",
            413,
            "Unpacks too large",
            "The compressed body becomes too many times larger than itself. Send it less compressed.",
        ),
        Kind(
            "unsupported-media-type",
            415,
            "Unsupported media type",
            "Send one of the media types that the detail names.",
        ),
        Kind(
            "invalid-input",
            422,
            "Invalid input",
            "Each entry of errors names a place in the input and what is wrong there.",
        ),
        Kind("invalid-article", 422, "Invalid article", "One article of a batch is invalid; the others were coded."),
        Kind(
            "duplicate-id",
            422,
            "Duplicate id",
            "An id stands twice in one request. Give each article an id of its own.",
        ),
        Kind(
            "idempotency-key-reused",
            422,
            "Idempotency-Key reused",
            "The key names an earlier request with another body, type or query. Use a new key for a new job.",
        ),
        Kind(
            "invalid-callback",
            422,
            "Invalid callback",
            "Name an address of https or http that is public, with a secret to sign with. The detail says what is wrong.",
        ),
        Kind("unknown-coder", 422, "Unknown coder", "Name one of the coders that GET /version lists."),
        Kind("text-rejected", 422, "Text rejected", "The text cannot be coded. The detail says why."),
        Kind("too-many-requests", 429, "Too many requests", "Wait for the seconds in Retry-After, then try again."),
        Kind(
            "too-many-at-once",
            429,
            "Too many requests at once",
            "Wait until an earlier request of the same key is answered.",
        ),
        Kind("internal", 500, "Internal error", "The server failed. Report the request_id; the log has the same."),
        Kind(
            "invalid-result",
            500,
            "Invalid result",
            "The server made a result that breaks its own schema. Report the request_id.",
        ),
        Kind(
            "article-timeout",
            500,
            "Article timeout",
            "Coding this article took longer than allowed, so it was set aside.",
        ),
        Kind("cancelled", 409, "Cancelled", "The job was cancelled before this article was coded."),
        Kind("coding-failed", 500, "Coding failed", "The coder could not code this article. The detail says why."),
        Kind(
            "worker-lost", 500, "Worker lost", "The worker ended each time it coded this article, so it was set aside."
        ),
        Kind("data-error", 500, "Data error", "A data file of the coder is wrong. Run: athir lexicon check."),
        Kind("lexicon-error", 500, "Lexicon error", "A lexicon file is wrong; the detail names file and line."),
        Kind("gazetteer-error", 500, "Gazetteer error", "The gazetteer is missing or unreadable."),
        Kind("model-unavailable", 503, "Model unavailable", "The worker cannot load its language model."),
        Kind(
            "stale-build",
            503,
            "Stale build",
            "The worker's compiled modules are older than their sources. Run: make install.",
        ),
        Kind(
            "broker-unavailable",
            503,
            "Broker unavailable",
            "The broker is unreachable. The job named in `job` is stored and runs later; do not post it again.",
        ),
        Kind(
            "storage-unavailable",
            503,
            "Storage unavailable",
            "The database is unreachable or busy. Try again; a job named in `job` is stored.",
        ),
        Kind(
            "storage-full",
            503,
            "Storage full",
            "The disk of the database is full. Nothing was stored but a job named in `job`. Make room, then try again.",
        ),
        Kind(
            "broker-full",
            503,
            "Broker full",
            "The broker has no memory left. The job named in `job` is stored and runs later; do not post it again.",
        ),
        Kind(
            "queue-full",
            503,
            "Queue full",
            "More work waits than the server takes. Nothing was stored. Wait for the seconds in Retry-After, then try again.",
        ),
        Kind(
            "data-not-ready",
            503,
            "Data not ready",
            "The lexicons or the gazetteer are not compiled yet. A worker does it when it starts, as does: "
            "athir lexicon compile.",
        ),
        Kind(
            "limits-unavailable",
            503,
            "Limits unavailable",
            "The counts of requests cannot be read, and work that costs is not taken uncounted. Try again.",
        ),
        Kind(
            "not-coded-in-time",
            504,
            "Not coded in time",
            "The job named in `job` goes on. Fetch its results there, or let requests wait longer.",
        ),
        Kind("not-ready", 503, "Not ready", "The service lacks what `missing` names."),
    )
}

_BY_STATUS = {
    400: "bad-request",
    401: "unauthorized",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "body-too-large",
    414: "address-too-long",
    415: "unsupported-media-type",
    422: "invalid-input",
    429: "too-many-requests",
    431: "headers-too-large",
    500: "internal",
}


@dataclass(eq=False)
class Problem(Exception):
    """Raised by a view to answer with the problem called `slug` of the table."""

    slug: str
    detail: str
    errors: Sequence[Mapping[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Any] = field(default_factory=dict)


def input_errors(messages: Any, prefix: str = "") -> list[dict[str, str]]:
    """Flattens marshmallow's messages into `{"pointer", "detail"}`, each pointer below `prefix`."""
    if isinstance(messages, Mapping):
        found: list[dict[str, str]] = []
        for key, below in messages.items():
            step = "" if key == "_schema" else "/" + _token(key)
            found.extend(input_errors(below, prefix + step))
        return found
    if isinstance(messages, str):
        return [{"pointer": prefix, "detail": messages}]
    return [{"pointer": prefix, "detail": str(message)} for message in messages]


def _token(key: object) -> str:
    return _printable(str(key)[:100]).replace("~", "~0").replace("/", "~1")


def _printable(text: str) -> str:
    return _UNENCODABLE.sub("\ufffd", text)


def answer(problem: Problem) -> Response:
    """The HTTP response that tells of `problem`."""
    kind = KINDS[problem.slug]
    return _response(f"/problems/{kind.slug}", kind.title, kind.status, problem)


def _response(type_: str, title: str, status: int, problem: Problem) -> Response:
    body: dict[str, Any] = {
        "type": type_,
        "title": title,
        "status": status,
        "detail": _printable(problem.detail),
        "instance": quote(request.path),
        "request_id": g.get("request_id", ""),
        **problem.members,
    }
    if problem.errors:
        body["errors"] = list(problem.errors[:MAX_ERRORS])
        if len(problem.errors) > MAX_ERRORS:
            body["detail"] += f" The first {MAX_ERRORS} of {len(problem.errors)} errors are listed."
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text + "\n", status=status, mimetype=MEDIA_TYPE, headers=dict(problem.headers))


def from_problem(error: Problem) -> Response:
    """Answers a problem raised by a view."""
    if KINDS[error.slug].status >= 500:
        log.error("problem", slug=error.slug, detail=error.detail)
    return answer(error)


def from_domain(error: AthirError) -> Response:
    """Answers an error of the domain by its slug. What it says of our own parts is for the log alone."""
    slug = error.slug if error.slug in KINDS else "internal"
    if KINDS[slug].status >= 500:
        log.error("failure", slug=error.slug, error=str(error), frames=_frames(error))
        return answer(Problem(slug, KINDS[slug].advice, headers=_retry(slug)))
    return answer(Problem(slug, str(error), headers=_retry(slug)))


def from_http(error: HTTPException) -> Response:
    """Answers werkzeug's and webargs' exceptions."""
    original = getattr(error, "original_exception", None)
    if original is not None:
        return from_unexpected(original)
    status = error.code or 500
    headers = {name: value for name, value in error.get_headers() if name.lower() in ("allow", "retry-after")}
    problem = Problem(_BY_STATUS.get(status, "bad-request"), _detail(error), _parameter_errors(error), headers)
    if status in _BY_STATUS:
        return answer(problem)
    return _response("about:blank", HTTPStatus(status).phrase, status, problem)


def from_unexpected(error: BaseException) -> Response:
    """Answers what nobody foresaw. The log gets class and frames, never the message: it can hold article text."""
    log.error("unexpected", error=type(error).__qualname__, frames=_frames(error))
    return answer(Problem("internal", KINDS["internal"].advice))


def _frames(error: BaseException) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]


def _retry(slug: str) -> dict[str, str]:
    return {"Retry-After": "5"} if KINDS[slug].status == 503 or slug == "idempotency-key-in-flight" else {}


def _detail(error: HTTPException) -> str:
    if isinstance(error, RequestEntityTooLarge):
        return f"The body is larger than the limit of {current_app.config['MAX_CONTENT_LENGTH']} bytes."
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        return f"{request.method} is not allowed here; allowed: {', '.join(sorted(error.valid_methods))}."
    if error.code == 404:
        return f"There is nothing at {request.path}."
    if error.code == 422:
        return "The request's parameters are invalid."
    return error.description or error.name


def _parameter_errors(error: HTTPException) -> list[dict[str, str]]:
    messages = (getattr(error, "data", None) or {}).get("messages", {})
    found = []
    for entry in input_errors(messages.get("query", {})) if isinstance(messages, Mapping) else ():
        name = entry["pointer"].removeprefix("/").replace("~1", "/").replace("~0", "~")
        found.append({"parameter": name, "detail": entry["detail"]})
    return found


def invalid(error: ValidationError, prefix: str = "") -> Problem:
    """The problem that marshmallow's `error` makes, its pointers below `prefix`."""
    errors = input_errors(error.messages, prefix)
    first = errors[0]
    return Problem("invalid-input", f"{first['pointer'] or 'The body'}: {first['detail']}", errors)
