"""Who may do what: a key opens the routes of its scopes. Every route stands in one table, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from flask import Flask, current_app, g, request
from flask_smorest.spec.plugins import FlaskPlugin
from werkzeug.routing import Rule

from api.context import services
from api.problems import KINDS, MEDIA_TYPE, Problem
from jobs import keys
from jobs.errors import BadKey
from jobs.keys import Key
from jobs.owners import check_visible

_OPEN: Final = ()
_ANY: Final = ("code", "jobs", "read")
# endpoint, or its blueprint, and optionally a method: the scopes of which each suffices. `admin` opens everything.
RULES: Final[Mapping[str, tuple[str, ...]]] = {
    "service": _OPEN,
    "documents": _OPEN,
    "reference": _ANY,
    "coding": ("code",),
    "metrics": ("admin",),
    "acled": ("read",),  # asked for in ACLED's way (api.acled.auth)
    "acled_auth": _OPEN,  # a key is what these want to be sent
    "store": ("read",),
    "merges GET": ("read",),
    "merges": ("jobs",),
    "results": _ANY,
    "deliveries GET": _ANY,
    "deliveries": ("jobs",),
    "exports": _ANY,
    "hypnos": ("code",),
    "job control": ("jobs",),
    "jobs GET": _ANY,
    "jobs": ("jobs",),
}
HEADER: Final = "X-API-Key"
_CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="athir"'}
_SCHEMES: Final = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key made with `athir keys create`."},
    "header": {"type": "apiKey", "in": "header", "name": HEADER, "description": "The same key."},
}
_WAYS: Final = "athir-ways-of-asking"

# Gives the key of the present request, or None where it needs none, or raises what its blueprint answers.
Way = Callable[[], Key | None]


def install(app: Flask, ways: Mapping[str, Way] | None = None) -> None:
    """Makes `app` ask for keys where its settings say so. To be called when all routes are there.

    `ways` are blueprints whose clients send keys in other ways than those of this module. Raises LookupError for a route
    that RULES does not know.
    """
    for rule in app.url_map.iter_rules():
        for method in _methods(rule):
            scopes(rule.endpoint, method)
    app.extensions[_WAYS] = dict(ways or {})
    app.before_request(_admit)


def scopes(endpoint: str, method: str) -> tuple[str, ...]:
    """The scopes of which each opens the route; empty if it is open to all. Raises LookupError for an unknown route."""
    method = "GET" if method == "HEAD" else method
    for name in (endpoint, endpoint.rpartition(".")[0]):
        for entry in (f"{name} {method}", name):
            if entry in RULES:
                return RULES[entry]
    raise LookupError(f"no rule of access for {method} {endpoint}")


def owner() -> str | None:
    """Whose work a request submits; None where no key is asked for."""
    key: Key | None = g.get("key")
    return key.owner if key else None


def sees() -> str | None:
    """Whose work the request may see; None for everybody's."""
    key: Key | None = g.get("key")
    return key.sees if key else None


def secured(spec: dict[str, Any], app: Flask) -> dict[str, Any]:
    """The OpenAPI document `spec` with how a key is sent, and with the need of one at each route that has it."""
    spec["components"].setdefault("securitySchemes", {}).update(_SCHEMES)
    needs = dict(_needs(app))
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            needed = needs.get((path, method.upper()))
            if not needed:
                continue
            ways = operation.get("security", [{"bearer": []}, {"header": []}])
            operation["security"] = [{}, *ways]  # {}: where no key is asked for
            operation["x-scopes"] = list(needed)
            for slug in ("unauthorized", "forbidden", "too-many-requests"):
                kind = KINDS[slug]
                answer = {
                    "description": f"Problem: {slug}",
                    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
                operation["responses"].setdefault(str(kind.status), answer)
    return spec


def _needs(app: Flask) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    for rule in app.url_map.iter_rules():
        path = FlaskPlugin.flaskpath2openapi(rule.rule)
        for method in _methods(rule):
            yield (path, method), scopes(rule.endpoint, method)


def _methods(rule: Rule) -> Iterator[str]:
    return (method for method in sorted(rule.methods or ()) if method not in ("HEAD", "OPTIONS"))


def _admit() -> None:
    """Raises the 401 or 403 problem unless the request may go on; keeps its key."""
    g.key = None
    way: Way | None = current_app.extensions[_WAYS].get(request.blueprint)
    if way is not None:
        g.key = way()
        return
    here = services()
    if not here.settings.require_keys or request.endpoint is None:
        return
    needed = scopes(request.endpoint, request.method)
    if not needed:
        return
    secret = _secret()
    if secret is None:
        raise Problem("unauthorized", "This asks for a key, and none was sent.", headers=_CHALLENGE)
    try:
        key = keys.check(here.store, secret)
    except BadKey as error:
        raise Problem("unauthorized", "The key is not known, or no longer valid.", headers=_CHALLENGE) from error
    if not any(key.allows(scope) for scope in needed):
        raise Problem("forbidden", f"The key lacks the scope {' or '.join(needed)}.")
    g.key = key
    job_id = (request.view_args or {}).get("job_id")
    if job_id is not None and key.sees is not None:
        check_visible(here.store, job_id, key.sees)


def _secret() -> str | None:
    given = request.headers.get(HEADER)
    if given is None and request.authorization is not None and request.authorization.type == "bearer":
        given = request.authorization.token
    return given
