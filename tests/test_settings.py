from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError, fields, replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

import settings
from settings import Settings, SettingsError

REFUSED = object()
ROOT = Path(__file__).parents[1]


def test_without_variables_everything_has_its_default():
    assert Settings.from_env({"HOME": "/home/ada"}) == Settings(cache_dir=Path("/home/ada/.cache/athir"))


@pytest.mark.parametrize(
    ("environ", "name", "value"),
    [
        ({"ATHIR_PORT": "9000"}, "port", 9000),
        ({"ATHIR_DATABASE_URL": "postgresql://u:p@db/athir"}, "database_url", "postgresql://u:p@db/athir"),
        ({"ATHIR_DATABASE_URL": "postgresql:///athir?host=/run/pg"}, "database_url", "postgresql:///athir?host=/run/pg"),
        ({"ATHIR_DATABASE_URL": "sqlite://"}, "database_url", REFUSED),
        ({"ATHIR_REDIS_URL": "redis+socket:///run/r.sock?virtual_host=0"}, "redis_url", "redis+socket:///run/r.sock?virtual_host=0"),
        ({"ATHIR_REDIS_URL": "rediss://:secret@cache:6380/1"}, "redis_url", "rediss://:secret@cache:6380/1"),
        ({"ATHIR_REDIS_URL": "amqp://cache"}, "redis_url", REFUSED),
        ({"ATHIR_LEXICONS": ""}, "lexicons", None),
        ({"ATHIR_LEXICONS": "/srv/lexicons"}, "lexicons", Path("/srv/lexicons")),
        ({"ATHIR_ACTORS": ""}, "actors", ()),
        ({"ATHIR_ACTORS": "/srv/one.tsv"}, "actors", (Path("/srv/one.tsv"),)),
        ({"ATHIR_ACTORS": "/srv/one.tsv:two.tsv"}, "actors", (Path("/srv/one.tsv"), Path("two.tsv"))),
        ({"ATHIR_ACTORS": "/srv/one.tsv:"}, "actors", REFUSED),
        ({"ATHIR_GAZETTEER_URL": ""}, "gazetteer_url", ""),
        ({"ATHIR_GAZETTEER_URL": "https://h/{country}.zip"}, "gazetteer_url", "https://h/{country}.zip"),
        ({"ATHIR_GAZETTEER_URL": "https://h/SY.zip"}, "gazetteer_url", REFUSED),
        ({"ATHIR_GAZETTEER_URL": "ftp://h/{country}.zip"}, "gazetteer_url", REFUSED),
        ({"ATHIR_GAZETTEER_URL": "{country}"}, "gazetteer_url", REFUSED),
        ({"ATHIR_CACHE_DIR": "/var/cache/athir", "XDG_CACHE_HOME": "/xdg"}, "cache_dir", Path("/var/cache/athir")),
        ({"ATHIR_CACHE_DIR": ""}, "cache_dir", REFUSED),
        ({"XDG_CACHE_HOME": "/xdg", "HOME": "/home/ada"}, "cache_dir", Path("/xdg/athir")),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/home/ada"}, "cache_dir", Path("/home/ada/.cache/athir")),
        ({"ATHIR_WEBHOOK_SECRET": ""}, "webhook_secret", ""),
        ({"ATHIR_WEBHOOK_SECRET": "whsec_" + "eHh4" * 8}, "webhook_secret", "whsec_" + "eHh4" * 8),
        ({"ATHIR_WEBHOOK_SECRET": "eHh4" * 8}, "webhook_secret", REFUSED),
        ({"ATHIR_WEBHOOK_SECRET": "whsec_eHh4"}, "webhook_secret", REFUSED),
        ({"ATHIR_WEBHOOK_SECRET": "whsec_€"}, "webhook_secret", REFUSED),
        ({"ATHIR_WEBHOOK_PRIVATE": "yes"}, "webhook_private", REFUSED),
        ({"ATHIR_RETENTION_SECONDS": "86400"}, "retention_seconds", 86400),
        ({"ATHIR_RETENTION_SECONDS": "-1"}, "retention_seconds", REFUSED),
        ({"ATHIR_LOG_FORMAT": "json"}, "log_format", "json"),
        ({"ATHIR_LOG_FORMAT": "xml"}, "log_format", REFUSED),
        ({"ATHIR_LOG_LEVEL": "loud"}, "log_level", REFUSED),
        ({"ATHIR_PORT": "0"}, "port", REFUSED),
        ({"ATHIR_PORT": "65536"}, "port", REFUSED),
        ({"ATHIR_PORT": ""}, "port", REFUSED),
        ({"ATHIR_PORT": " 80"}, "port", REFUSED),
        ({"ATHIR_PORT": "8_000"}, "port", REFUSED),
        ({"ATHIR_PORT": "٨٠٠٠"}, "port", REFUSED),
        ({"ATHIR_PORT": "8000.0"}, "port", REFUSED),
        ({"ATHIR_DEFAULT_CODER": ""}, "default_coder", REFUSED),
        ({"ATHIR_WAIT_SECONDS": "0"}, "wait_seconds", 0),
        ({"ATHIR_WAIT_SECONDS": "121"}, "wait_seconds", REFUSED),
        ({"ATHIR_WAIT_SECONDS": "121", "ATHIR_MAX_WAIT_SECONDS": "121"}, "wait_seconds", 121),
    ],
)  # fmt: skip
def test_a_variable_is_read_strictly(environ, name, value):
    variable = f"ATHIR_{name.upper()}"
    if value is REFUSED:
        with pytest.raises(SettingsError) as caught:
            Settings.from_env(environ)
        assert caught.value.variable == variable
        assert variable in str(caught.value)
        assert caught.value.allowed in str(caught.value)
        return
    assert getattr(Settings.from_env(environ), name) == value


@pytest.mark.parametrize(
    ("variable", "words"),
    [("ATHIR_PROT", "did you mean ATHIR_PORT?"), ("ATHIR_port", "no such setting"), ("ATHIR_", "no such setting")],
)
def test_an_unknown_variable_is_refused_by_name_and_its_value_kept_quiet(variable, words):
    with pytest.raises(SettingsError, match="ATHIR_") as caught:
        Settings.from_env({variable: "hush"})
    assert caught.value.variable == variable
    assert words in str(caught.value)
    assert "hush" not in str(caught.value)


def test_variables_of_others_are_let_be():
    assert Settings.from_env({"PORT": "x", "XATHIR_PORT": "x", "athir_port": "x"}) == Settings.from_env({})


@pytest.mark.parametrize("url", ["mysql://ada:hush@db/athir", "mysql://ada:hu@hush@db/athir", "redis://:hush@cache"])
def test_a_refused_url_does_not_give_its_password_away(url):
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({"ATHIR_DATABASE_URL": url})
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(("variable", "value"), [("ATHIR_WEBHOOK_SECRET", "hush"), ("ATHIR_API_KEY", "hush hush")])
def test_a_refused_secret_is_not_shown(variable, value):
    with pytest.raises(SettingsError, match=variable) as caught:
        Settings.from_env({variable: value})
    assert "hush" not in f"{caught.value} {caught.value.__cause__}"


def test_secrets_are_not_part_of_what_settings_look_like():
    secrets = {"ATHIR_WEBHOOK_SECRET": "whsec_" + "eHh4" * 8, "ATHIR_API_KEY": "athir_key"}
    shown = repr(Settings.from_env(secrets))
    assert not [value for value in secrets.values() if value in shown]


def test_a_changed_copy_is_checked_too():
    assert replace(Settings(), port=1).port == 1
    with pytest.raises(SettingsError, match="ATHIR_PORT"):
        replace(Settings(), port=0)


def test_settings_are_frozen():
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


def test_every_setting_is_described():
    rows = settings.describe()
    assert [row.variable for row in rows] == [f"ATHIR_{entry.name.upper()}" for entry in fields(Settings)]
    assert all(row.allowed and row.help.endswith(".") for row in rows)


def test_a_described_default_is_what_the_variable_would_have_to_say():
    rows = {row.variable: row.default for row in settings.describe() if row.variable != "ATHIR_CACHE_DIR"}
    assert Settings.from_env(rows | {"HOME": "/h"}) == Settings.from_env({"HOME": "/h"})


def test_the_document_has_the_table_and_no_other():
    written = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert [line for line in written.splitlines() if line.startswith("|")] == settings.table().splitlines()


def test_the_module_prints_the_table():
    command = [sys.executable, "-m", "settings"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed == settings.table()


def test_traces_need_their_extra(monkeypatch):
    assert Settings.from_env({"ATHIR_OTEL": "1"}).otel == 1

    def missing(package):
        raise PackageNotFoundError(package)

    monkeypatch.setattr(settings, "version", missing)
    assert Settings.from_env({"ATHIR_OTEL": "0"}).otel == 0
    with pytest.raises(SettingsError, match=r"ATHIR_OTEL.*athir\[otel\]"):
        Settings.from_env({"ATHIR_OTEL": "1"})
