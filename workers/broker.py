"""The broker as plain facts: names of queues and task, its address for Celery and for redis-py, the error of its loss.

Celery and redis-py spell the address of a unix socket differently; the difference is settled here once.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, quote, unquote, urlsplit

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from coders.errors import AthirError

CODE_CHUNK: Final = "athir.code_chunk"
INTERACTIVE: Final = "athir.interactive"
BULK: Final = "athir.bulk"
# The order is the order of consumption: nothing is taken from the second while the first holds a message.
QUEUES: Final = (INTERACTIVE, BULK)
# What the setting worker_queues means.
TAKEN: Final = {"both": QUEUES, "interactive": (INTERACTIVE,), "bulk": (BULK,)}

# A near Redis answers within milliseconds. After two seconds it is in trouble; no request hangs on it any longer.
REPLY_SECONDS: Final = 2.0
CONNECT_SECONDS: Final = 1.0

_CELERY_SOCKET: Final = "redis+socket"


class BrokerUnavailable(AthirError):
    """Redis cannot be reached, so work was stored but nobody was woken; the sweeper sends it later."""

    slug = "broker-unavailable"


class BrokerFull(BrokerUnavailable):
    """Redis refuses messages for want of memory; the work is stored and sent later."""

    slug = "broker-full"


def socket_url(path: str, database: int = 0) -> str:
    """The ATHIR_REDIS_URL of a Redis that listens on the unix socket at the absolute `path`."""
    return f"{_CELERY_SOCKET}://{quote(path)}?virtual_host={database}"


def redis_py_url(url: str) -> str:
    """The same address in redis-py's spelling; only unix sockets differ."""
    parts = urlsplit(url)
    if parts.scheme != _CELERY_SOCKET:
        return url
    database = parse_qs(parts.query).get("virtual_host", ["0"])[0]
    return f"unix://{quote(unquote(parts.path))}?db={database}"


def connect(url: str) -> redis.Redis:
    """A redis-py client for `url` that gives up after REPLY_SECONDS and never retries; connects on first use."""
    return redis.Redis.from_url(
        redis_py_url(url),
        socket_timeout=REPLY_SECONDS,
        socket_connect_timeout=CONNECT_SECONDS,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )
