"""The application factory: parts in, a Flask application out."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request
from flask.json.provider import DefaultJSONProvider

from api import (
    access,
    code,
    context,
    deliveries,
    exports,
    health,
    hypnos,
    job_control,
    job_results,
    jobs,
    merged,
    metrics,
    pages,
    reference,
    request_log,
    store,
    tracing,
)
from api.acled import accounts, auth, openapi, read
from api.examples import with_examples
from api.limits import Limits
from api.openapi import ProblemApi, with_refusals
from api.submission import KEY_PARAMETER, SIGNING_PARAMETER
from schemas.hypnos import HypnosStorySchema
from schemas.merged import MergedRowSchema
from schemas.result import ArticleResultSchema, FailedArticleSchema
from settings import Settings

_DESCRIPTION = (
    "News text in, CAMEO events and ACLED-style rows out. Offsets count Unicode code points of `text`. "
    "Errors are problem details (RFC 9457). Every answer carries X-Request-ID."
)


class _Json(DefaultJSONProvider):
    """Keeps the order of fields and the letters of the text."""

    sort_keys = False
    ensure_ascii = False
    compact = True


def create_app(settings: Settings, services: context.Services | None = None) -> Flask:
    """The application. `services` replaces the parts that are otherwise made from `settings`; connects to nothing."""
    app = Flask("api", static_folder=None)
    app.json = _Json(app)
    app.config.update(
        API_TITLE="Athir",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=None,
        API_SPEC_OPTIONS={"info": {"description": _DESCRIPTION}},
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        PROPAGATE_EXCEPTIONS=False,
    )
    held = services or context.make(settings)
    context.attach(app, held)
    request_log.install(app)
    metrics.RequestMetrics().install(app)
    if settings.otel:
        tracing.install(app)
    app.after_request(_secure)
    api = ProblemApi(app)
    for schema in (
        ArticleResultSchema,
        FailedArticleSchema,
        HypnosStorySchema,
        MergedRowSchema,
    ):  # the routes refer to these by name
        api.spec.components.schema(schema.__name__.removesuffix("Schema"), schema=schema)
    rooms = (
        code,
        jobs,
        job_control,
        job_results,
        deliveries,
        store,
        merged,
        exports,
        hypnos,
        reference,
        health,
        metrics,
        pages,
    )
    for blueprint in (room.blueprint for room in rooms):
        api.register_blueprint(blueprint)
    accounts.install(app, accounts.KeyAccounts(held.store) if settings.require_keys else accounts.NoAccounts())
    for readers in (read.blueprint, auth.blueprint):
        app.register_blueprint(readers)
    access.install(app, {read.blueprint.name: auth.admit})
    Limits.of(settings).install(app)
    document = openapi.describe(_with_limits(api.spec.to_dict(), settings, held.coders))
    pages.prepare(app, with_examples(with_refusals(access.secured(document, app)), held.coders))
    return app


def _with_limits(document: dict[str, Any], settings: Settings, coders: tuple[str, ...]) -> dict[str, Any]:
    for path in ("/v1/code", "/v1/jobs"):
        for parameter in document["paths"][path]["post"]["parameters"]:
            if parameter["name"] == "coder":
                parameter["schema"]["enum"] = list(coders)
    document["paths"]["/v1/jobs"]["post"]["parameters"] += [KEY_PARAMETER, SIGNING_PARAMETER]
    bodies = document["components"]["schemas"]
    bodies["Article"]["properties"]["text"]["maxLength"] = settings.max_text_chars
    bodies["CodeRequest"]["properties"]["articles"]["maxItems"] = settings.max_articles_per_request
    return document


def _secure(response: Response) -> Response:
    """What browsers are told. There is no CORS header: scripts of other sites read nothing here."""
    response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    if request.path.startswith("/v1/"):
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
