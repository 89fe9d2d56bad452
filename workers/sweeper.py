"""The sweeper: every few seconds puts work with no living lease back into the outbox, and sends the outbox.

It is what makes losing a worker, a message or all of Redis cost time and nothing else. It also does the chores: ends
jobs that are stuck, deletes results past their lifetime, and sends messages to callback addresses.
"""

from __future__ import annotations

import threading
import time

import structlog
from redis.exceptions import RedisError

from jobs import backlog
from jobs.sweep import SweepReport, sweep
from settings import Settings
from storage.engine import create_engine, session_factory
from storage.errors import StorageUnavailable
from workers import counters
from workers.broker import BrokerUnavailable, connect
from workers.chores import CHORES, MESSAGES, Chore
from workers.publisher import Publisher

# A message is due at once when its job ends; looking costs one question to an index.
MESSAGE_SECONDS = 1.0
# A stop waits this long for the message that is being sent; one that takes longer is sent again after its claim.
STOP_SECONDS = 5.0


class Sweeper:
    """Sweeps until it is stopped. One is enough; several do no harm."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._engine = create_engine(settings.database_url)
        self._store = session_factory(self._engine)
        self._publisher = Publisher(settings)
        self._log = structlog.get_logger("athir.sweeper")
        self._rests: dict[str, float] = {}  # until when chores are left alone while articles wait
        self.over = threading.Event()

    def once(self) -> int:
        """Sweeps and sends once; gives how many messages were sent. Raises BrokerUnavailable or StorageUnavailable."""
        report = sweep(self._store, republish_seconds=self._settings.republish_seconds)
        self._count(report)
        sent = self._publisher.publish(self._store)
        if sent:
            self._log.info("sent", messages=sent, report=str(report))
        return sent

    def _count(self, report: SweepReport) -> None:
        if not (report.expired or report.republished):
            return
        amounts = {"leases_expired": float(report.expired), "messages_republished": float(report.republished)}
        try:
            with connect(self._settings.redis_url) as client:
                counters.add(client, amounts)
        except RedisError as error:
            self._log.warning("not counted", error=type(error).__name__)

    def run(self) -> None:
        """Sweeps every `sweep_seconds` until `over` is set. A broker or database that is away is tried again."""
        messenger = threading.Thread(target=self._send_messages, name="athir-messages", daemon=True)
        messenger.start()
        try:
            while not self.over.is_set():
                try:
                    self.once()
                except (BrokerUnavailable, StorageUnavailable) as error:
                    self._log.warning("sweep failed; trying again", error=f"{type(error).__name__}: {error}")
                for chore in CHORES:
                    self._do(chore)
                self.over.wait(self._settings.sweep_seconds)
        finally:
            self.over.set()
            messenger.join(STOP_SECONDS)
            self._engine.dispose()

    def _send_messages(self) -> None:
        while not self.over.is_set():
            # As long as there are any; each is tried once in a round, so this ends.
            if not self._do(MESSAGES):
                self.over.wait(MESSAGE_SECONDS)

    def _do(self, chore: Chore) -> int:
        try:
            if self._rests_now(chore):
                return 0
            began = time.monotonic()
            done = chore.work(self._store, self._settings)
            ended = time.monotonic()
            self._rests[chore.name] = ended + (ended - began) * (1 / chore.share - 1)
        except StorageUnavailable as error:
            self._log.warning("chore failed; trying again", chore=chore.name, error=str(error))
            return 0
        if done:
            self._log.info("chore", chore=chore.name, done=done)
        return done

    def _rests_now(self, chore: Chore) -> bool:
        if time.monotonic() >= self._rests.get(chore.name, 0.0):
            return False
        return any(queue.pending_chunks or queue.leased_chunks for queue in backlog.measure(self._store).values())
