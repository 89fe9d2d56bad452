"""The sweeper: every few seconds puts work with no living lease back into the outbox, and sends the outbox.

It is what makes losing a worker, a message or all of Redis cost time and nothing else.
"""

from __future__ import annotations

import threading

import structlog

from jobs.sweep import sweep
from settings import Settings
from storage.engine import create_engine, session_factory
from storage.errors import StorageUnavailable
from workers.broker import BrokerUnavailable
from workers.publisher import Publisher


class Sweeper:
    """Sweeps until it is stopped. One is enough; several do no harm."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._engine = create_engine(settings.database_url)
        self._store = session_factory(self._engine)
        self._publisher = Publisher(settings)
        self._log = structlog.get_logger("athir.sweeper")
        self.over = threading.Event()

    def once(self) -> int:
        """Sweeps and sends once; gives how many messages were sent. Raises BrokerUnavailable or StorageUnavailable."""
        report = sweep(self._store, republish_seconds=self._settings.republish_seconds)
        sent = self._publisher.publish(self._store)
        if sent:
            self._log.info("sent", messages=sent, report=str(report))
        return sent

    def run(self) -> None:
        """Sweeps every `sweep_seconds` until `over` is set. A broker or database that is away is tried again."""
        try:
            while not self.over.is_set():
                try:
                    self.once()
                except (BrokerUnavailable, StorageUnavailable) as error:
                    self._log.warning("sweep failed; trying again", error=f"{type(error).__name__}: {error}")
                self.over.wait(self._settings.sweep_seconds)
        finally:
            self._engine.dispose()
