"""Backup and restore: everything comes back, between the two kinds of databases too, and half a file never does."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from jobs import keys
from jobs.submit import InputError, submit
from storage import backup as module
from storage import migrate
from storage.backup import BackupError, backup, restore
from storage.engine import create_engine, session_factory, writing
from storage.models import Base, Event, JobError

TEXT = "Troops \u0000 left \ud83d\ude00 the town of Näs."


def fill(url: str) -> None:
    engine = create_engine(url)
    store = session_factory(engine)
    articles = [{"id": f"a{number}", "text": TEXT} for number in range(1200)]
    job = submit(
        store,
        [*articles, InputError(7, "/text", "missing")],
        coder="athir",
        queue="bulk",
        chunk_articles=100,
        chunk_bytes=1_000_000,
    )
    keys.create(store, name="x", scopes=["read"])
    with writing(store) as session:
        session.add(
            Event(
                job_id=job.id,
                position=0,
                ordinal=0,
                article_id="a0",
                event_id="e",
                code="190",
                root="19",
                event_date=None,
                source_code=None,
                source_country=None,
                target_code=None,
                target_country=None,
                country=None,
                payload={"b": 1, "a": "\u0000"},
            )
        )
    engine.dispose()


def content(url: str) -> dict[str, list[tuple[object, ...]]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in Base.metadata.sorted_tables
        }
    engine.dispose()
    return found


@pytest.fixture
def empty(tmp_path: Path, postgres: object) -> dict[str, str]:
    """A migrated database of each kind."""
    urls = {"sqlite": f"sqlite:///{tmp_path}/new.db", "postgresql": postgres.url(postgres.create())}
    for url in urls.values():
        migrate.upgrade(url)
    return urls


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_what_was_stored_comes_back(own_database_url: str, empty: dict[str, str], tmp_path: Path, into: str) -> None:
    fill(own_database_url)
    before = content(own_database_url)
    assert {name for name, rows in before.items() if rows} >= {
        "jobs",
        "chunks",
        "articles",
        "outbox",
        "events",
        "api_keys",
    }
    written = backup(own_database_url, tmp_path / "b.zst")
    assert written == sum(map(len, before.values()))
    assert restore(empty[into], tmp_path / "b.zst") == written
    assert content(empty[into]) == before
    assert content(own_database_url) == before

    engine = create_engine(empty[into])  # numbering goes on behind what was restored
    with writing(session_factory(engine)) as session:
        session.add(JobError(job_id=before["jobs"][0][0], line=8, pointer="", detail="another"))
    engine.dispose()
    assert len(content(empty[into])["job_errors"]) == 2


def test_a_backup_never_overwrites(own_database_url: str, tmp_path: Path) -> None:
    (tmp_path / "b.zst").write_text("precious")
    with pytest.raises(FileExistsError):
        backup(own_database_url, tmp_path / "b.zst")
    assert (tmp_path / "b.zst").read_text() == "precious"


def test_a_full_database_is_not_restored_into(own_database_url: str, tmp_path: Path) -> None:
    fill(own_database_url)
    before = content(own_database_url)
    backup(own_database_url, tmp_path / "b.zst")
    with pytest.raises(BackupError, match="not empty"):
        restore(own_database_url, tmp_path / "b.zst")
    assert content(own_database_url) == before


def test_half_a_file_restores_nothing(tmp_path: Path) -> None:
    full, empty = f"sqlite:///{tmp_path}/full.db", f"sqlite:///{tmp_path}/empty.db"
    for url in (full, empty):
        migrate.upgrade(url)
    fill(full)
    backup(full, tmp_path / "b.zst")
    whole = (tmp_path / "b.zst").read_bytes()
    for kept in (0, 1, 20, len(whole) // 2, len(whole) - 1):
        (tmp_path / "cut.zst").write_bytes(whole[:kept])
        with pytest.raises(BackupError):
            restore(empty, tmp_path / "cut.zst")
        assert not any(content(empty).values()), kept
    assert restore(empty, tmp_path / "b.zst")


def test_writers_go_on_and_are_not_in_it(
    own_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(own_database_url)
    before = sum(map(len, content(own_database_url).values()))
    begun = []

    def line(value: object) -> bytes:
        if not begun and isinstance(value, list):  # the first row is read: the moment is fixed
            begun.append(value)
            fill(own_database_url)
        return written(value)

    written = module._line
    monkeypatch.setattr(module, "_line", line)
    assert backup(own_database_url, tmp_path / "b.zst") == before
    assert sum(map(len, content(own_database_url).values())) > before


def test_a_database_that_was_never_migrated_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="athir db upgrade"):
        backup(f"sqlite:///{tmp_path}/none.db", tmp_path / "b.zst")
    assert not (tmp_path / "b.zst").exists()
