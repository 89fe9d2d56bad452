from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from storage import migrate
from storage.engine import create_engine
from storage.errors import StorageUnavailable
from storage.models import Base

ROOT = Path(__file__).parents[2]


def test_the_migrations_make_what_the_models_say(database_url):
    engine = create_engine(database_url)
    found = differences(engine, compare_type=True, compare_server_default=True)
    engine.dispose()
    assert found == []


def test_the_comparison_notices_a_difference(own_database_url):
    engine = create_engine(own_database_url)
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_outbox_unsent"))
        connection.execute(text("ALTER TABLE jobs ADD COLUMN extra INTEGER"))
    found = differences(engine)
    engine.dispose()
    assert sorted(kind for kind, *_ in found) == ["add_index", "remove_column"]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_comparison_knows_which_database_an_index_is_for(kind):
    index = next(index for index in Base.metadata.tables["acled_rows"].indexes if index.name == "ix_acled_rows_notes")
    assert migrate.belongs(index, kind) == (kind == "sqlite")
    assert migrate.belongs(index.table, kind)


def differences(engine, **options) -> list:
    options["include_object"] = lambda item, *_: migrate.belongs(item, engine.dialect.name)
    with engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)


def test_a_fresh_database_is_brought_to_the_head_and_stays_there(tmp_path):
    url = f"sqlite:///{tmp_path}/deep/er/athir.db"
    assert migrate.current(url) is None
    assert not (tmp_path / "deep").exists(), "asking must not make anything"
    migrate.upgrade(url)
    assert migrate.current(url) == migrate.head()
    migrate.upgrade(url)
    assert migrate.current(url) == migrate.head()


def test_a_relative_path_and_a_per_cent_sign_work(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    migrate.upgrade("sqlite:///100%25 data/athir.db")
    assert (tmp_path / "100% data" / "athir.db").is_file()


def test_a_fresh_postgresql_is_brought_to_the_head(postgres):
    url = postgres.url(postgres.create())
    assert migrate.current(url) is None
    migrate.upgrade(url.replace("postgresql+psycopg", "postgresql"))
    assert migrate.current(url) == migrate.head()


def test_a_failed_migration_leaves_nothing_behind(own_database_url):
    """Tables in the way make the migration fail half-way."""
    engine = create_engine(own_database_url)
    with engine.begin() as connection:
        Base.metadata.drop_all(connection)
        connection.execute(text("DELETE FROM alembic_version"))
        connection.execute(text("CREATE TABLE events (x INTEGER)"))
    with pytest.raises(Exception, match="events"):
        migrate.upgrade(own_database_url)
    assert set(inspect(engine).get_table_names()) == {"alembic_version", "events"}
    engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_processes_that_upgrade_at_once_do_not_disturb_each_other(kind, tmp_path, request):
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path}/new/athir.db"
    else:
        server = request.getfixturevalue("postgres")
        url = server.url(server.create())
    command = [sys.executable, "-c", "import sys; from storage import migrate; migrate.upgrade(sys.argv[1])", url]
    running = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(4)]
    assert [process.communicate(timeout=60)[1] for process in running] == [b""] * 4
    assert [process.returncode for process in running] == [0] * 4
    assert migrate.current(url) == migrate.head()


def test_a_file_that_is_no_database_is_unavailable(tmp_path):
    path = tmp_path / "athir.db"
    path.write_bytes(b"not a database at all " * 100)
    for act in (migrate.current, migrate.upgrade):
        with pytest.raises(StorageUnavailable):
            act(f"sqlite:///{path}")


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageUnavailable, match="cannot be made"):
        migrate.upgrade(f"sqlite:///{tmp_path}/file/deeper/athir.db")


def test_a_server_that_is_not_there_is_unavailable(tmp_path):
    for act in (migrate.current, migrate.upgrade):
        with pytest.raises(StorageUnavailable):
            act(f"postgresql://athir@/athir?host={tmp_path}")
