"""What goes wrong in the ACLED-style API, in the body that its clients read; statuses come from the table of problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from api.problems import KINDS, Problem
from coders.errors import AthirError

_WAIT = {"Retry-After": "5"}

log = structlog.get_logger("api")


@dataclass(eq=False)
class AcledError(Exception):
    """Raised by a view to answer with `status` and `message`."""

    status: int
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)


def key_era() -> bool:
    """Whether the request came by one of the older addresses, which do not begin with /api."""
    return not request.path.startswith(("/api/", "/oauth/", "/user/"))


def answer(error: AcledError) -> Response:
    """The response that tells of `error`: a list of errors under /api, one object at the older addresses."""
    told = {"status": error.status, "message": error.message}
    body: dict[str, Any] = {"status": error.status, "success": False, "message": error.message}
    body |= {"error": told} if key_era() else {"error": [told], "count": 0, "data": []}
    response = jsonify(body)
    response.status_code = error.status
    response.headers.update(error.headers)
    return response


def install(blueprint: Blueprint) -> None:
    """Makes every failure below `blueprint` an answer of this shape."""
    blueprint.register_error_handler(AcledError, answer)
    blueprint.register_error_handler(Problem, _from_problem)
    blueprint.register_error_handler(AthirError, _from_domain)
    blueprint.register_error_handler(HTTPException, _from_http)
    blueprint.register_error_handler(Exception, _from_unexpected)


def _from_problem(error: Problem) -> Response:
    kind = KINDS[error.slug]
    return answer(AcledError(kind.status, f"{kind.title}: {error.detail}", error.headers))


def _from_domain(error: AthirError) -> Response:
    kind = KINDS[error.slug if error.slug in KINDS else "internal"]
    if kind.status >= 500:
        log.error("failure", slug=error.slug, error=str(error))
        return answer(AcledError(kind.status, kind.advice, _WAIT if kind.status == 503 else {}))
    return answer(AcledError(400 if kind.status == 422 else kind.status, str(error)))


def _from_http(error: HTTPException) -> Response:
    status = error.code or 500
    headers = {name: value for name, value in error.get_headers() if name.lower() in ("allow", "retry-after")}
    return answer(AcledError(status, error.description or error.name, headers))


def _from_unexpected(error: Exception) -> Response:
    log.error("unexpected", error=type(error).__qualname__, exc_info=False)
    return answer(AcledError(500, KINDS["internal"].advice))
