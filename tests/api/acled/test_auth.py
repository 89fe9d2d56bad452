"""Tokens, sessions and keys: who may read, and what those learn who may not."""

from __future__ import annotations

import threading

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from api.acled.auth import COOKIE
from jobs import acled_tokens
from storage.engine import reading
from storage.models import AcledToken

URL = "/api/acled/read?limit=1"
PASSWORD = {"grant_type": "password", "client_id": "acled", "username": "ada@example.org", "password": "s3cret"}


def token(client: FlaskClient, **form: str):
    return client.post("/oauth/token", data=form or PASSWORD)


def read_with(client: FlaskClient, access: str, path: str = URL):
    return client.get(path, headers={"Authorization": f"Bearer {access}"})


@pytest.mark.parametrize("more", [{}, {"scope": "authenticated"}])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_password_gives_a_token_that_reads(closed, more, kind):
    answer = closed.client.post("/oauth/token", data={**PASSWORD, **more}, content_type=kind)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    body = answer.json
    assert set(body) == {"token_type", "expires_in", "access_token", "refresh_token"}
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 86_400)
    assert body["access_token"] != body["refresh_token"]
    assert read_with(closed.client, body["access_token"]).json["count"] == 1
    assert read_with(closed.client, body["access_token"], "/acled/read?limit=1").json["count"] == 1
    assert read_with(closed.client, body["refresh_token"]).status_code == 401


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({**PASSWORD, "password": "wrong"}, "invalid_grant"),
        ({**PASSWORD, "username": "eve@example.org"}, "invalid_grant"),
        ({"grant_type": "password", "username": "ada@example.org"}, "invalid_request"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "made up"}, "invalid_grant"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "unsupported_grant_type"),
    ],
)
def test_a_refused_token_says_why(closed, form, error):
    answer = token(closed.client, **form)
    assert answer.status_code == 400
    assert answer.json["error"] == error
    assert answer.json["error_description"]


def test_a_refresh_token_works_once_and_ends_the_old_tokens(closed):
    first = token(closed.client).json
    form = {"grant_type": "refresh_token", "client_id": "acled", "refresh_token": first["refresh_token"]}
    second = token(closed.client, **form).json
    assert second["refresh_token"] != first["refresh_token"]
    assert read_with(closed.client, second["access_token"]).status_code == 200
    assert read_with(closed.client, first["access_token"]).status_code == 401
    assert token(closed.client, **form).json["error"] == "invalid_grant"


def test_of_two_renewals_at_once_one_succeeds(closed):
    refresh = token(closed.client).json["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": refresh}
    told: list[int] = []
    threads = [threading.Thread(target=lambda: told.append(token(closed.client, **form).status_code)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(told) == [200, 400, 400, 400]


def test_tokens_expire(make):
    reader = make(closed=True, token_seconds=60)
    issued = token(reader.client).json
    assert issued["expires_in"] == 60
    reader.clock.forward(59)
    assert read_with(reader.client, issued["access_token"]).status_code == 200
    reader.clock.forward(1)
    answer = read_with(reader.client, issued["access_token"])
    assert answer.status_code == 401
    assert "invalid_token" in answer.headers["WWW-Authenticate"]
    assert "expired" in answer.json["error"][0]["message"]
    form = {"grant_type": "refresh_token", "refresh_token": issued["refresh_token"]}
    renewed = token(reader.client, **form).json
    assert read_with(reader.client, renewed["access_token"]).status_code == 200
    reader.clock.forward(acled_tokens.REFRESH_SECONDS)
    late = {"grant_type": "refresh_token", "refresh_token": renewed["refresh_token"]}
    assert token(reader.client, **late).json["error"] == "invalid_grant"
    reader.clock.forward(1)
    token(reader.client)
    with reading(reader.store) as session:
        assert len(session.scalars(select(AcledToken.id)).all()) == 1, "what is over is forgotten"


def test_the_database_holds_no_token(make):
    reader = make((), closed=True)
    issued = token(reader.client).json
    with reading(reader.store) as session:
        (row,) = session.execute(select(AcledToken.__table__)).all()
    assert issued["access_token"] not in str(row)
    assert issued["refresh_token"] not in str(row)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        (URL, {}, 403),
        (URL, {"Authorization": "Bearer made-up"}, 401),
        (URL, {"Authorization": "Bearer "}, 401),
        (URL, {"Authorization": "Bearer the-key"}, 200),
        (f"{URL}&key=the-key&email=ada@example.org", {}, 200),
        (f"{URL}&key=the-key&email=eve@example.org", {}, 403),
        (f"{URL}&key=the-key", {}, 403),
        (f"{URL}&key=wrong&email=ada@example.org", {}, 403),
        (f"{URL}&email=ada@example.org", {}, 403),
        (f"{URL}&key=made-up&email=x", {"Authorization": "Bearer the-key"}, 200),
        (f"{URL}&key=the-key&email=ada@example.org", {"Authorization": "Bearer made-up"}, 401),
        ("/api/deleted/read", {}, 403),
        ("/api/actor/read", {}, 403),
        ("/api/nonsense/read", {}, 403),
        ("/acled/read?key=the-key&email=ada@example.org", {}, 200),
    ],
)
def test_who_may_read_where_an_account_is_needed(closed, path, headers, status):
    answer = closed.client.get(path, headers=headers)
    assert answer.status_code == status
    if status != 200:
        assert answer.json["message"].startswith("Access denied")
        assert answer.json["error"] == [{"status": status, "message": answer.json["message"]}]


def test_a_refusal_of_the_key_era_is_an_object(closed):
    answer = closed.client.get("/acled/read?key=wrong&email=ada@example.org")
    assert answer.json["success"] is False
    assert answer.json["error"]["status"] == answer.status_code == 403
    assert "key" in answer.json["error"]["message"]


def test_an_open_installation_lets_everybody_read_but_not_with_an_old_token(reader):
    assert reader.client.get(URL).status_code == 200
    assert reader.client.get(f"{URL}&key=any&email=e@x").status_code == 200
    assert read_with(reader.client, "made-up").status_code == 401
    issued = token(reader.client, grant_type="password", username="anybody", password="anything").json
    assert read_with(reader.client, issued["access_token"]).status_code == 200


def test_a_session_reads_by_its_cookie(closed):
    client = closed.client
    answer = client.post("/user/login?_format=json", json={"name": "ada@example.org", "pass": "s3cret"})
    assert answer.status_code == 200
    assert answer.json["current_user"] == {"uid": "1", "name": "ada@example.org"}
    assert answer.json["csrf_token"]
    assert answer.json["logout_token"]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("SSESS")
    assert "HttpOnly" in cookie
    assert client.get(URL, headers={"X-CSRF-Token": answer.json["csrf_token"]}).status_code == 200
    assert closed.client.get(URL).status_code == 403, "another client has no cookie"
    client.set_cookie(COOKIE, "made-up")
    assert client.get(URL).status_code == 401


@pytest.mark.parametrize(
    "body", [{"name": "ada@example.org", "pass": "wrong"}, {"name": "ada@example.org"}, [], {"name": 1, "pass": 2}]
)
def test_a_wrong_login_is_refused(closed, body):
    answer = closed.client.post("/user/login", json=body)
    assert answer.status_code == 400
    assert answer.json["message"]
    assert "Set-Cookie" not in answer.headers
