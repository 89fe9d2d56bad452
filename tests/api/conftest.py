"""The API on a real database, with the worker played by a thread that codes with a coder simple enough to foretell.

The coder finds an event in every article; the words "unreadable", "broken" and "slow" in a text make it fail, make it
break its schema, and make it wait until the test lets it go on.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient

from api import checked, listing, problems, request_log
from api import jobs as jobs_routes
from api.app import create_app
from api.context import assemble
from coders.actors.lexicon import load_actor_lexicon
from coders.geo.gazetteer import Gazetteer
from coders.lexicon.paths import LEXICONS
from coders.types import (
    Actor,
    Article,
    ArticleFailure,
    ArticleResult,
    CoderInfo,
    Event,
    EventDate,
    Row,
    Sentence,
)
from jobs import outbox
from jobs.coding import code_chunk
from settings import Settings
from storage import engine, migrate
from workers.publisher import BrokerUnavailable, Telemetry

INFO = CoderInfo("plain", "1", "none", "none")


@dataclass
class PlainCoder:
    """One event and one row for every article."""

    go_on: threading.Event = field(default_factory=threading.Event)
    info: CoderInfo = INFO

    def code(self, articles: Sequence[Article]) -> Iterator[ArticleResult | ArticleFailure]:
        for article in articles:
            if "slow" in article.text:
                assert self.go_on.wait(60)
            if "unreadable" in article.text:
                yield ArticleFailure(article.id, "text-rejected", "The text cannot be read.")
            else:
                yield result(article)


def result(article: Article) -> ArticleResult:
    actor = Actor(article.text[:4], 0, 4, "SYRMIL", country="SYR", trace=("made for the test",))
    event = Event(
        article.id, 0, f"e-{article.id}", "190", "19", "Fight", 4, -10.0, "ASSAULT", None, actor, None,
        article.text[:3], 0, 3, EventDate(date(2024, 3, 1), 1, "given"), None, 1.0, "rule", ("made for the test",),
    )  # fmt: skip
    row = Row(
        "SYR1", "2024-03-01", 1999 if "broken" in article.text else 2024, 1, "Political violence",
        "Explosions/Remote violence", "Air/drone strike", "Military Forces of Syria", "", "State forces", "", "", "",
        "State forces only", "", 760, "Middle East", "Syria", "", "", "", "Bir Qasim", 35.5, 36.5, 1, "", "",
        "On 1 March 2024, a strike.", 0, "", 1709300000, article.id, (event.event_id,),
    )  # fmt: skip
    sentence = Sentence(0, 0, len(article.text), article.text, status="coded")
    return ArticleResult(article.id, INFO, (sentence,), (), (event,), (row,))


class ThreadWorker:
    """A publisher whose messages a thread of this process works off. `up` is whether its broker answers."""

    def __init__(self, settings: Settings, store: object, coder: PlainCoder) -> None:
        self.up = True
        self.sent: list[str] = []
        self._settings = settings
        self._store = store
        self._coder = coder
        self._messages: queue.Queue[str | None] = queue.Queue()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def ping(self) -> None:
        if not self.up:
            raise BrokerUnavailable("Redis does not answer")

    def telemetry(self) -> Telemetry:
        self.ping()
        return Telemetry(
            ("w@here",), {"w@here": 1000}, {"chunks:completed": 3.0, "sentences": 7.0, "stage_seconds:parse": 5.0}
        )

    def publish(self, store: object) -> int:
        self.ping()
        unsent = outbox.take_unsent(store, 1000)
        for message in unsent:
            self.sent.append(message.queue)
            self._messages.put(message.chunk_id)
        outbox.mark_sent(store, [message.id for message in unsent])
        return len(unsent)

    def stop(self) -> None:
        self._coder.go_on.set()
        self._messages.put(None)
        self._thread.join(30)
        assert not self._thread.is_alive()

    def _work(self) -> None:
        while (chunk_id := self._messages.get()) is not None:
            code_chunk(
                self._store,
                chunk_id,
                coder_for=lambda name: self._coder,
                lease_seconds=self._settings.lease_seconds,
                max_attempts=self._settings.max_attempts,
            )


@dataclass
class Stack:
    """An application with the parts behind it in a test's reach."""

    app: Flask
    settings: Settings
    worker: ThreadWorker
    coder: PlainCoder
    alive: list[bool]

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()


@pytest.fixture(scope="session")
def cache_folder(request: pytest.FixtureRequest) -> Path:
    """Gazetteer and actor lexicon as a worker leaves them, kept in pytest's cache."""
    folder: Path = request.config.cache.mkdir("gazetteer")
    Gazetteer.open(folder)
    load_actor_lexicon(LEXICONS / "actors", folder)
    return folder


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory, cache_folder: Path) -> Iterator[object]:
    """Starts stacks with the settings given; all stop at the end of the module."""
    running: list[Stack] = []
    engines = []

    def make(**changes: object) -> Stack:
        path: Path = tmp_path_factory.mktemp("api") / "athir.db"
        changes = {"cache_dir": cache_folder, "default_coder": "plain", **changes}
        settings = replace(Settings.from_env({}), database_url=f"sqlite:///{path}", **changes)
        migrate.upgrade(settings.database_url)
        opened = engine.create_engine(settings.database_url)
        engines.append(opened)
        store = engine.session_factory(opened)
        coder = PlainCoder()
        worker = ThreadWorker(settings, store, coder)
        alive = [True]
        services = assemble(
            settings, store=store, publisher=worker, coders=("plain", "other"), worker_alive=lambda: alive[0]
        )
        stack = Stack(create_app(settings, services), settings, worker, coder, alive)
        running.append(stack)
        return stack

    yield make
    for stack in running:
        stack.worker.stop()
    for opened in engines:
        opened.dispose()


@pytest.fixture(scope="module")
def stack(start) -> Stack:
    """A stack with small limits and the worker running."""
    return start(
        max_text_chars=1_000_000,
        max_body_bytes=2_000_000,
        max_job_bytes=8_000_000,
        max_articles_per_request=5,
        wait_seconds=10,
        max_wait_seconds=20,
    )


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """What the API logs during the test, whatever logging other tests have set up in this process."""
    capture = structlog.testing.LogCapture()
    logger = structlog.wrap_logger(
        structlog.PrintLogger(), processors=[structlog.contextvars.merge_contextvars, capture]
    )
    for module in (jobs_routes, checked, listing, problems, request_log):
        monkeypatch.setattr(module, "log", logger)
    return capture.entries


@pytest.fixture
def client(stack: Stack) -> FlaskClient:
    return stack.client
