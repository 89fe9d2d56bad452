"""Requests as spans of a trace, which goes on in the workers; see jobs.traces."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Final

import structlog
from flask import Flask, Response, g, request

from jobs import traces

_QUIET: Final = frozenset({"/healthz", "/readyz", "/metrics"})  # asked every few seconds, and of no interest


def install(app: Flask) -> None:
    """Makes `app` trace its requests, and name the trace in log lines."""
    traces.start("athir-api")
    app.before_request(_begin)
    app.after_request(_answered)
    app.teardown_request(_end)


def _begin() -> None:
    if request.path in _QUIET:
        return
    method = {"http.request.method": request.method}
    opened = traces.span(request.method, method, parent=request.headers.get(traces.HEADER), kind="server")
    g.span_open = opened
    g.span = opened.__enter__()
    structlog.contextvars.bind_contextvars(trace_id=g.span.trace_id)


def _answered(response: Response) -> Response:
    told: traces.Told | None = g.get("span")
    if told is not None:
        told.answered(request.url_rule.rule if request.url_rule else None, response.status_code)
    return response


def _end(error: BaseException | None) -> None:
    opened: AbstractContextManager[traces.Told] | None = g.pop("span_open", None)
    if opened is not None:
        opened.__exit__(type(error) if error else None, error, error.__traceback__ if error else None)
