"""What a process of the API holds: made once by the application factory, found through the application, not global."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

from flask import Flask, current_app

from coders.reference import Reference
from coders.registry import imported, names
from schemas.article import ArticleSchema
from settings import Settings
from storage import engine, migrate
from workers import liveness
from workers.publisher import Publisher, Telemetry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, sessionmaker

_KEY = "athir"


class Sender(Protocol):
    """Wakes workers for what is stored."""

    def publish(self, store: sessionmaker[Session]) -> int:
        """Sends what is unsent; gives how many. Raises BrokerUnavailable."""

    def ping(self) -> None:
        """Raises BrokerUnavailable unless the broker answers."""

    def telemetry(self) -> Telemetry:
        """What the workers told through the broker. Raises BrokerUnavailable."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a view may use. `migrations` gives the database's revision and the newest one.

    `coders` are those of the installation; `coder_names` adds the dictionaries imported up to now.
    """

    settings: Settings
    store: sessionmaker[Session]
    publisher: Sender
    coders: tuple[str, ...]
    worker_alive: Callable[[], bool]
    migrations: Callable[[], tuple[str | None, str | None]]
    article: ArticleSchema
    waits: threading.BoundedSemaphore
    reference: Reference

    def coder_names(self) -> tuple[str, ...]:
        """The coders a request may name. Imported dictionaries are looked up anew, so that an import needs no restart."""
        return tuple(sorted({*self.coders, *imported(self.settings.dictionaries)}))


def make(settings: Settings) -> Services:
    """The services of a real process. Connects to nothing yet."""
    return assemble(
        settings,
        store=engine.session_factory(engine.create_engine(settings.database_url)),
        publisher=Publisher(settings),
        coders=names(),
        worker_alive=partial(liveness.alive, settings),
    )


def assemble(
    settings: Settings,
    *,
    store: sessionmaker[Session],
    publisher: Sender,
    coders: tuple[str, ...],
    worker_alive: Callable[[], bool],
) -> Services:
    """Services from the given parts, the rest made from `settings`."""
    url = settings.database_url
    return Services(
        settings=settings,
        store=store,
        publisher=publisher,
        coders=coders,
        worker_alive=worker_alive,
        migrations=lambda: (migrate.current(url), migrate.head()),
        article=ArticleSchema(max_text_chars=settings.max_text_chars),
        # One thread stays free of waiting, so that health checks and short requests are answered under any load.
        waits=threading.BoundedSemaphore(max(1, settings.api_threads - 1)),
        reference=reference(settings),
    )


def reference(settings: Settings) -> Reference:
    """The data that a coder with these settings looks things up in. Opens nothing yet."""
    return Reference(settings.lexicons, settings.cache_dir, settings.actors)


def attach(app: Flask, services: Services) -> None:
    """Gives `services` to the application."""
    app.extensions[_KEY] = services


def services() -> Services:
    """The services of the application that handles the present request."""
    return cast(Services, current_app.extensions[_KEY])
