"""Who counts as alive."""

from __future__ import annotations

from dataclasses import replace

import pytest

from settings import Settings
from tests.support import Redis
from workers import liveness
from workers.broker import connect


@pytest.fixture
def settings(redis_server: Redis) -> Settings:
    return Settings.from_env({"ATHIR_REDIS_URL": redis_server.url})


def test_a_worker_is_alive_from_its_refresh_until_it_leaves(settings: Settings) -> None:
    assert not liveness.alive(settings)
    with connect(settings.redis_url) as client:
        liveness.refresh(client, "athir-1@here")
        liveness.refresh(client, "athir-2@there")
        assert liveness.alive(settings)
        liveness.leave(client, "athir-1@here")
        assert liveness.names(client) == ["athir-2@there"]
        liveness.leave(client, "athir-2@there")
    assert not liveness.alive(settings)


def test_a_worker_that_stopped_refreshing_is_not_alive(settings: Settings) -> None:
    with connect(settings.redis_url) as client:
        seconds, _ = client.time()
        client.zadd(liveness.KEY, {"old": seconds - liveness.ALIVE_SECONDS - 1})
        assert not liveness.alive(settings)
        liveness.refresh(client, "new")
        assert client.zrange(liveness.KEY, 0, -1) == ["new"]


def test_without_redis_nobody_is_alive(settings: Settings, redis_server: Redis) -> None:
    redis_server.kill()
    assert not liveness.alive(settings)
    assert not liveness.alive(replace(settings, redis_url="redis://127.0.0.1:1/0"))
