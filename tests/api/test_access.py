"""Keys over HTTP: every route is tried without a key, with keys that open nothing, and with those of others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from api import access
from api.acled.auth import COOKIE
from api.acled.read import NAMES
from jobs import keys
from storage.engine import writing
from storage.models import ApiKey

OWN = ("/api/", "/oauth/", "/user/")  # these are asked for, and refused, in ACLED's way
GIVING = {"/oauth/token", "/user/login"}  # of these, what a key is sent to
OPEN = {"/", "/healthz", "/readyz", "/version", "/docs", "/openapi.json", "/problems", "/problems/{slug}"}


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


def readers(app: Flask) -> list[tuple[str, str]]:
    """Method and address of everything that ACLED's clients read, at the addresses of both generations."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] == "acled":
            for name in NAMES:
                address = re.sub(r"<[^>]*name>", name, rule.rule).replace("<suffix>", "json")
                found += [(method, address) for method in sorted(rule.methods - {"HEAD", "OPTIONS"})]
    return found


@dataclass(frozen=True)
class Ended:
    """A key that is over by now, and what was given for it before."""

    secret: str
    token: str
    refresh: str
    session: str


def given_for(client, secret: str) -> Ended:
    form = {"grant_type": "password", "username": "ada@example.org", "password": secret}
    tokens = client.post("/oauth/token", data=form).json
    logged_in = client.post("/user/login", json={"name": "ada@example.org", "pass": secret})
    session = re.search(f"{COOKIE}=([^;]+)", logged_in.headers["Set-Cookie"])
    return Ended(secret, tokens["access_token"], tokens["refresh_token"], session[1])


@pytest.fixture(scope="module")
def ended(guarded, store) -> list[Ended]:
    """A revoked key and an expired one."""
    made = [keys.create(store, name=name, scopes=["admin"]) for name in ("revoked", "expired")]
    found = [given_for(guarded.client, secret) for _, secret in made]
    keys.revoke(store, made[0][0].id)
    with writing(store) as session:
        session.execute(update(ApiKey).where(ApiKey.id == made[1][0].id).values(expires_at=datetime.now(UTC)))
    return found


def concrete(path: str) -> str:
    return path.replace("{", "").replace("}", "")


def test_the_document_says_which_routes_are_open(guarded) -> None:
    told = {path for _, path, scopes in operations(guarded.app) if not scopes}
    own = {path for path in told if path.startswith(OWN)}  # asked in ACLED's way
    assert told - own == OPEN
    assert own == GIVING


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
        if not scopes or path.startswith(OWN):
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


def refused(answer, *, old: bool) -> bool:
    """Whether the answer is a refusal as ACLED's clients know it, of the generation of its address."""
    body = answer.json
    told = {"status": answer.status_code, "message": body["message"]}
    assert body["status"] == answer.status_code
    assert body["success"] is False
    assert body["error"] == (told if old else [told])
    assert body.get("data", []) == []
    return body["message"].startswith("Access denied")


def test_no_reader_gets_in_without_a_valid_key(guarded, store, ended) -> None:
    _, unscoped = keys.create(store, name="unscoped", scopes=["code", "jobs"])
    unknown = "athir_" + "0" * 16 + "_" + "A" * 43
    ways: list[tuple[int, dict]] = [
        (403, {}),
        (403, {"headers": {"Authorization": "Basic dXNlcjpwYXNz"}}),
        (403, {"query_string": {"email": "ada@example.org"}}),
        (403, {"headers": {"X-API-Key": unscoped}}),
        (403, {"headers": {"Authorization": f"Bearer {unscoped}"}}),
        (403, {"query_string": {"key": unscoped, "email": "e"}}),
        (401, {"headers": {"Cookie": f"{COOKIE}=made-up"}}),
    ]
    for secret in (unknown, *(one.secret for one in ended)):
        ways.append((401, {"headers": {"X-API-Key": secret}}))
        ways.append((401, {"headers": {"Authorization": f"Bearer {secret}"}}))
        ways.append((403, {"query_string": {"key": secret, "email": "ada@example.org"}}))
    for one in ended:
        ways.append((401, {"headers": {"Authorization": f"Bearer {one.token}"}}))
        ways.append((401, {"headers": {"Authorization": f"Bearer {one.refresh}"}}))
        ways.append((401, {"headers": {"Cookie": f"{COOKIE}={one.session}"}}))
    tried = 0
    for method, address in readers(guarded.app):
        for status, sent in ways:
            answer = guarded.app.test_client(use_cookies=False).open(address, method=method, **sent)
            assert answer.status_code == status, (method, address, sent)
            assert refused(answer, old=not address.startswith("/api/"))
            tried += 1
    assert tried > 1000
    form = guarded.client.post("/acled/read", data={"key": unknown, "email": "e"})
    assert form.status_code == 403


def test_nothing_is_given_for_a_key_that_does_not_read(guarded, store, ended) -> None:
    _, unscoped = keys.create(store, name="unscoped", scopes=["code", "jobs"])
    for secret, error, status in (
        *((one.secret, "invalid_grant", 400) for one in ended),
        (unscoped, "invalid_scope", 403),
    ):
        form = {"grant_type": "password", "username": "ada", "password": secret}
        answer = guarded.client.post("/oauth/token", data=form)
        assert (answer.status_code, answer.json["error"]) == (400, error)
        assert "access_token" not in answer.json
        login = guarded.client.post("/user/login", json={"name": "ada", "pass": secret})
        assert login.status_code == status
        assert "Set-Cookie" not in login.headers
    for one in ended:
        form = {"grant_type": "refresh_token", "refresh_token": one.refresh}
        assert guarded.client.post("/oauth/token", data=form).json["error"] == "invalid_grant"


@pytest.mark.parametrize("held", ["read", "admin"])
def test_a_key_that_reads_opens_every_address_of_readers(guarded, store, held) -> None:
    _, secret = keys.create(store, name=held, scopes=[held])
    given = given_for(guarded.client, secret)
    ways: list[dict] = [
        {"headers": {"X-API-Key": secret}},
        {"headers": {"Authorization": f"Bearer {secret}"}},
        {"headers": {"Authorization": f"Bearer {given.token}"}},
        {"headers": {"Cookie": f"{COOKIE}={given.session}"}},
        {"query_string": {"key": secret, "email": "anything at all"}},
    ]
    for number, (method, address) in enumerate(readers(guarded.app)):
        answer = guarded.app.test_client(use_cookies=False).open(address, method=method, **ways[number % len(ways)])
        assert answer.status_code == 200, (method, address)
        assert answer.json["success"] is True


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
    for path in (OPEN - {"/problems/{slug}"}) | {"/problems/unauthorized"}:
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


@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/export?format=plover", "/v1/events", "/v1/rows"])
def test_lists_hold_what_is_the_callers_own(guarded, tenants, path: str) -> None:
    told = {
        who: guarded.client.get(path, headers={"X-API-Key": tenants[who]}).text for who in ("mine", "theirs", "root")
    }
    listed = {"/v1/jobs": tenants["job"], "/v1/events": "SYRMIL", "/v1/rows": "SYR1"}.get(path, "Troops")
    assert listed in told["mine"]
    assert listed in told["root"]
    assert listed not in told["theirs"]


def test_no_reader_sees_the_rows_of_another(guarded, tenants) -> None:
    tried = 0
    for method, address in readers(guarded.app):
        told = {
            who: guarded.client.open(address, method=method, headers={"X-API-Key": tenants[who]}).json
            for who in ("mine", "theirs", "root")
        }
        assert (told["theirs"]["data"], told["theirs"]["total_count"]) == ([], 0), (method, address)
        assert told["root"]["data"] == told["mine"]["data"]
        assert bool(told["mine"]["data"]) == ("deleted" not in address), (method, address)
        tried += 1
    assert tried == 6 * 6 * 2


def test_two_who_code_the_same_article_each_see_a_row_of_their_own(guarded, store) -> None:
    secrets = {name: keys.create(store, name=name, scopes=["code", "read"])[1] for name in ("first", "second", "third")}
    _, root = keys.create(store, name="root", scopes=["admin"])
    article = {"id": "shared", "text": "Troops shelled the bridge."}
    for who in ("first", "second"):
        answer = guarded.client.post("/v1/code", json=article, headers={"X-API-Key": secrets[who]})
        assert answer.status_code == 200

    def told(secret: str) -> list[str]:
        answer = guarded.client.get("/api/acled/read", query_string={"key": secret, "email": "e", "limit": 0}).json
        assert answer["count"] == answer["total_count"] == len(answer["data"])
        return [row["event_id_cnty"] for row in answer["data"]]

    assert told(secrets["first"]) == told(secrets["second"]) == ["SYR1"]
    assert told(secrets["third"]) == []
    assert told(root) == ["SYR1"], "an administrator is told each event id once"


ORIGIN = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}


def test_every_answer_keeps_browsers_out(guarded, store) -> None:
    _, secret = keys.create(store, name="browser", scopes=["admin"])
    seen = set()
    for method, path, _ in operations(guarded.app):
        for asked in (method, "OPTIONS"):
            for headers in (ORIGIN, {**ORIGIN, "X-API-Key": secret}):
                answer = guarded.client.open(concrete(path), method=asked, headers=headers)
                assert not [name for name, _ in answer.headers if name.lower().startswith("access-control")], path
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.headers["Referrer-Policy"] == "no-referrer"
                policy = answer.headers["Content-Security-Policy"]
                assert policy.startswith("default-src 'none'"), path
                assert "frame-ancestors 'none'" in policy
                assert ("style-src" in policy) == (
                    asked == "GET" and answer.mimetype == "text/html" and answer.status_code == 200
                )
                seen.add(answer.status_code)
    assert seen >= {200, 401, 403, 404}
    missing = guarded.client.get("/nothing", headers=ORIGIN)
    assert missing.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
