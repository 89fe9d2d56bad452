"""Limits, counted in a real Redis."""

from __future__ import annotations

from jobs import keys


def test_a_rate_is_kept_for_each_key_over_all_routes(start, redis_server) -> None:
    stack = start(redis_url=redis_server.url, require_keys=True, rate="3/minute")
    store = stack.app.extensions["athir"].store
    (_, one), (_, other) = (keys.create(store, name=name, scopes=["read"]) for name in ("one", "other"))
    client = stack.client
    for path in ("/v1/jobs", "/v1/codebook/acled", "/v1/jobs"):
        assert client.get(path, headers={"X-API-Key": one}).status_code == 200
    refused = client.get("/v1/jobs", headers={"X-API-Key": one})
    assert refused.status_code == 429
    assert refused.json["type"] == "/problems/too-many-requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert client.get("/v1/jobs", headers={"X-API-Key": other}).status_code == 200
    assert client.get("/healthz").status_code == 200, "health is not counted"


def test_what_costs_has_a_rate_of_its_own(start, redis_server) -> None:
    client = start(redis_url=redis_server.url, code_rate="1/hour", wait_seconds=5).client
    assert client.post("/v1/code", json={"text": "Troops left."}).status_code == 200
    assert client.post("/v1/code", json={"text": "Troops left."}).status_code == 429
    assert client.post("/v1/jobs", json=[{"text": "Troops left."}]).status_code == 429
    assert client.get("/v1/jobs").status_code == 200


def test_without_redis_reading_goes_on_and_what_costs_does_not(start, redis_server) -> None:
    client = start(redis_url=redis_server.url, rate="100/minute", code_rate="100/minute", wait_seconds=5).client
    assert client.post("/v1/code", json={"text": "Troops left."}).status_code == 200
    redis_server.kill()
    assert client.get("/v1/jobs").status_code == 200
    refused = client.post("/v1/code", json={"text": "Troops left."})
    assert refused.status_code == 503
    assert refused.json["type"] == "/problems/limits-unavailable"


def test_requests_at_a_time_are_counted_until_the_last_byte(start, redis_server) -> None:
    client = start(redis_url=redis_server.url, key_concurrency=1, wait_seconds=5).client

    def status(path: str) -> int:
        return client.get(path, buffered=True).status_code  # read to its end and closed, as a server does

    job = client.post("/v1/code", json={"text": "Troops left."}, buffered=True).json["job"]
    reading = client.get(f"/v1/jobs/{job}/results")
    assert reading.status_code == 200
    refused = client.get("/v1/jobs", buffered=True)
    assert (refused.status_code, refused.json["type"]) == (429, "/problems/too-many-at-once")
    assert refused.headers["Retry-After"] == "1"
    reading.close()
    assert [status(path) for path in ("/v1/jobs", "/v1/nothing", "/v1/jobs/unknown", "/v1/jobs")] == [
        200,
        404,
        404,
        200,
    ]


def test_without_limits_redis_is_not_asked(start, redis_server) -> None:
    client = start(redis_url=redis_server.url, wait_seconds=5).client
    redis_server.kill()
    assert client.post("/v1/code", json={"text": "Troops left."}).status_code == 200
