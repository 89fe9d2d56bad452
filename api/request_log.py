"""A request id for every request and one log line when it is answered, without any text of articles."""

from __future__ import annotations

import re
import time
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")  # what may enter a log line and a header as it is
_QUIET = frozenset({"/healthz", "/readyz"})

log = structlog.get_logger("api")


def install(app: Flask) -> None:
    """Adds the request id and the log line to `app`."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.request_id = given if _GIVEN.fullmatch(given) else uuid4().hex
    g.begun = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers[HEADER] = g.request_id
    rule = request.url_rule.rule if request.url_rule else None
    write = log.debug if rule in _QUIET else log.info
    write(
        "request",
        method=request.method,
        route=rule,
        status=response.status_code,
        ms=round((time.perf_counter() - g.begun) * 1000, 1),
        bytes_in=request.content_length,
        bytes_out=None if response.is_streamed else response.content_length,
    )
    return response
