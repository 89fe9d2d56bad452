"""Clients that hold on to the API: while they do, and whatever they send, small requests of others are answered."""

from __future__ import annotations

import gzip
import os
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import httpx
import pytest

from cli.redis_server import free_port
from tests.faults.conftest import Stack
from tests.support import eventually

# For each kind of client; the figures of docs/security.md are of 200.
REQUESTS = int(os.environ.get("REQUESTS", "14"))
# For each kind as many before and during: 0.3 s for one, half of which go through the worker, is that of a busy machine.
PATIENCE = max(300, int(11 * 2 * REQUESTS * 0.3))
# Far above what an undisturbed request takes on a busy machine, far below what waiting for these clients takes.
SECONDS = 3.0
BODY_SECONDS = 4
Attack = Callable[["Api"], None]


class Api:
    """A running API with a worker behind it, and clients of all manners."""

    def __init__(self, stack: Stack) -> None:
        self.port = free_port()
        stack.environ |= {
            "ATHIR_PORT": str(self.port),
            "ATHIR_BODY_SECONDS": str(BODY_SECONDS),
            "ATHIR_MAX_BODY_BYTES": "1048576",
            "SLOW_CODER_SECONDS": "0",
        }
        self.url = f"http://127.0.0.1:{self.port}"
        stack.start("worker")
        self.process = stack.start("api")
        self.log = stack.log
        self._open = ExitStack()
        self._stop = threading.Event()
        self.threads: list[threading.Thread] = []
        eventually(self._codes, seconds=60)

    def _codes(self) -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"{self.url}/readyz").is_success and self.code().is_success
        return False

    def code(self) -> httpx.Response:
        return httpx.post(f"{self.url}/v1/code", json={"text": "Rebels shelled the town."}, timeout=30)

    def taken(self) -> list[float]:
        """Seconds that each of many small requests took, the shortest first; half of them wait for the worker."""
        taken = []
        for number in range(REQUESTS):
            begun = time.monotonic()
            answer = self.code() if number % 2 else httpx.get(f"{self.url}/healthz", timeout=30)
            assert answer.is_success, answer.text
            taken.append(time.monotonic() - begun)
        return sorted(taken)

    def connect(self) -> socket.socket:
        return self._open.enter_context(socket.create_connection(("127.0.0.1", self.port), timeout=30))

    def feed(self, clients: list[socket.socket], data: bytes, every: float = 1.0) -> None:
        """Sends `data` on all connections, one byte in `every` seconds, until this ends."""

        def feeding() -> None:
            for byte in data:
                for client in clients:
                    with suppress(OSError):
                        client.send(bytes([byte]))
                if self._stop.wait(every):
                    return

        thread = threading.Thread(target=feeding)
        thread.start()
        self.threads.append(thread)

    def end(self) -> None:
        """Ends all clients but its own."""
        self._stop.set()
        for thread in self.threads:
            thread.join()
        self.threads.clear()
        self._stop.clear()
        self._open.close()


@pytest.fixture
def api(stack: Stack) -> Iterator[Api]:
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(least, 4096) if most == -1 else min(most, 8192), most))
    made = Api(stack)
    yield made
    made.end()


def head(path: str = "/v1/code", **fields: object) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: athir", "Content-Type: application/json"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def slow_heads(api: Api) -> None:
    api.feed([api.connect() for _ in range(60)], head(Content_Length=9))


def slow_short_bodies(api: Api) -> None:
    clients = [api.connect() for _ in range(60)]
    for client in clients:
        client.send(head(Content_Length=500))
    api.feed(clients, b'{"text": "' + b"x" * 400)


def slow_long_bodies(api: Api) -> None:
    clients = [api.connect() for _ in range(60)]
    for client in clients:
        client.send(head(Content_Length=500_000) + b'{"text": "' + b"x" * 20_000)
    api.feed(clients, b"x" * 400)


def slow_chunks(api: Api) -> None:
    clients = [api.connect() for _ in range(60)]
    for client in clients:
        client.send(head("/v1/jobs", Transfer_Encoding="chunked"))
    api.feed(clients, b"1\r\n{\r\n" * 40, every=0.2)


def slow_jobs(api: Api) -> None:
    clients = [api.connect() for _ in range(60)]
    for client in clients:
        client.send(head("/v1/jobs", Content_Length=50_000_000) + b'{"text": "' + b"x" * 100_000)
    api.feed(clients, b"x" * 400)


def idle(api: Api) -> None:
    for _ in range(1000):
        api.connect()


def idle_after_an_answer(api: Api) -> None:
    for _ in range(200):
        client = api.connect()
        client.send(b"GET /healthz HTTP/1.1\r\nHost: athir\r\n\r\n")


def never_closing(api: Api) -> None:
    for _ in range(60):
        client = api.connect()
        client.send(b"GET /healthz HTTP/1.1\r\nHost: athir\r\nConnection: close\r\n\r\n")


def sending_after_a_refusal(api: Api) -> None:
    clients = [api.connect() for _ in range(60)]
    for client in clients:
        client.send(head(Content_Length=10**11) + b"x" * 30_000)
    api.feed(clients, b"x" * 400, every=0.1)


def never_reading(api: Api) -> None:
    for _ in range(30):
        client = api.connect()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        with suppress(OSError):
            client.send(b"GET /openapi.json HTTP/1.1\r\nHost: athir\r\n\r\n" * 40)


def bombs(api: Api) -> None:
    packed = gzip.compress(b"\0" * 200_000_000, 9)

    def sending() -> None:
        with httpx.Client(base_url=api.url, timeout=60) as client:
            for _ in range(4):
                answer = client.post(
                    "/v1/jobs",
                    content=packed,
                    headers={"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"},
                )
                assert answer.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE, answer.text
                statuses.append(answer.status_code)

    statuses: list[int] = []
    threads = [threading.Thread(target=sending) for _ in range(3)]
    for thread in threads:
        thread.start()
    api.threads += threads


ATTACKS = (
    slow_heads,
    slow_short_bodies,
    slow_long_bodies,
    slow_chunks,
    slow_jobs,
    idle,
    idle_after_an_answer,
    never_closing,
    sending_after_a_refusal,
    never_reading,
    bombs,
)


@pytest.mark.timeout(PATIENCE)
def test_others_are_answered(api: Api) -> None:
    late = -1 - REQUESTS // 20
    slowest = {}
    for attack in ATTACKS:
        idle = api.taken()
        attack(api)
        during = api.taken()
        api.end()
        slowest[attack.__name__] = during[-1]
        print(
            f"{attack.__name__}: p95 {idle[late] * 1000:.0f} ms idle, {during[late] * 1000:.0f} ms during", flush=True
        )
    assert {name: seconds for name, seconds in slowest.items() if seconds > SECONDS} == {}
