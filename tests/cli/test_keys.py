"""`athir keys`: the secret goes to standard output alone and is shown once."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import athir
from jobs import keys
from storage import migrate
from storage.engine import create_engine, session_factory


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path}/athir.db"
    migrate.upgrade(url)
    monkeypatch.setenv("ATHIR_DATABASE_URL", url)
    return url


def run(*arguments: str) -> Result:
    return CliRunner().invoke(athir, ["keys", *arguments])


def test_a_key_is_made_listed_and_revoked(url: str) -> None:
    made = run("create", "--name", "nightly", "--scope", "jobs, read", "--expires", "90d")
    assert made.exit_code == 0
    secret = made.stdout.strip()
    engine = create_engine(url)
    store = session_factory(engine)
    key = keys.check(store, secret)
    assert key.scopes == ("jobs", "read")
    assert key.expires_at is not None
    assert (key.expires_at - key.created_at).days in (89, 90)
    listed = run("list").stdout
    assert key.id in listed
    assert "nightly" in listed
    assert "valid until" in listed
    assert secret not in listed
    assert run("revoke", key.id).stdout == f"key {key.id} (nightly) is revoked\n"
    with pytest.raises(keys.BadKey):
        keys.check(store, secret)
    engine.dispose()
    assert "revoked 2" in run("list").stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("create", "--name", "x", "--scope", "everything"), "scopes are code, jobs, read, admin"),
        (("create", "--name", "x", "--scope", "read", "--expires", "soon"), "neither a date"),
        (("create", "--name", "x", "--scope", "read", "--expires", "2001-01-01"), "is past"),
        (("create", "--name", "x", "--scope", "read", "--expires", "99999999999w"), "neither a date"),
        (("create", "--scope", "read"), "Missing option '--name'"),
        (("revoke", "0000000000000000"), "there is no key"),
    ],
)
def test_mistakes_are_named(url: str, arguments: tuple[str, ...], complaint: str) -> None:
    result = run(*arguments)
    assert result.exit_code != 0
    assert complaint in result.output
