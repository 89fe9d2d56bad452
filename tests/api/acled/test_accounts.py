"""Keys as accounts of ACLED's clients: what names and passwords mean, and how long what is given for a key lasts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from api.acled import accounts
from benchmarks import made_rows
from jobs import keys
from storage.engine import reading
from storage.models import AcledToken

URL = "/api/acled/read?limit=1"


@pytest.fixture(scope="module")
def reader(make):
    return make((), require_keys=True)


@pytest.fixture(scope="module")
def key(reader) -> str:
    made, secret = keys.create(reader.store, name="nightly", scopes=["read"])
    made_rows.fill(reader.store, made_rows.rows(3), made.owner)
    return secret


def token(reader, secret: str, name: str = "ada@example.org"):
    return reader.client.post("/oauth/token", data={"grant_type": "password", "username": name, "password": secret})


def read_with(reader, access: str) -> int:
    return reader.client.get(URL, headers={"Authorization": f"Bearer {access}"}).status_code


@pytest.mark.parametrize("name", ["ada@example.org", "nightly", ""])
def test_the_password_is_the_key_whatever_the_name(reader, key, name):
    assert read_with(reader, token(reader, key, name).json["access_token"]) == 200


@pytest.mark.parametrize(("name", "told"), [("ada", "ada"), ("", "nightly")])
def test_a_session_says_who_it_is_of(reader, key, name, told):
    client = reader.client
    answer = client.post("/user/login", json={"name": name, "pass": key})
    assert answer.json["current_user"]["name"] == told
    assert client.get(URL).json["count"] == 1


@pytest.mark.parametrize("wrong", ["", "secret", "athir_" + "0" * 16 + "_" + "A" * 43, "\u2603"])
def test_another_password_is_none(reader, key, wrong):
    answer = token(reader, wrong)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_grant")
    assert token(reader, key[:-1] + ("A" if key[-1] != "A" else "B")).json["error"] == "invalid_grant"


def test_what_was_given_for_a_key_ends_when_it_is_revoked(reader):
    made, secret = keys.create(reader.store, name="x", scopes=["read"])
    given = token(reader, secret).json
    client = reader.client
    client.post("/user/login", json={"name": "x", "pass": secret})
    assert (read_with(reader, given["access_token"]), client.get(URL).status_code) == (200, 200)
    keys.revoke(reader.store, made.id)
    assert (read_with(reader, given["access_token"]), client.get(URL).status_code) == (401, 401)
    form = {"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    assert reader.client.post("/oauth/token", data=form).json["error"] == "invalid_grant"


def test_what_was_given_for_a_key_ends_with_it(make):
    reader = make((), require_keys=True)
    _, secret = keys.create(
        reader.store, name="x", scopes=["read"], expires_at=reader.clock.time + timedelta(seconds=60)
    )
    given = token(reader, secret).json
    assert given["expires_in"] == 86_400
    reader.clock.forward(59)
    assert read_with(reader, given["access_token"]) == 200
    renewed = reader.client.post(
        "/oauth/token", data={"grant_type": "refresh_token", "refresh_token": given["refresh_token"]}
    ).json
    assert read_with(reader, renewed["access_token"]) == 200
    reader.clock.forward(1)
    assert read_with(reader, renewed["access_token"]) == 401
    form = {"grant_type": "refresh_token", "refresh_token": renewed["refresh_token"]}
    assert reader.client.post("/oauth/token", data=form).json["error"] == "invalid_grant"


def test_using_a_token_is_using_its_key(make):
    reader = make((), require_keys=True)
    made, secret = keys.create(reader.store, name="x", scopes=["read"])
    given = token(reader, secret).json
    reader.clock.forward(3600)
    assert read_with(reader, given["access_token"]) == 200
    (seen,) = keys.listed(reader.store)
    assert (seen.id, seen.last_used_at) == (made.id, reader.clock.time)


def test_a_token_of_an_open_installation_is_never_taken_for_a_key(make):
    """Whoever named itself after a key while no keys were asked for gains nothing when they are."""
    reader = make((), require_keys=True)
    made, _ = keys.create(reader.store, name="x", scopes=["admin"])
    accounts.install(reader.app, accounts.NoAccounts())
    given = [token(reader, "any", name).json["access_token"] for name in (made.id, f"key {made.id}", "x")]
    assert [read_with(reader, access) for access in given] == [200, 200, 200]
    accounts.install(reader.app, accounts.KeyAccounts(reader.store))
    assert [read_with(reader, access) for access in given] == [401, 401, 401]


def test_the_database_holds_neither_secret_nor_token(reader, key):
    given = token(reader, key).json
    with reading(reader.store) as session:
        rows = str(session.execute(select(AcledToken.__table__)).all())
    assert key not in rows
    assert given["access_token"] not in rows
