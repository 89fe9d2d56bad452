"""Addresses of the broker, as Celery and as redis-py spell them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from kombu import Connection
from redis.exceptions import RedisError

from tests.support import Redis
from workers.broker import REPLY_SECONDS, connect, redis_py_url, socket_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/0"),
        ("rediss://:secret@redis.example:6380/3", "rediss://:secret@redis.example:6380/3"),
        ("redis+socket:///run/redis.sock", "unix:///run/redis.sock?db=0"),
        ("redis+socket:///run/redis.sock?virtual_host=4", "unix:///run/redis.sock?db=4"),
        ("redis+socket:///run/with%20space/r.sock?virtual_host=0", "unix:///run/with%20space/r.sock?db=0"),
    ],
)
def test_redis_py_url(url: str, expected: str) -> None:
    assert redis_py_url(url) == expected


@pytest.mark.parametrize("name", ["plain", "with space", "with%percent", "ünïcode", "with?mark"])
def test_a_socket_at_any_path_is_reached_by_both_libraries(short_folder: Path, name: str) -> None:
    folder = short_folder / name
    (folder / "redis").mkdir(parents=True)
    server = Redis(folder)
    server.start()
    try:
        assert server.url == socket_url(str(folder / "redis.sock"))
        with connect(server.url) as client:
            client.set("seen", "by redis-py")
        with Connection(server.url) as celery_side, celery_side.channel() as channel:
            assert channel.client.get("seen") == b"by redis-py"
    finally:
        server.kill()


def test_a_silent_redis_is_given_up_soon(redis_server: Redis) -> None:
    redis_server.freeze()
    begun = time.monotonic()
    with pytest.raises(RedisError), connect(redis_server.url) as client:
        client.ping()
    assert time.monotonic() - begun < 2 * REPLY_SECONDS
