"""The API on a port, with the played worker of tests/api."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from werkzeug.serving import make_server

from athir_client import Client
from tests.api.conftest import Stack, cache_folder, start

__all__ = ["cache_folder", "served", "start"]


@dataclass(frozen=True)
class Served:
    """A stack and where it listens."""

    stack: Stack
    url: str

    def client(self, **options: object) -> Client:
        return Client(self.url, **options)


@pytest.fixture(scope="module")
def served(start) -> Iterator[Served]:
    stack = start(wait_seconds=5, max_wait_seconds=20)
    server = make_server("127.0.0.1", 0, stack.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield Served(stack, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join(10)
    server.server_close()
