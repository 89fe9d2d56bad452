"""Keys over HTTP: every route of the document is tried without a key and with keys that open nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from api import access
from jobs import keys

OWN = ("/api/", "/oauth/", "/user/")  # these ask for themselves, as ACLED's do
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
    own = {path for path in told if path.startswith(OWN)}  # asked in ACLED's way
    assert told - own - {"/"} == OPEN


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
        if path.startswith(OWN):
            continue
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


@pytest.fixture(scope="module")
def tenants(guarded, store) -> dict[str, str]:
    """Secrets of two owners, of whom the first has a finished job, and of an administrator; and that job's id."""
    made = {
        name: keys.create(store, name=name, scopes=scopes)[1]
        for name, scopes in (
            ("mine", ["code", "jobs", "read"]),
            ("theirs", ["code", "jobs", "read"]),
            ("root", ["admin"]),
        )
    }
    answer = guarded.client.post("/v1/code", json={"text": "Troops left."}, headers={"X-API-Key": made["mine"]})
    assert answer.status_code == 200
    return {**made, "job": answer.json["job"]}


def test_no_route_shows_or_changes_the_job_of_another(guarded, tenants) -> None:
    tried = 0
    for method, path, scopes in operations(guarded.app):
        if "{job_id}" not in path or not scopes:
            continue
        address = path.replace("{job_id}", tenants["job"]).replace("{", "").replace("}", "")
        answer = guarded.client.open(address, method=method, headers={"X-API-Key": tenants["theirs"]})
        assert (answer.status_code, answer.json["type"]) == (404, "/problems/job-not-found"), (method, path)
        tried += 1
    assert tried >= 6
    for who, status in (("mine", 200), ("root", 200), ("theirs", 404)):
        answer = guarded.client.get(f"/v1/jobs/{tenants['job']}", headers={"X-API-Key": tenants[who]})
        assert answer.status_code == status
        assert who == "theirs" or answer.json["state"] == "completed"


@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/export?format=plover"])
def test_lists_hold_what_is_the_callers_own(guarded, tenants, path: str) -> None:
    told = {
        who: guarded.client.get(path, headers={"X-API-Key": tenants[who]}).text for who in ("mine", "theirs", "root")
    }
    listed = tenants["job"] if path == "/v1/jobs" else "Troops"
    assert listed in told["mine"]
    assert listed in told["root"]
    assert listed not in told["theirs"]
