"""The HTTP client of `athir jobs`: what it says when the server refuses or is not there."""

from __future__ import annotations

import io
import json

import httpx
import pytest

from athir_client import Client, ServerError

PROBLEM = {
    "title": "The body is not valid",
    "status": 422,
    "detail": "2 fields are wrong.",
    "errors": [{"pointer": "/text", "detail": "is missing"}, {"pointer": "/date", "detail": "is not a date"}],
}


def client(status: int, body: bytes, media_type: str) -> Client:
    answer = httpx.Response(status, content=body, headers={"Content-Type": media_type})
    return Client("http://athir.test", transport=httpx.MockTransport(lambda _: answer))


@pytest.mark.parametrize(
    ("status", "body", "media_type", "message"),
    [
        (
            422,
            json.dumps(PROBLEM).encode(),
            "application/problem+json",
            "422 The body is not valid; 2 fields are wrong.; /text: is missing; /date: is not a date",
        ),
        (404, b'{"title": "No such job", "status": 404}', "application/problem+json", "404 No such job"),
        (502, b"<html>", "text/html", "502 Bad Gateway"),
    ],
)
def test_a_refusal_is_one_line(status: int, body: bytes, media_type: str, message: str) -> None:
    for ask in (
        lambda: client(status, body, media_type).job("x"),
        lambda: client(status, body, media_type).submit(io.BytesIO(b"{}"), "application/json", coder=None),
        lambda: client(status, body, media_type).page("x", {"output": "events"}),
    ):
        with pytest.raises(ServerError) as raised:
            ask()
        assert str(raised.value) == message


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(ServerError, match=r"no answer from http://127\.0\.0\.1:1: "):
        Client("http://127.0.0.1:1").job("x")


def test_a_body_is_sent_as_it_is_read() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        request.read()
        seen.append(request)
        return httpx.Response(202, json={"id": "j1"})

    job = Client("http://athir.test", transport=httpx.MockTransport(answer)).submit(
        io.BytesIO(b'{"text": "a"}\n' * 10_000), "application/x-ndjson", coder="athir"
    )
    assert job == {"id": "j1"}
    assert seen[0].content == b'{"text": "a"}\n' * 10_000
    assert seen[0].headers["Transfer-Encoding"] == "chunked"
    assert seen[0].headers["Content-Type"] == "application/x-ndjson"
    assert str(seen[0].url) == "http://athir.test/v1/jobs?coder=athir"
