"""Keys: one secret each, valid until revoked or expired, kept as a digest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from jobs import keys
from jobs.errors import BadKey, KeyNotFound
from storage.engine import reading
from storage.models import ApiKey


def test_a_secret_opens_what_its_key_says(store) -> None:
    key, secret = keys.create(store, name="pipeline", scopes=["read", "code"])
    found = keys.check(store, secret)
    assert (found.id, found.scopes, found.owner) == (key.id, ("code", "read"), key.id)
    assert [found.allows(scope) for scope in keys.SCOPES] == [True, False, True, False]
    assert found.sees == key.id


def test_admin_opens_everything_and_sees_everybody(store) -> None:
    _, secret = keys.create(store, name="root", scopes=["admin"])
    found = keys.check(store, secret)
    assert all(found.allows(scope) for scope in keys.SCOPES)
    assert found.sees is None


def test_keys_of_one_owner_see_the_same(store) -> None:
    first, _ = keys.create(store, name="old", scopes=["read"], owner="team")
    second, _ = keys.create(store, name="new", scopes=["read"], owner="team")
    assert first.sees == second.sees == "team"


def test_the_secret_is_not_in_the_store(store) -> None:
    _, secret = keys.create(store, name="x", scopes=["read"])
    with reading(store) as session:
        held = [str(value) for row in session.execute(select(ApiKey.__table__)) for value in row]
    assert not any(secret in value or secret[-43:] in value for value in held)


@pytest.mark.parametrize("scopes", [[], ["everything"], ["code", "Jobs"]])
def test_unknown_scopes_are_refused(store, scopes) -> None:
    with pytest.raises(ValueError, match="scopes are code, jobs, read, admin"):
        keys.create(store, name="x", scopes=scopes)


def test_another_secret_opens_nothing(store) -> None:
    _, secret = keys.create(store, name="x", scopes=["read"])
    last = "A" if secret[-1] != "A" else "B"
    unknown = secret.replace(secret[6:22], "0" * 16)
    for wrong in ("", "athir_", secret[:-1], secret[:-1] + last, secret + "A", secret.upper(), unknown, " " + secret):
        with pytest.raises(BadKey):
            keys.check(store, wrong)
    assert keys.check(store, secret)


def test_an_expired_key_opens_nothing(timed, clock) -> None:
    _, secret = keys.create(timed, name="x", scopes=["read"], expires_at=clock.time + timedelta(seconds=10))
    clock.forward(9)
    assert keys.check(timed, secret)
    assert keys.any_usable(timed)
    clock.forward(1)
    with pytest.raises(BadKey):
        keys.check(timed, secret)
    assert not keys.any_usable(timed)


def test_a_revoked_key_opens_nothing(timed, clock) -> None:
    assert not keys.any_usable(timed)
    key, secret = keys.create(timed, name="x", scopes=["read"])
    assert keys.any_usable(timed)
    ended = keys.revoke(timed, key.id).revoked_at
    clock.forward(5)
    assert keys.revoke(timed, key.id).revoked_at == ended, "the first time counts"
    with pytest.raises(BadKey):
        keys.check(timed, secret)
    assert not keys.any_usable(timed)
    with pytest.raises(KeyNotFound):
        keys.revoke(timed, "0" * 16)


def test_the_last_use_is_told_to_the_minute(timed, clock) -> None:
    _, secret = keys.create(timed, name="x", scopes=["read"])
    assert keys.listed(timed)[0].last_used_at is None
    begun = clock.time
    keys.check(timed, secret)
    clock.forward(59)
    keys.check(timed, secret)
    assert keys.listed(timed)[0].last_used_at == begun
    clock.forward(1)
    keys.check(timed, secret)
    assert keys.listed(timed)[0].last_used_at == clock.time
