"""A live API that asks for keys: what the commands send it, and what stands in its log afterwards."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from click.testing import CliRunner

from athir_client import transport as client_module
from cli.main import athir
from cli.redis_server import free_port
from jobs import keys
from storage import migrate
from storage.engine import create_engine, session_factory
from tests.support import Processes, Redis, eventually


@dataclass(frozen=True)
class Guarded:
    """The server's address and log, and the secrets of keys by what they open."""

    port: int
    log: Path
    secrets: dict[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, key: str | None, *arguments: str):
        """Runs a command here instead of in a process of its own, whose end would close its connections."""
        environ = {"ATHIR_API_KEY": key, "ATHIR_PORT": str(self.port)}
        opened: list[httpx.Client] = []

        def kept(**options: object) -> httpx.Client:
            opened.append(httpx.Client(**options))
            return opened[-1]

        with pytest.MonkeyPatch.context() as patched, ExitStack() as closing:
            patched.setattr(client_module, "httpx", SimpleNamespace(**{**vars(httpx), "Client": kept}))
            done = CliRunner().invoke(athir, list(arguments), env=environ)
            for one in opened:
                closing.callback(one.close)
        assert opened or done.exit_code
        return done

    def submit(self, key: str | None):
        file = self.log.with_name("articles.ndjson")
        file.write_text('{"id": "a", "text": "Troops left."}\n')
        return self.run(key, "jobs", "submit", str(file))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder, short = tmp_path_factory.mktemp("guarded"), Path(tempfile.mkdtemp(prefix="athir-t-"))
    (short / "redis").mkdir()
    redis, processes = Redis(short), Processes()
    url = f"sqlite:///{folder / 'athir.db'}"
    migrate.upgrade(url)
    engine = create_engine(url)
    store = session_factory(engine)
    made = {scope: keys.create(store, name=scope, scopes=[scope])[1] for scope in ("code", "jobs", "read")}
    engine.dispose()
    guarded = Guarded(free_port(), folder / "api.log", made)
    environ = {
        "ATHIR_DATABASE_URL": url,
        "ATHIR_REDIS_URL": redis.url,
        "ATHIR_PORT": str(guarded.port),
        "ATHIR_REQUIRE_KEYS": "1",
        "ATHIR_LOG_LEVEL": "debug",
        "ATHIR_LOG_FORMAT": "json",
    }
    try:
        redis.start()
        processes.start("api", environ=environ, log=guarded.log)
        eventually(lambda: answers(guarded), seconds=60)
        yield guarded
    finally:
        processes.end()
        redis.kill()
        shutil.rmtree(short)


def answers(guarded: Guarded) -> bool:
    try:
        return httpx.get(f"{guarded.url}/healthz").status_code == 200
    except httpx.HTTPError:
        return False


def test_commands_send_the_key_of_the_settings(server: Guarded) -> None:
    done = server.submit(server.secrets["jobs"])
    assert done.exit_code == 0, done.output
    job_id = done.stdout.strip()
    cancelled = server.run(server.secrets["jobs"], "jobs", "cancel", job_id)
    assert (cancelled.exit_code, cancelled.stderr.startswith("cancelled")) == (0, True), cancelled.output
    exported = server.run(server.secrets["jobs"], "export", "--job", job_id, "--format", "plover")
    assert exported.exit_code == 0, exported.output


@pytest.mark.parametrize(
    ("held", "status"), [(None, "401"), ("", "401"), ("read", "403"), ("athir_" + "0" * 16 + "_" + "A" * 43, "401")]
)
def test_a_key_that_does_not_open_it_is_told_and_not_shown(server: Guarded, held: str | None, status: str) -> None:
    key = server.secrets.get(held, held) if held else held
    done = server.submit(key)
    told = f"{done.output} {done.exception}"
    assert done.exit_code != 0
    assert status in told
    assert not key or key not in told


def test_a_key_that_no_header_takes_is_refused_without_being_shown() -> None:
    done = CliRunner().invoke(athir, ["jobs", "cancel", "x"], env={"ATHIR_API_KEY": "hidden key\nX-Other: 1"})
    told = f"{done.output} {done.exception}"
    assert done.exit_code != 0
    assert "ATHIR_API_KEY" in told
    assert "hidden" not in told


def test_no_key_leaves_a_trace_in_the_log(server: Guarded) -> None:
    """Sent in every way there is, to routes that are there and not, and in requests that cannot be read."""
    secret = server.secrets["read"]
    parameters = {"key": secret, "email": "ada@example.org"}
    tokens = httpx.post(
        f"{server.url}/oauth/token",
        data={"grant_type": "password", "username": "ada@example.org", "password": secret},
    ).json()
    statuses = [
        httpx.get(f"{server.url}/v1/jobs", headers={"X-API-Key": secret}).status_code,
        httpx.get(f"{server.url}/v1/jobs", headers={"Authorization": f"Bearer {secret}"}).status_code,
        httpx.get(f"{server.url}/acled/read", params=parameters).status_code,
        httpx.get(f"{server.url}/api/acled/read", params={**parameters, "year": "x"}).status_code,
        httpx.get(
            f"{server.url}/api/acled/read", headers={"Authorization": f"Bearer {tokens['access_token']}"}
        ).status_code,
        httpx.get(f"{server.url}/nothing", params=parameters).status_code,
    ]
    assert statuses == [200, 200, 200, 400, 200, 404]
    for line in (
        f"GET /acled/read?key={secret}&email=ada@example.org HTTP/9.x\r\n\r\n",
        f"GET /acled/read?key={secret}\r\n\r\n",
        f"GET / HTTP/1.1\r\nX-API-Key {secret}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: x\r\nBad Name: Bearer {tokens['access_token']}\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            connection.sendall(line.encode())
            assert b" 400 " in connection.recv(65536)
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(f"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: {secret}\r\n\r\n0\r\n\r\n".encode())
        assert b" 501 " in connection.recv(65536)
    assert httpx.get(f"{server.url}/v1/last", headers={"X-API-Key": secret}).status_code == 404
    eventually(lambda: server.log.read_text().count('"status": 404') >= 2)
    log = server.log.read_text()
    assert log.count('"problem": "bad-request"') == 4
    assert log.count("Invalid request") == 1, "one line of gunicorn's own is among them"
    for hidden in (secret[-43:], tokens["access_token"], tokens["refresh_token"], "ada@example.org"):
        assert hidden not in log
