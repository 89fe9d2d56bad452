"""The publisher: sends the outbox to the broker, by task name, so that whoever stores work need not know the tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kombu.exceptions import OperationalError
from redis.exceptions import OutOfMemoryError, RedisError
from sqlalchemy.orm import Session, sessionmaker

from jobs import outbox
from settings import Settings
from workers import counters, liveness
from workers.app import create_app, publishing_options
from workers.broker import BULK, CODE_CHUNK, INTERACTIVE, BrokerFull, BrokerUnavailable, connect

__all__ = ["BrokerFull", "BrokerUnavailable", "Publisher", "Telemetry"]

# Sent and marked in one go. Small, so that a broker that fails half-way makes few chunks be sent twice.
BATCH = 100

_QUEUE_OF = {"interactive": INTERACTIVE, "bulk": BULK}


@dataclass(frozen=True, slots=True)
class Telemetry:
    """Workers alive, the memory of each in bytes, and all counters."""

    workers: tuple[str, ...]
    memory: Mapping[str, int]
    counters: Mapping[str, float]


class Publisher:
    """Sends outbox rows to Celery. May be shared by threads; holds no connection between calls."""

    def __init__(self, settings: Settings) -> None:
        self._in_flight = settings.chunks_in_flight
        self._app = create_app(settings)
        self._redis_url = settings.redis_url

    def publish(self, store: sessionmaker[Session]) -> int:
        """Sends unsent rows, as many as may be under way, then marks them sent; gives how many.

        A row may be sent twice, never not at all. Raises BrokerUnavailable within about two seconds when Redis does not
        answer, BrokerFull when it has no memory left; the rows stay unsent.
        """
        sent = 0
        while batch := outbox.take_unsent(store, BATCH, in_flight=self._in_flight):
            self._send([(row.chunk_id, _QUEUE_OF[row.queue]) for row in batch])
            outbox.mark_sent(store, [row.id for row in batch])
            sent += len(batch)
            if len(batch) < BATCH:
                break
        return sent

    def ping(self) -> None:
        """Raises BrokerUnavailable unless Redis answers."""
        try:
            with connect(self._redis_url) as client:
                client.ping()
        except RedisError as error:
            raise BrokerUnavailable("Redis does not answer") from error

    def telemetry(self) -> Telemetry:
        """What the workers told. Raises BrokerUnavailable."""
        try:
            with connect(self._redis_url) as client:
                alive = tuple(liveness.names(client))
                held = counters.memory(client)
                counters.forget_memory(client, [name for name in held if name not in alive])
                memory = {name: size for name, size in held.items() if name in alive}
                return Telemetry(alive, memory, counters.read(client))
        except RedisError as error:
            raise BrokerUnavailable("Redis does not answer") from error

    def _send(self, messages: list[tuple[str, str]]) -> None:
        # A new connection each time: it costs a millisecond, and a kept one would be stale after Redis restarts.
        connection = self._app.connection_for_write(transport_options=publishing_options())
        try:
            with connection, connection.Producer() as producer:
                for chunk_id, queue in messages:
                    self._app.send_task(CODE_CHUNK, args=[chunk_id], queue=queue, producer=producer, retry=False)
        except (OperationalError, RedisError, OSError) as error:
            if isinstance(error, OutOfMemoryError) or "OOM " in str(error):  # kombu wraps what the client raises
                raise BrokerFull("Redis has no memory left") from error
            raise BrokerUnavailable("Redis does not answer") from error
