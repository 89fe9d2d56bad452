"""The first page, the OpenAPI document and the pages for people: routes and kinds of problems. They use no script and no other host."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, current_app, jsonify, render_template
from flask_smorest import Blueprint
from markupsafe import Markup

from api.health import installed
from api.negotiation import accepted
from api.openapi import fails_with
from api.problems import KINDS, Problem
from schemas.meta import HomeSchema

blueprint = Blueprint("documents", __name__, description="What this service offers, for people and machines")

_KEY = "athir-openapi"
_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
code,pre{font:14px/1.4 ui-monospace,monospace}
h1,h2{line-height:1.2}
h2{margin-top:2.5rem}
details{border:1px solid #8884;border-radius:.4rem;margin:.5rem 0;padding:.5rem .8rem}
summary{cursor:pointer}
summary b{display:inline-block;min-width:4rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}
th,td{text-align:left;vertical-align:top;padding:.25rem .8rem .25rem 0;border-top:1px solid #8884}
th{font-weight:600}
""".strip()
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_PAGE_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-cache",
}
_WHAT = "News text in, CAMEO events and ACLED-style rows out."
_LINKS = {
    "docs": "/docs",
    "openapi": "/openapi.json",
    "problems": "/problems",
    "health": "/healthz",
    "ready": "/readyz",
    "version": "/version",
}
_HTML = {"type": "string"}
_SLUG = {"in": "path", "name": "slug", "required": True, "schema": {"type": "string", "enum": list(KINDS)}}


def prepare(app: Flask, document: dict[str, Any]) -> None:
    """Gives `app` its OpenAPI document and what the templates use."""
    app.extensions[_KEY] = document
    app.jinja_env.globals.update(style=Markup(_STYLE), type_of=type_of)  # noqa: S704  # our own constant, and hashed


@blueprint.route("/")
@fails_with(blueprint, "not-acceptable")
@blueprint.alt_response(200, schema=_HTML, content_type="text/html", success=True)
@blueprint.response(200, HomeSchema)
def home() -> Response:
    """What this service is and where its documentation stands: JSON, or a page for a browser."""
    told = {"name": "Athir", "description": _WHAT, "version": installed("athir"), "links": _LINKS}
    answer = _page("home.html", **told) if accepted("application/json", "text/html") == "text/html" else jsonify(told)
    answer.headers["Vary"] = "Accept"
    return answer


@blueprint.route("/openapi.json")
@fails_with(blueprint)
@blueprint.response(200, {"type": "object"})
def openapi_json() -> Response:
    """The OpenAPI 3.1 document of this service."""
    return jsonify(current_app.extensions[_KEY])


@blueprint.route("/docs")
@fails_with(blueprint)
@blueprint.response(200, _HTML, content_type="text/html")
def docs() -> Response:
    """The OpenAPI document as a page."""
    return _page("docs.html", document=current_app.extensions[_KEY])


@blueprint.route("/problems")
@fails_with(blueprint)
@blueprint.response(200, _HTML, content_type="text/html")
def problem_list() -> Response:
    """All kinds of problems."""
    return _page("problems.html", kinds=KINDS.values())


@blueprint.route("/problems/<slug>", parameters=[_SLUG])
@fails_with(blueprint, "not-found")
@blueprint.response(200, _HTML, content_type="text/html")
def problem(slug: str) -> Response:
    """What one kind of problem means and what to do about it."""
    if slug not in KINDS:
        raise Problem("not-found", f"There is no kind of problem named {slug!r}.")
    return _page("problem.html", kind=KINDS[slug])


def _page(template: str, **values: Any) -> Response:
    return Response(render_template(template, **values), mimetype="text/html", headers=_PAGE_HEADERS)


def type_of(schema: Mapping[str, Any] | None) -> str:
    """A schema of the document in a few words, such as `array of Event or null`."""
    if not schema:
        return "any"
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    for combined in ("oneOf", "anyOf", "allOf"):
        if combined in schema:
            return " or ".join(type_of(part) for part in schema[combined])
    kinds = schema.get("type", "any")
    named = [kinds] if isinstance(kinds, str) else list(kinds)
    if "array" in named:
        named[named.index("array")] = f"array of {type_of(schema.get('items'))}"
    if "enum" in schema and len(schema["enum"]) <= 12:
        named = [repr(value) if isinstance(value, str) else str(value) for value in schema["enum"]]
    return " or ".join(named)
