"""Whether a worker is there: each worker that can work enters the time in Redis, and whoever asks reads the entries.

The entry is made by a worker whose coder is loaded and which takes messages, so it tells progress, not a process id.
"""

from __future__ import annotations

from typing import Final, cast

import redis
from redis.exceptions import RedisError

from settings import Settings
from workers.broker import connect

KEY: Final = "athir:workers"
REFRESH_SECONDS: Final = 5.0
# Two refreshes may be missed (a busy machine, a Redis that restarts) before a worker counts as gone.
ALIVE_SECONDS: Final = 3 * REFRESH_SECONDS


def refresh(client: redis.Redis, worker: str) -> None:
    """Enters `worker` as alive now. The clock is Redis's own, so that machines need not agree. Raises RedisError."""
    now = _now(client)
    client.zadd(KEY, {worker: now})
    client.zremrangebyscore(KEY, "-inf", now - ALIVE_SECONDS)


def leave(client: redis.Redis, worker: str) -> None:
    """Removes `worker`, which stops. Raises RedisError."""
    client.zrem(KEY, worker)


def names(client: redis.Redis) -> list[str]:
    """The workers that are alive, each as `name@machine`. Raises RedisError."""
    return cast(list[str], client.zrangebyscore(KEY, _now(client) - ALIVE_SECONDS, "+inf"))


def alive(settings: Settings) -> bool:
    """Whether at least one worker is alive; a Redis that does not answer within two seconds means no."""
    try:
        with connect(settings.redis_url) as client:
            return bool(names(client))
    except RedisError:
        return False


def _now(client: redis.Redis) -> float:
    seconds, microseconds = client.time()
    return seconds + microseconds / 1_000_000
