"""What workers and sweepers count, kept in Redis so that one place tells it for any number of machines.

A Redis that loses its data starts the counters anew, as Prometheus expects of a counter now and then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

import redis

KEY: Final = "athir:counters"
MEMORY_KEY: Final = "athir:memory"


def add(client: redis.Redis, amounts: Mapping[str, float]) -> None:
    """Raises each counter by its amount, in one round trip. Raises RedisError."""
    pipeline = client.pipeline(transaction=False)
    for name, amount in amounts.items():
        if amount:
            pipeline.hincrbyfloat(KEY, name, amount)
    pipeline.execute()


def read(client: redis.Redis) -> dict[str, float]:
    """All counters. Raises RedisError."""
    return {name: float(value) for name, value in cast(dict[str, str], client.hgetall(KEY)).items()}


def tell_memory(client: redis.Redis, worker: str, bytes_: int) -> None:
    """Enters how many bytes `worker` holds in memory, its children included. Raises RedisError."""
    client.hset(MEMORY_KEY, worker, bytes_)


def memory(client: redis.Redis) -> dict[str, int]:
    """Bytes in memory by worker; also of workers that are gone. Raises RedisError."""
    return {name: int(value) for name, value in cast(dict[str, str], client.hgetall(MEMORY_KEY)).items()}


def forget_memory(client: redis.Redis, workers: list[str]) -> None:
    """Removes the entries of `workers`, which are gone. Raises RedisError."""
    if workers:
        client.hdel(MEMORY_KEY, *workers)
