"""A database of the version before, with a job in it, is brought to the newest schema and back."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import inspect, text

from storage import migrate
from storage.engine import create_engine

JOB, CHUNK = "j" * 36, "c" * 36
ROWS = [(1, 0), (0, 1), (0, 0)]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/athir.db"
    else:
        server = request.getfixturevalue("postgres")
        url = server.url(server.create())
    made = create_engine(url)
    yield made
    made.dispose()


def go(engine, act, revision: str) -> None:
    with engine.begin() as connection:
        act(migrate._config(connection), revision)


def test_events_keep_their_place_and_are_numbered_in_the_order_of_their_jobs(engine):
    go(engine, command.upgrade, "0001")
    now = "'2024-03-01 12:00:00'"
    with engine.begin() as connection:
        for statement in (
            f"INSERT INTO jobs (id, state, coder, queue, created_at, received, rejected, coded, failed, quarantined, options)"
            f" VALUES ('{JOB}', 'completed', 'plain', 'bulk', {now}, 2, 0, 2, 0, 0, '{{}}')",
            f"INSERT INTO chunks (id, job_id, queue, position, articles, bytes, state, attempts, waiting_since)"
            f" VALUES ('{CHUNK}', '{JOB}', 'bulk', 0, 2, 9, 'done', 1, {now})",
            *(
                f"INSERT INTO articles (job_id, position, chunk_id, external_id, state, body)"
                f" VALUES ('{JOB}', {n}, '{CHUNK}', 'a{n}', 'coded', '{{}}')"
                for n in range(2)
            ),
            *(
                f"INSERT INTO events (job_id, position, ordinal, article_id, event_id, code, root, payload)"
                f" VALUES ('{JOB}', {position}, {ordinal}, 'a{position}', 'e{position}{ordinal}', '190', '19', '{{}}')"
                for position, ordinal in ROWS
            ),
        ):
            connection.execute(text(statement))
    go(engine, command.upgrade, "head")
    with engine.begin() as connection:
        listed = connection.execute(text("SELECT position, ordinal FROM events ORDER BY id")).all()
        assert sorted(map(tuple, listed)) == sorted(ROWS)
        if engine.dialect.name == "sqlite":
            assert list(map(tuple, listed)) == sorted(ROWS)
        connection.execute(text(f"DELETE FROM jobs WHERE id = '{JOB}'"))
        assert connection.scalar(text("SELECT count(*) FROM events")) == 0, "what belongs to an article goes with it"
    go(engine, command.downgrade, "0001")
    assert "id" not in {column["name"] for column in inspect(engine).get_columns("events")}
    assert inspect(engine).get_pk_constraint("rows")["constrained_columns"] == ["job_id", "position", "ordinal"]
    go(engine, command.upgrade, "head")
