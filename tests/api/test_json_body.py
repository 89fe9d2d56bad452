"""Bodies that are wrong before they are articles: never a 500, never a hang, always the one problem."""

from __future__ import annotations

import io
import json

import pytest

GOOD = json.dumps({"text": "Troops left the town."}).encode()


@pytest.fixture(params=["/v1/code", "/v1/jobs"])
def route(request) -> str:
    return request.param


def send(client, route: str, data: bytes, content_type: str | None = "application/json", **headers: str):
    return client.post(route, data=data, content_type=content_type, headers=headers)


@pytest.mark.parametrize(
    ("data", "status", "slug", "words"),
    [
        (b"", 400, "malformed-json", "line 1, column 1"),
        (b"   ", 400, "malformed-json", "column 4"),
        (b"{", 400, "malformed-json", "column 2"),
        (b'{"text": "a",}', 400, "malformed-json", "line 1"),
        (b"{'text': 'a'}", 400, "malformed-json", "line 1"),
        (GOOD + GOOD, 400, "malformed-json", "Extra data"),
        (b'{"text": "line\nbreak"}', 400, "malformed-json", "control character"),
        (b'{"text": "a", "text": "b"}', 400, "malformed-json", '"text" stands twice'),
        (b'{"articles": [{"text": "a", "id": "1", "id": "2"}]}', 400, "malformed-json", '"id" stands twice'),
        (b'{"text": NaN}', 400, "malformed-json", "NaN"),
        (b'{"text": "a", "mentions": [{"start": -Infinity}]}', 400, "malformed-json", "Infinity"),
        (b'{"text": ' + b"9" * 5000 + b"}", 400, "malformed-json", "digits"),
        (b"[" * 100_000, 400, "malformed-json", "nested"),
        (b'{"a":' * 100_000, 400, "malformed-json", "nested"),
        (b'{"text":' + b"[" * 100 + b"]" * 100 + b"}", 400, "malformed-json", "nested deeper than 64"),
        (b'{"text": "\xff"}', 400, "invalid-utf8", "Byte 10"),
        (b"\xff\xfe{\x00}\x00", 400, "invalid-utf8", "Byte 0"),
        (b'{"text": "\xed\xa0\x80"}', 400, "invalid-utf8", "Byte 10"),
        (b'{"text": "\xc0\x80"}', 400, "invalid-utf8", "Byte 10"),
        (b'{"text": "a\\ud800"}', 422, "invalid-input", "surrogates"),
        (b'{"text": "a\\u0000b"}', 422, "invalid-input", "NUL"),
        (b'{"text": 1e999}', 422, "invalid-input", "not a number"),
        (b'{"\\ud800\\u0000/~": 1, "text": "a"}', 422, "invalid-input", "Unknown"),
        (b'{"text": "a", "mentions": [{"start": 0, "end": 1e999}]}', 422, "invalid-input", "integer"),
        (b'{"text": "a", "mentions": [{"start": 0, "end": ' + b"9" * 4000 + b"}]}", 422, "invalid-input", "less than"),
        (b"{}", 422, "invalid-input", "Missing"),
    ],
)
@pytest.mark.timeout(20)
def test_a_bad_body_is_a_clear_problem(client, data, status, slug, words):
    answer = send(client, "/v1/code", data)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    body = json.loads(answer.data)
    assert body["type"] == f"/problems/{slug}"
    assert words in body["detail"]
    answer.data.decode("utf-8")


@pytest.mark.parametrize("data", [b"", b"{", b'{"text": "\xff"}', b'{"a": 1, "a": 2}', b"[" * 100_000])
def test_a_bad_json_body_for_a_job_is_refused_whole(client, data):
    assert send(client, "/v1/jobs", data).status_code == 400


def test_a_byte_order_mark_is_taken(client, route):
    assert send(client, route, b"\xef\xbb\xbf" + GOOD).status_code in (200, 202)


@pytest.mark.parametrize(
    "content_type",
    [None, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml", "nonsense",
     "application/json; charset=utf-16", "application/json; charset=latin-1"],
)  # fmt: skip
def test_another_media_type_is_refused(client, route, content_type):
    answer = send(client, route, GOOD, content_type)
    assert answer.status_code == 415
    assert answer.json["type"] == "/problems/unsupported-media-type"


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON", 'application/json; charset="UTF-8"'])
def test_json_is_taken_however_it_is_spelt(client, route, content_type):
    assert send(client, route, GOOD, content_type).status_code in (200, 202)


def test_a_compressed_body_is_refused_and_not_misread(client, route):
    answer = send(client, route, b"\x1f\x8b\x08", **{"Content-Encoding": "gzip"})
    assert answer.status_code == (415 if route == "/v1/code" else 400)
    assert ("Content-Encoding" if route == "/v1/code" else "breaks off") in answer.json["detail"]


LIMITS = {"/v1/code": 2_000_000, "/v1/jobs": 8_000_000}


def test_a_body_over_the_limit_names_it(client, route):
    answer = send(client, route, b" " * (LIMITS[route] + 1))
    assert answer.status_code == 413
    assert f"{LIMITS[route]} bytes" in answer.json["detail"]


def test_a_chunked_body_over_the_limit_is_refused_too(client, route):
    answer = client.post(
        route,
        input_stream=io.BytesIO(b" " * (LIMITS[route] + 1)),
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
    )
    assert answer.status_code == 413
    assert f"{LIMITS[route]} bytes" in answer.json["detail"]


def test_a_chunked_body_under_the_limit_is_read(client, route):
    answer = client.post(
        route,
        input_stream=io.BytesIO(GOOD),
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
    )
    assert answer.status_code in (200, 202)


@pytest.mark.parametrize("terminated", [True, False], ids=["as gunicorn ends it", "as others do"])
def test_a_body_that_breaks_off_is_a_client_error(client, route, terminated):
    content_type = "application/x-ndjson" if route == "/v1/jobs" else "application/json"
    before = [job["id"] for job in client.get("/v1/jobs").json["jobs"]]
    answer = client.post(
        route,
        input_stream=io.BytesIO(GOOD),
        content_type=content_type,
        environ_overrides={"CONTENT_LENGTH": "1000", "wsgi.input_terminated": terminated},
    )
    assert answer.status_code == 400
    assert [job["id"] for job in client.get("/v1/jobs").json["jobs"]] == before


def test_a_flood_of_errors_is_told_shortly(client):
    answer = client.post("/v1/code", json={"text": "a", **{f"f{n}": 1 for n in range(5000)}})
    assert answer.status_code == 422
    assert len(answer.json["errors"]) == 100
    assert "100 of 5000" in answer.json["detail"]
