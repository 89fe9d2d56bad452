"""The rate of readers, counted in a real Redis by the limits that all routes have."""

from __future__ import annotations

import pytest

from jobs import keys
from settings import Settings, SettingsError


@pytest.mark.parametrize("path", ["/api/acled/read?limit=1", "/acled/read?limit=1"])
def test_beyond_the_rate_the_answer_is_429_in_the_envelope(redis_server, make, path):
    reader = make(read_rate="3/hour", redis_url=redis_server.url)
    assert [reader.client.get(path).status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = reader.client.get(path)
    assert 0 < int(answer.headers["Retry-After"]) <= 3601
    told = answer.json["error"]
    told = told[0] if path.startswith("/api/") else told
    assert told == {"status": 429, "message": answer.json["message"]}
    assert answer.json["success"] is False
    assert "3 per 1 hour" in answer.json["message"]
    assert reader.client.post("/oauth/token", data={}).status_code == 429, "passwords are not to be tried without end"
    assert reader.client.post("/user/login", json={}).status_code == 429
    assert reader.client.get("/v1/jobs").status_code == 200, "the rate is that of readers alone"
    assert reader.client.get("/healthz").status_code == 200


def test_the_rate_of_all_requests_counts_readers_too(redis_server, make):
    reader = make((), rate="2/hour", redis_url=redis_server.url)
    assert [reader.client.get(path).status_code for path in ("/v1/jobs", "/api/region/read")] == [200, 200]
    refused = reader.client.get("/api/region/read")
    assert (refused.status_code, refused.json["success"]) == (429, False)
    assert reader.client.get("/v1/jobs").json["type"] == "/problems/too-many-requests"


def test_each_owner_has_a_rate_of_its_own_whatever_way_its_keys_are_sent(redis_server, make):
    reader = make((), read_rate="3/hour", require_keys=True, redis_url=redis_server.url)
    (_, one), (_, two), (_, other) = (
        keys.create(reader.store, name=name, scopes=["read"], owner=owner)
        for name, owner in (("one", "team"), ("two", "team"), ("other", None))
    )
    form = {"grant_type": "password", "username": "ada", "password": one}
    token = reader.client.post("/oauth/token", data=form).json["access_token"]

    def status(**sent) -> int:
        return reader.client.get("/api/region/read", **sent).status_code

    assert status(query_string={"key": one, "email": "e"}) == 200
    assert status(headers={"X-API-Key": two}) == 200
    assert status(headers={"Authorization": f"Bearer {token}"}) == 200
    assert status(headers={"Authorization": f"Bearer {one}"}) == 429
    assert status(headers={"X-API-Key": other}) == 200


def test_without_a_rate_there_is_no_limit(reader):
    assert {reader.client.get("/api/region/read").status_code for _ in range(50)} == {200}


def test_without_redis_reading_goes_on(redis_server, make):
    reader = make((), read_rate="1/hour", redis_url=redis_server.url)
    redis_server.kill()
    assert [reader.client.get("/api/region/read").status_code for _ in range(3)] == [200, 200, 200]
    assert reader.client.post("/oauth/token", data={}).status_code == 400


@pytest.mark.parametrize("rate", ["600", "0/minute", "600/week", "-1/minute"])
def test_a_rate_that_cannot_be_read_stops_the_start(rate):
    with pytest.raises(SettingsError, match="ATHIR_READ_RATE"):
        Settings.from_env({"HOME": "/", "ATHIR_READ_RATE": rate})
