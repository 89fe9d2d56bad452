"""A thread in the worker's parent process: enters the worker as alive, and ends a worker that has stopped consuming.

Celery workers on Redis have, in several releases, reconnected after a broker restart without consuming again. No
signal tells of it, so progress is watched: messages wait, nothing is held, nothing arrives.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from dataclasses import dataclass

import structlog
from celery.worker import state as worker_state
from redis.exceptions import RedisError

from workers import counters, liveness
from workers.broker import QUEUES, connect
from workers.memory import held_bytes
from workers.signals import BROKEN, EX_CONFIG, READY, Children

# Longer than any reconnect takes, short against the minutes a person would need to notice.
STALL_SECONDS = 45.0
STARTING_SECONDS = 0.2
# sysexits' EX_TEMPFAIL: start me again.
EX_STALLED = 75


@dataclass(slots=True)
class StallMeter:
    """Tells how long messages have waited while the worker held none and took none."""

    limit: float
    since: float | None = None
    received: int = -1

    def stalled(self, now: float, *, waiting: int, held: int, received: int) -> bool:
        """Takes one observation at `now` (seconds); true when nothing has moved for `limit` seconds."""
        moved, self.received = received != self.received, received
        if waiting == 0 or held > 0:
            self.since = None
        elif moved or self.since is None:
            self.since = now
        return self.since is not None and now - self.since >= self.limit


class Watchdog(threading.Thread):
    """Watches the worker of this process; enters it as alive from when `consuming` is set."""

    def __init__(self, redis_url: str, worker: str, children: Children, queues: tuple[str, ...] = QUEUES) -> None:
        super().__init__(name="watchdog", daemon=True)
        self._redis_url = redis_url
        self._worker = worker
        self._queues = queues
        self._children = children
        self.consuming = threading.Event()
        self._over = threading.Event()
        self._meter = StallMeter(STALL_SECONDS)
        self._log = structlog.get_logger("athir.worker")

    def run(self) -> None:
        """Looks every REFRESH_SECONDS once the worker is at work; more often before, so that readiness shows soon."""
        while not self._over.is_set():
            at_work = self._children.state == READY and self.consuming.is_set()
            if self._children.state == BROKEN:
                worker_state.should_stop = EX_CONFIG  # type: ignore[assignment]  # typed as its first value, None
                return
            if at_work:
                self._look()
            self._over.wait(liveness.REFRESH_SECONDS if at_work else STARTING_SECONDS)

    def _look(self) -> None:
        try:
            with connect(self._redis_url) as client:
                liveness.refresh(client, self._worker)
                counters.tell_memory(client, self._worker, held_bytes())
                waiting = sum(client.llen(queue) for queue in self._queues)
        except RedisError as error:
            self._log.warning("Redis does not answer", error=type(error).__name__)
            self._meter.since = None
            return
        held = len(worker_state.reserved_requests)
        received = sum(worker_state.total_count.values())
        if self._meter.stalled(time.monotonic(), waiting=waiting, held=held, received=received):
            self._log.critical("messages wait but none arrive; the worker ends to be started again", waiting=waiting)
            sys.stderr.flush()
            os._exit(EX_STALLED)

    def stop(self) -> None:
        """Ends the thread and takes the worker off the list."""
        self._over.set()
        try:
            with connect(self._redis_url) as client:
                liveness.leave(client, self._worker)
        except RedisError as error:
            self._log.warning("Redis does not answer", error=type(error).__name__)
