"""The sweeper on real parts: it deletes what is past its time and sends what is due, while Redis is away."""

from __future__ import annotations

import base64
import threading
import time
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from jobs.control import cancel
from jobs.submit import submit
from settings import Settings
from storage import migrate
from storage.engine import create_engine, reading, session_factory
from storage.errors import StorageUnavailable
from storage.models import Job, WebhookDelivery
from tests.jobs import test_merging
from tests.jobs.support import article
from tests.receiver import Receiver
from tests.support import eventually
from workers import chores, sweeper
from workers.chores import Chore, webhook_rules
from workers.sweeper import Sweeper

SECRET = "whsec_" + base64.b64encode(b"x" * 32).decode()


def settings(tmp_path: Path, **more: object) -> Settings:
    made = replace(
        Settings.from_env({}),
        database_url=f"sqlite:///{tmp_path}/athir.db",
        redis_url=f"redis+socket://{tmp_path}/nobody.sock?virtual_host=0",
        sweep_seconds=1,
        webhook_secret=SECRET,
        webhook_private=1,
        **more,
    )
    migrate.upgrade(made.database_url)
    return made


def running(made: Settings) -> tuple[Sweeper, threading.Thread]:
    swept = Sweeper(made)
    thread = threading.Thread(target=swept.run)
    thread.start()
    return swept, thread


def test_messages_are_sent_and_lifetimes_end_though_redis_is_away(tmp_path: Path) -> None:
    made = settings(tmp_path, retention_seconds=1)
    engine = create_engine(made.database_url)
    store = session_factory(engine)
    with Receiver() as receiver:
        options = {"callback_url": receiver.url}
        submit(store, [], coder="plain", queue="bulk", chunk_articles=1, chunk_bytes=999, options=options)
        swept, thread = running(made)
        try:
            eventually(lambda: receiver.requests, seconds=10)

            def expired() -> bool:
                with reading(store) as session:
                    return session.scalars(select(Job.expired_at)).one() is not None

            eventually(expired, seconds=10)
        finally:
            swept.over.set()
            thread.join(20)
        assert not thread.is_alive()
    with reading(store) as session:
        assert session.scalars(select(WebhookDelivery.state)).all() == ["delivered"]
    engine.dispose()


def test_a_chore_that_fails_stops_no_other(tmp_path: Path, monkeypatch) -> None:
    done: list[str] = []

    def away(*_: object) -> int:
        raise StorageUnavailable("the database is away")

    monkeypatch.setattr(sweeper, "CHORES", (Chore("first", away), Chore("second", lambda *_: done.append("x") or 1)))
    swept, thread = running(settings(tmp_path))
    eventually(lambda: len(done) > 1, seconds=10)
    swept.over.set()
    thread.join(20)
    assert not thread.is_alive()


def test_a_chore_with_a_share_of_the_clock_rests_while_articles_wait(tmp_path: Path, monkeypatch) -> None:
    begun: list[float] = []

    def slow(*_: object) -> int:
        begun.append(time.monotonic())
        time.sleep(0.2)
        return 1

    others: list[int] = []
    made = settings(tmp_path)
    chosen = (Chore("slow", slow, share=0.001), Chore("quick", lambda *_: others.append(1) or 1))
    monkeypatch.setattr(sweeper, "CHORES", chosen)
    engine = create_engine(made.database_url)
    store = session_factory(engine)
    waiting = submit(store, [article(0)], coder="plain", queue="bulk", chunk_articles=1, chunk_bytes=999)
    swept, thread = running(made)
    try:
        eventually(lambda: len(others) > 3, seconds=20)
        assert len(begun) == 1, "it took 0.2 s and is left alone for 200 s"
        cancel(store, waiting.id)
        eventually(lambda: len(begun) > 1, seconds=10)
    finally:
        swept.over.set()
        thread.join(20)
    assert not thread.is_alive()
    engine.dispose()


def test_an_installation_without_a_secret_signs_nothing(tmp_path: Path) -> None:
    rules = webhook_rules(Settings.from_env({}))
    assert (rules.secret, rules.private) == (None, False)
    assert webhook_rules(settings(tmp_path)).private is True


def test_every_chore_has_a_name_of_its_own() -> None:
    names = [chore.name for chore in (*chores.CHORES, chores.MESSAGES)]
    assert len(set(names)) == len(names)


def test_the_sweeper_merges_what_several_articles_report(tmp_path: Path) -> None:
    for merge, left in ((0, 2), (1, 1)):
        folder = tmp_path / str(merge)
        folder.mkdir()
        made = settings(folder, merge_reports=merge)
        engine = create_engine(made.database_url)
        store = session_factory(engine)
        for one in (test_merging.FIRST, test_merging.SECOND):
            test_merging.coded(store, one)
        (chore,) = (chore for chore in chores.CHORES if chore.name == "merged reports")
        assert chore.work(store, made) == merge
        assert len(test_merging.shown(store)) == left
        engine.dispose()
