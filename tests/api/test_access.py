"""Keys over HTTP: every route of the document is tried without a key and with keys that open nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from api import access
from jobs import keys

OPEN = {"/healthz", "/readyz", "/version", "/docs", "/openapi.json", "/problems", "/problems/{slug}"}


@pytest.fixture(scope="module")
def guarded(start):
    return start(require_keys=True, wait_seconds=5)


@pytest.fixture(scope="module")
def store(guarded):
    return guarded.app.extensions["athir"].store


def operations(app: Flask) -> list[tuple[str, str, list[str]]]:
    """Method, path and scopes of every operation of the document."""
    document = app.test_client().get("/openapi.json").json
    return [
        (method.upper(), path, operation.get("x-scopes", []))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    ]


def concrete(path: str) -> str:
    return path.replace("{", "").replace("}", "")


def test_the_document_says_which_routes_are_open(guarded) -> None:
    told = {path for _, path, scopes in operations(guarded.app) if not scopes}
    assert told - {"/"} == OPEN


def test_every_route_that_exists_is_in_the_table() -> None:
    app = Flask("new", static_folder=None)
    app.add_url_rule("/v1/new", "new.show", lambda: "")
    with pytest.raises(LookupError, match=r"GET new\.show"):
        access.install(app)


def test_no_route_opens_without_a_valid_key(guarded, store) -> None:
    _, expired = keys.create(
        store, name="expired", scopes=["admin"], expires_at=datetime.now(UTC) - timedelta(seconds=1)
    )
    revoked_key, revoked = keys.create(store, name="revoked", scopes=["admin"])
    keys.revoke(store, revoked_key.id)
    tried = 0
    for method, path, scopes in operations(guarded.app):
        if not scopes:
            continue
        for headers in (
            {},
            {"X-API-Key": expired},
            {"X-API-Key": revoked},
            {"X-API-Key": "athir_" + "0" * 16 + "_" + "A" * 43},
            {"Authorization": f"Bearer {revoked}"},
            {"Authorization": "Bearer"},
            {"Authorization": "Basic dXNlcjpwYXNz"},
        ):
            answer = guarded.client.open(concrete(path), method=method, headers=headers)
            assert answer.status_code == 401, (method, path, headers)
            assert answer.json["type"] == "/problems/unauthorized"
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            tried += 1
    assert tried > 50


@pytest.mark.parametrize("held", ["code", "jobs", "read"])
def test_a_key_opens_the_routes_of_its_scope_alone(guarded, store, held: str) -> None:
    _, secret = keys.create(store, name=held, scopes=[held])
    refused = 0
    for method, path, scopes in operations(guarded.app):
        answer = guarded.client.open(concrete(path), method=method, headers={"X-API-Key": secret})
        assert (answer.status_code == 403) == bool(scopes and held not in scopes), (method, path)
        refused += answer.status_code == 403
    assert refused


@pytest.mark.parametrize("headers", ["X-API-Key: {}", "Authorization: Bearer {}", "authorization: bearer {}"])
def test_a_key_is_sent_in_either_header(guarded, store, headers: str) -> None:
    _, secret = keys.create(store, name="x", scopes=["read"])
    name, _, value = headers.format(secret).partition(": ")
    assert guarded.client.get("/v1/codebook/acled", headers={name: value}).status_code == 200


def test_open_routes_stay_open(guarded) -> None:
    for path in ("/healthz", "/readyz", "/version", "/docs", "/openapi.json", "/problems", "/problems/unauthorized"):
        assert guarded.client.get(path).status_code == 200


def test_where_no_key_is_asked_for_every_route_is_open(start) -> None:
    client = start(wait_seconds=5).client
    assert client.get("/v1/jobs").status_code == 200
    assert client.post("/v1/code", json={"text": "Troops left."}).status_code == 200


def test_an_unknown_address_is_not_found_rather_than_forbidden(guarded) -> None:
    assert guarded.client.get("/v1/nothing").status_code == 404
