"""A whole stack as `athir up` runs it, with the real coder and with keys, for tests that need nothing played."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from cli.redis_server import free_port
from jobs import keys
from storage.engine import create_engine, session_factory
from tests.support import Processes, eventually


class Live:
    """A running stack: where it listens, where its data lie, and keys made beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "up.log"
        self.database_url = f"sqlite:///{folder / 'data' / 'athir.db'}"

    def key(self, *scopes: str, owner: str | None = None) -> str:
        """The secret of a new key."""
        return self.key_with_id(*scopes, owner=owner)[1]

    def key_with_id(self, *scopes: str, owner: str | None = None) -> tuple[str, str]:
        """Id and secret of a new key."""
        engine = create_engine(self.database_url)
        try:
            key, secret = keys.create(session_factory(engine), name="test", scopes=scopes, owner=owner)
        finally:
            engine.dispose()
        return key.id, secret

    def revoke(self, key_id: str) -> None:
        engine = create_engine(self.database_url)
        try:
            keys.revoke(session_factory(engine), key_id)
        finally:
            engine.dispose()

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=10).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False


@contextmanager
def live(folder: Path, environ: Mapping[str, str]) -> Iterator[Live]:
    """Runs `athir up` over `folder`, whose path must be short, with the settings of `environ`."""
    processes = Processes()
    stack = Live(folder)
    command = ("up", "--port", str(stack.port), "--data", str(folder / "data"))
    process = processes.start(*command, environ={**environ, "HOME": os.environ["HOME"]}, log=stack.log)
    try:
        eventually(lambda: process.poll() is not None or stack.is_ready(), seconds=240)
        assert process.poll() is None, stack.log.read_text()
        yield stack
    finally:
        processes.end()
