from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.engine import create_engine, now, parse_url, reading, session_factory, writing
from storage.errors import StorageUnavailable
from storage.models import Job, JobError

JOB = {
    "id": "j", "state": "queued", "coder": "plain", "queue": "bulk", "created_at": datetime(2024, 1, 1, tzinfo=UTC),
    "received": 0, "rejected": 0, "coded": 0, "failed": 0, "quarantined": 0, "options": {},
}  # fmt: skip


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("postgres://u@h/d", "postgresql+psycopg"),
        ("postgresql://u@h/d", "postgresql+psycopg"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg"),
        ("sqlite:///x.db", "sqlite"),
    ],
)
def test_urls_get_the_driver_that_is_used(url, driver):
    assert parse_url(url).drivername == driver


def test_a_block_that_raises_leaves_nothing(store):
    def write_and_raise() -> None:
        with writing(store) as session:
            session.execute(insert(Job), JOB)
            raise KeyError

    with pytest.raises(KeyError):
        write_and_raise()
    with reading(store) as session:
        assert session.scalars(select(Job.id)).all() == []


def test_foreign_keys_are_enforced(store):
    with pytest.raises(IntegrityError), writing(store) as session:
        session.execute(insert(JobError), {"job_id": "none", "line": 1, "pointer": "", "detail": ""})


def test_states_are_checked_by_the_database(store):
    with pytest.raises(IntegrityError), writing(store) as session:
        session.execute(insert(Job), {**JOB, "state": "sleeping"})


def test_sqlite_writes_ahead_and_syncs(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/athir.db")
    with engine.connect() as connection:
        told = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "busy_timeout")
        ]
    engine.dispose()
    assert told == ["wal", 2, 60_000]


def test_writers_that_read_first_never_meet_a_locked_database(store):
    """Each thread reads a count and writes it back raised; lost updates or lock errors would show in the sum."""
    with writing(store) as session:
        session.execute(insert(Job), JOB)

    def raise_it() -> None:
        for _ in range(20):
            with writing(store) as session:
                locking = select(Job.received).where(Job.id == "j").with_for_update()
                received = session.scalars(locking).one()
                session.execute(update(Job).where(Job.id == "j").values(received=received + 1))

    threads = [threading.Thread(target=raise_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(store) as session:
        assert session.scalars(select(Job.received)).one() == 80


def test_readers_go_on_while_someone_writes(store):
    with writing(store) as writer:
        writer.execute(insert(Job), JOB)
        begun = time.monotonic()
        with reading(store) as reader:
            assert reader.scalars(select(Job.id)).all() == []
        assert time.monotonic() - begun < 5


def test_the_clock_is_the_one_given(store):
    engine = store.kw["bind"]
    frozen = datetime(2001, 2, 3, tzinfo=UTC)
    with reading(session_factory(engine, clock=lambda _: frozen)) as session:
        assert now(session) == frozen


def test_the_clock_of_postgresql_is_the_servers(store):
    server = store.kw["bind"].dialect.name == "postgresql"
    with time_machine.travel("1999-01-01T00:00:00Z"), reading(store) as session:
        told = now(session)
    expected = datetime.now(UTC) if server else datetime(1999, 1, 1, tzinfo=UTC)
    assert abs(told - expected) < timedelta(seconds=10)
    assert told.tzinfo is UTC


def test_time_goes_on_within_a_transaction(store):
    with reading(store) as session:
        first = now(session)
        time.sleep(0.01)
        assert now(session) > first


def test_a_server_that_goes_away_is_unavailable_and_found_again(postgres):
    """On a server of its own, since it is killed."""
    from tests.services import PostgresServer

    server = PostgresServer()
    engine = create_engine(server.url("postgres"))
    try:
        server.start()
        store = session_factory(engine)
        with reading(store) as session:
            assert session.scalar(text("SELECT 1")) == 1
        server.kill()
        with pytest.raises(StorageUnavailable), reading(store) as session:
            session.scalar(text("SELECT 1"))
        server.launch()
        with reading(store) as session:
            assert session.scalar(text("SELECT 1")) == 1
    finally:
        engine.dispose()
        server.stop()


def test_a_database_without_tables_is_unavailable(tmp_path, postgres):
    for url in (f"sqlite:///{tmp_path}/empty.db", postgres.url(postgres.create())):
        engine = create_engine(url)
        try:
            with pytest.raises(StorageUnavailable, match="jobs"), reading(session_factory(engine)) as session:
                session.scalars(select(Job.id)).all()
        finally:
            engine.dispose()


def test_a_wrong_statement_is_not_called_unavailable(postgres, store):
    if store.kw["bind"].dialect.name == "sqlite":
        with pytest.raises(IntegrityError), writing(store) as session:
            session.execute(text("INSERT INTO jobs (id) VALUES ('x')"))
        return
    with pytest.raises(DBAPIError, match="syntax"), writing(store) as session:
        session.execute(text("SELEKT 1"))


def test_the_reason_names_no_values(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/empty.db")
    try:
        with pytest.raises(StorageUnavailable) as caught, writing(session_factory(engine)) as session:
            session.execute(insert(Job), {**JOB, "coder": "hush"})
    finally:
        engine.dispose()
    assert "hush" not in str(caught.value)
