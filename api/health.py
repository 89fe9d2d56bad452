"""Whether the process is alive, whether the service can code, and which versions it is made of."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import Any

import structlog
from flask_smorest import Blueprint

from api.context import services
from api.openapi import fails_with
from api.problems import Problem
from coders.errors import AthirError
from schemas.meta import HealthSchema, ReadySchema, VersionSchema

log = structlog.get_logger("api")
blueprint = Blueprint("service", __name__, description="The service itself")


@blueprint.route("/healthz")
@fails_with(blueprint)
@blueprint.response(200, HealthSchema)
def healthz() -> dict[str, str]:
    """Alive: the process answers. Asks nothing else."""
    return {"status": "ok"}


@blueprint.route("/readyz")
@fails_with(blueprint, "not-ready")
@blueprint.response(200, ReadySchema)
def readyz() -> dict[str, Any]:
    """Ready: the database is migrated, the broker answers, and at least one worker is alive."""
    checks = {"database": _database(), "broker": _broker(), "worker": _worker()}
    missing = [f"{name}: {state}" for name, state in checks.items() if state != "ok"]
    if missing:
        raise Problem(
            "not-ready", f"Missing: {'; '.join(missing)}.", headers={"Retry-After": "5"}, members={"missing": missing}
        )
    return {"status": "ready", "checks": checks}


@blueprint.route("/version")
@fails_with(blueprint, "lexicon-error", "gazetteer-error")
@blueprint.response(200, VersionSchema)
def version() -> dict[str, Any]:
    """Versions of Athir, its coders, the parser's model and the data, as far as this process knows them."""
    settings = services().settings
    return {
        "athir": installed("athir"),
        "python": platform.python_version(),
        "coders": list(services().coder_names()),
        "default_coder": settings.default_coder,
        "model": {"name": settings.spacy_model, "version": installed(settings.spacy_model)},
        "data": services().reference.versions(),
    }


def _database() -> str:
    try:
        current, head = services().migrations()
    except AthirError as error:
        log.warning("database not readable", error=str(error))  # may name hosts, which is not for everybody
        return "cannot be read"
    return "ok" if current == head else f"is at migration {current}, the newest is {head}; run: athir db upgrade"


def _broker() -> str:
    try:
        services().publisher.ping()
    except AthirError:
        return "does not answer"
    return "ok"


def _worker() -> str:
    return "ok" if services().worker_alive() else "none is alive"


def installed(distribution: str) -> str | None:
    """The version of an installed distribution; None for one that is not installed."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None
