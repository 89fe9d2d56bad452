"""Requests that the server cannot read, sent to gunicorn as it is run: each is refused with a problem."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.problems import KINDS
from cli.redis_server import free_port
from schemas.problem import ProblemSchema
from settings import Settings
from storage import migrate
from tests.support import Processes, eventually


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of an API without a broker."""
    folder: Path = tmp_path_factory.mktemp("refusing")
    settings = replace(Settings.from_env({"HOME": "/"}), database_url=f"sqlite:///{folder}/athir.db", port=free_port())
    migrate.upgrade(settings.database_url)
    environ = {
        "ATHIR_DATABASE_URL": settings.database_url,
        "ATHIR_PORT": str(settings.port),
        "ATHIR_REDIS_URL": "redis://127.0.0.1:1",
    }
    started = Processes()
    started.start("api", environ=environ, log=folder / "log")

    def listens() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", settings.port)) == 0

    eventually(listens, seconds=60)
    yield settings.port
    started.end()


def answer(port: int, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of what comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        got = b""
        while piece := connection.recv(65536):
            got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return int(first.split(" ")[1]), dict(line.split(": ", 1) for line in lines), body


@pytest.mark.parametrize(
    ("request_text", "slug"),
    [
        (f"GET /healthz?x={'a' * 9000} HTTP/1.1\r\nHost: x\r\n\r\n", "address-too-long"),
        (f"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: {'a' * 9000}\r\n\r\n", "headers-too-large"),
        ("GET /healthz HTTP/1.1\r\n" + "X-Many: 1\r\n" * 200 + "\r\n", "headers-too-large"),
        ("GET /healthz HTTP/9.9\r\n\r\n", "bad-request"),
        ("G\x01T /healthz HTTP/1.1\r\n\r\n", "bad-request"),
        ("GET /healthz HTTP/1.1\r\nHost: x\r\nBad Name: 1\r\n\r\n", "bad-request"),
        ("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Folded: 1\r\n 2\r\n\r\n", "bad-request"),
    ],
    ids=lambda value: value[:12] + value[-20:-4] if " " in value else value,
)
def test_what_cannot_be_read_is_refused_with_a_problem(port: int, request_text: str, slug: str) -> None:
    status, headers, body = answer(port, request_text.encode())
    problem = json.loads(body)
    assert ProblemSchema().validate(problem) == {}
    assert (status, problem["type"]) == (KINDS[slug].status, f"/problems/{slug}")
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["X-Request-ID"] == problem["request_id"]
    assert headers["Connection"] == "close"


def test_what_can_be_read_is_answered(port: int) -> None:
    status, _, body = answer(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert (status, json.loads(body)) == (200, {"status": "ok"})
