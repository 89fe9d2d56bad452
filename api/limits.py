"""How much one caller may ask for: rates counted in Redis for all processes, and requests at a time in this one."""

from __future__ import annotations

import threading
import time
from collections import Counter
from math import ceil
from typing import Final

import structlog
from flask import Flask, Response, g, request
from limits import RateLimitItem, parse_many
from limits.errors import StorageError
from limits.storage import RedisStorage, Storage
from limits.strategies import SlidingWindowCounterRateLimiter

from api import access
from api.problems import Problem
from settings import Settings
from workers.broker import CONNECT_SECONDS, REPLY_SECONDS, redis_py_url

log = structlog.get_logger("api")
_COSTLY: Final = ("code", "jobs")
_READERS: Final = (
    "acled",
    "acled_auth",
)  # blueprints with a rate of their own; passwords are not to be tried without end


class Limits:
    """Counts requests by their key's owner, or by address where no key is asked for."""

    def __init__(self, settings: Settings, storage: Storage) -> None:
        self._all = tuple(parse_many(settings.rate)) if settings.rate else ()
        self._costly = tuple(parse_many(settings.code_rate)) if settings.code_rate else ()
        self._read = tuple(parse_many(settings.read_rate)) if settings.read_rate else ()
        self._limiter = SlidingWindowCounterRateLimiter(storage)
        self._most = settings.key_concurrency
        self._running: Counter[str] = Counter()
        self._lock = threading.Lock()

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """Limits counted in the settings' Redis; connects to nothing yet."""
        url = redis_py_url(settings.redis_url)
        if url.startswith("unix:"):
            url = f"redis+{url}"  # as this library spells it
        storage = RedisStorage(
            url, wrap_exceptions=True, socket_timeout=REPLY_SECONDS, socket_connect_timeout=CONNECT_SECONDS
        )
        return cls(settings, storage)

    def install(self, app: Flask) -> None:
        """Makes `app` keep the limits. To be called after `access.install`, which finds out who asks."""
        app.before_request(self._enter)
        app.after_request(self._leave)

    def _enter(self) -> None:
        """Raises the 429 problem where a limit is passed, or the 503 problem where what costs cannot be counted."""
        g.counted = None
        if request.endpoint is None or not (self._all or self._costly or self._read or self._most):
            return
        needed = access.scopes(request.endpoint, request.method)
        reader = request.blueprint in _READERS
        if not (needed or reader):
            return
        who = access.owner() or f"address {request.remote_addr}"
        costly = request.method == "POST" and not reader and needed[0] in _COSTLY
        try:
            self._count("all", self._all, who)
            if reader:
                self._count("read", self._read, who)
            if costly:
                self._count("costly", self._costly, who)
        except StorageError as error:
            if costly:
                raise Problem(
                    "limits-unavailable", "The counts of requests cannot be read.", headers={"Retry-After": "5"}
                ) from error
            log.warning("requests are not counted", error=type(error.storage_error).__name__)
        if self._most:
            self._begin(who)

    def _count(self, kind: str, rates: tuple[RateLimitItem, ...], who: str) -> None:
        for rate in rates:
            if not self._limiter.hit(rate, kind, who):
                free_at = self._limiter.get_window_stats(rate, kind, who).reset_time
                seconds = max(1, ceil(free_at - time.time()))
                raise Problem("too-many-requests", f"More than {rate}.", headers={"Retry-After": str(seconds)})

    def _begin(self, who: str) -> None:
        with self._lock:
            if self._running[who] >= self._most:
                raise Problem(
                    "too-many-at-once", f"More than {self._most} requests at a time.", headers={"Retry-After": "1"}
                )
            self._running[who] += 1
        g.counted = who

    def _leave(self, response: Response) -> Response:
        who: str | None = g.get("counted")
        if who is not None:
            g.counted = None
            response.call_on_close(lambda: self._end(who))  # a streamed answer counts until its last byte
        return response

    def _end(self, who: str) -> None:
        with self._lock:
            self._running[who] -= 1
            if not self._running[who]:
                del self._running[who]
