from __future__ import annotations

from dataclasses import replace

import pytest

from api.acled import limits
from settings import Settings, SettingsError


@pytest.fixture
def memory(monkeypatch):
    monkeypatch.setattr(limits, "storage_uri", lambda settings: "memory://")


@pytest.mark.parametrize("path", ["/api/acled/read?limit=1", "/acled/read?limit=1"])
def test_beyond_the_rate_the_answer_is_429_in_the_envelope(memory, make, path):
    reader = make(read_rate="3/hour")
    assert [reader.client.get(path).status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = reader.client.get(path)
    assert 3590 <= int(answer.headers["Retry-After"]) <= 3601
    told = answer.json["error"]
    told = told[0] if path.startswith("/api/") else told
    assert told == {"status": 429, "message": answer.json["message"]}
    assert answer.json["success"] is False
    assert reader.client.post("/oauth/token", data={}).status_code == 429, "passwords are not to be tried without end"
    assert reader.client.get("/healthz").status_code == 200


def test_each_reader_has_a_rate_of_its_own(memory, make):
    reader = make((), read_rate="1/hour")
    for key in ("one", "two"):
        path = f"/api/region/read?key={key}&email=e"
        assert [reader.client.get(path).status_code for _ in range(2)] == [200, 429]


def test_without_a_rate_there_is_no_limit(reader):
    assert {reader.client.get("/api/region/read").status_code for _ in range(50)} == {200}


def test_without_redis_each_process_counts_for_itself(make):
    reader = make((), read_rate="2/hour", redis_url="redis://127.0.0.1:1/0")
    assert [reader.client.get("/api/region/read").status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize(
    ("url", "storage"),
    [
        ("redis://cache:6379/1", "redis://cache:6379/1"),
        ("rediss://:secret@cache:6380/1", "rediss://:secret@cache:6380/1"),
        ("redis+socket:///run/r.sock?virtual_host=3", "redis+unix:///run/r.sock?db=3"),
        ("redis+socket:///run/r.sock", "redis+unix:///run/r.sock?db=0"),
    ],
)
def test_the_redis_of_the_settings_counts(url, storage):
    assert limits.storage_uri(replace(Settings.from_env({"HOME": "/"}), redis_url=url)) == storage


@pytest.mark.parametrize("rate", ["600", "0/minute", "600/week", "600 per minute", "-1/minute"])
def test_a_rate_that_cannot_be_read_stops_the_start(rate):
    with pytest.raises(SettingsError, match="ATHIR_READ_RATE"):
        Settings.from_env({"HOME": "/", "ATHIR_READ_RATE": rate})
