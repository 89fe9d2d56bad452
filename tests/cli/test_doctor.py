"""`athir doctor` and `athir status`: on a sound installation, and with one part after the other broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import doctor
from cli.main import athir
from jobs.submit import submit
from settings import Settings
from storage import migrate
from storage.engine import create_engine, session_factory
from workers import liveness
from workers.broker import connect


@pytest.fixture
def environ(tmp_path: Path, redis_server, monkeypatch: pytest.MonkeyPatch) -> Settings:
    url = f"sqlite:///{tmp_path}/athir.db"
    migrate.upgrade(url)
    for name, value in (("DATABASE_URL", url), ("REDIS_URL", redis_server.url), ("CACHE_DIR", str(tmp_path / "cache"))):
        monkeypatch.setenv(f"ATHIR_{name}", value)
    return replace(Settings.from_env({}), database_url=url, redis_url=redis_server.url, cache_dir=tmp_path / "cache")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(athir, arguments)


def test_a_sound_installation_has_nothing_wrong(environ: Settings) -> None:
    result = run("doctor", "--no-model")
    assert result.exit_code == 0, result.output
    for part in ("access", "database", "Redis", "clock", "lexicons", "disk"):
        assert f"ok    {part}" in result.output, part
    assert "note  workers: none is alive" in result.output
    assert "note  gazetteer: not compiled yet" in result.output


def states(found: object) -> dict[str, str]:
    return {finding.part: finding.state for finding in found}


def test_a_broken_part_is_named_with_what_to_do(environ: Settings, tmp_path: Path, redis_server) -> None:
    for changes, check, part, advice in (
        ({"database_url": f"sqlite:///{tmp_path}/new.db"}, doctor.database, "database", "athir db upgrade"),
        ({"database_url": f"sqlite:///{tmp_path}"}, doctor.database, "database", "ATHIR_DATABASE_URL"),
        ({"redis_url": "redis://127.0.0.1:1/0"}, doctor.redis, "Redis", "ATHIR_REDIS_URL"),
        ({"host": "0.0.0.0"}, doctor.exposure, "access", "ATHIR_REQUIRE_KEYS"),
        ({"require_keys": True}, doctor.database, "keys", "athir keys create"),
        ({"lexicons": tmp_path}, doctor.lexicons, "lexicons", "athir lexicon check"),
        ({"spacy_model": "no_such_model"}, doctor.parser, "coder", "ATHIR_SPACY_MODEL"),
    ):
        wrong = [finding for finding in check(replace(environ, **changes)) if finding.state == "wrong"]
        assert [finding.part for finding in wrong] == [part]
        assert advice in wrong[0].advice


def test_a_full_disk_is_noticed(environ: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(states(doctor.disk(environ)).values()) == {"ok"}
    monkeypatch.setattr(doctor, "_DISK_BYTES", 10**18)
    assert states(doctor.disk(environ)) == dict.fromkeys(
        ("disk (cache)", "disk (temporary files)", "disk (database)"), "wrong"
    )


@pytest.mark.parametrize(("minutes", "state"), [(0, "ok"), (2, "wrong"), (-2, "wrong")])
def test_clocks_that_differ_are_noticed(minutes: int, state: str) -> None:
    told = datetime.now(UTC) + timedelta(minutes=minutes)
    assert states(doctor._clock("its clock", told)) == {"clock": state}


def test_eviction_and_workers_are_seen(environ: Settings) -> None:
    with connect(environ.redis_url) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
        liveness.refresh(client, "athir-1@here")
    assert states(doctor.redis(environ)) == {"Redis": "ok", "Redis memory": "note", "clock": "ok", "workers": "ok"}


def test_status_shows_workers_queues_and_jobs(environ: Settings, redis_server) -> None:
    engine = create_engine(environ.database_url)
    texts = [{"id": str(number), "text": "Troops left."} for number in range(3)]
    job = submit(session_factory(engine), texts, coder="athir", queue="bulk", chunk_articles=2, chunk_bytes=9999)
    engine.dispose()
    result = run("status")
    assert result.exit_code == 0
    assert job.id in result.output
    assert "none is alive" in result.output
    with connect(environ.redis_url) as client:
        liveness.refresh(client, "athir-1@here")
    assert "athir-1@here" in run("status").output
    redis_server.kill()
    result = run("status")
    assert result.exit_code == 1
    assert "Redis" in result.output
    assert job.id in result.output
