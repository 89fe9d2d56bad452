"""flask-smorest's Api with our problems in place of its errors, and the decorator that documents them at the view."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask, Response
from flask_smorest import Api, Blueprint
from werkzeug.exceptions import HTTPException

from api import problems
from coders.errors import AthirError
from schemas.problem import ProblemSchema

View = TypeVar("View", bound=Callable[..., Any])

_RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
_ALWAYS = ("internal",)
_REFUSALS = ("bad-request", "address-too-long", "headers-too-large")
_WITH = {"storage-unavailable": "storage-full", "broker-unavailable": "broker-full"}  # kinds of those errors


class ProblemApi(Api):  # type: ignore[misc]  # flask-smorest has no types
    """An Api whose every error is a problem of the one table, in behaviour and in the OpenAPI document."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None  # each route names its statuses, so that an undocumented one can be noticed

    def handle_http_exception(self, error: HTTPException) -> Response:
        """Answers werkzeug's and webargs' exceptions with a problem."""
        return problems.from_http(error)

    def _register_error_handlers(self) -> None:
        super()._register_error_handlers()
        app: Flask = self._app
        app.register_error_handler(problems.Problem, problems.from_problem)
        app.register_error_handler(AthirError, problems.from_domain)
        app.register_error_handler(Exception, problems.from_unexpected)

    def _register_pagination_header(self) -> None:
        """Pages are linked here (RFC 8288), so flask-smorest's own header is not in the document."""

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            content = {problems.MEDIA_TYPE: {"schema": ProblemSchema}}
            self.spec.components.response(status.name, {"description": status.phrase, "content": content}, lazy=True)


def fails_with(blueprint: Blueprint, *slugs: str) -> Callable[[View], View]:
    """Documents that a view answers with the problems called `slugs`, and with those that every view can have."""
    by_status: dict[int, list[str]] = defaultdict(list)
    for slug in (*slugs, *(_WITH[slug] for slug in slugs if slug in _WITH), *_ALWAYS):
        by_status[problems.KINDS[slug].status].append(slug)

    def decorator(view: View) -> View:
        documented: Any = view
        for status, names in by_status.items():
            documented = blueprint.alt_response(
                status,
                schema=ProblemSchema,
                content_type=problems.MEDIA_TYPE,
                description="Problem: " + ", ".join(names),
                headers=_RETRY_AFTER if status in (429, 503) or "idempotency-key-in-flight" in names else None,
            )(documented)
        result: View = documented
        return result

    return decorator


def with_refusals(document: dict[str, Any]) -> dict[str, Any]:
    """The document with what the server answers, at any route, to a request that it cannot read."""
    body = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for operations in document["paths"].values():
        for method, operation in operations.items():
            if method == "parameters":
                continue
            for slug in _REFUSALS:
                kind = problems.KINDS[slug]
                made = operation["responses"].setdefault(str(kind.status), {"description": f"Problem: {slug}"})
                made.setdefault("content", {}).setdefault(problems.MEDIA_TYPE, body)
            operation["responses"].setdefault("408", {"description": "The request came too slowly. There is no body."})
    return document
