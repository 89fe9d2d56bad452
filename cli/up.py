"""`athir up`: Redis, worker, sweeper and API over SQLite as one command, with nothing to install beside it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sys
from contextlib import closing
from pathlib import Path

import click
from redis.exceptions import RedisError

from cli.data_folder import DataFolder, claim
from cli.options import check_exposure, check_own_actors, load_settings
from cli.redis_server import RedisServer, free_port, private_redis
from cli.stack import Part, Stack, StackError
from settings import Settings
from storage import migrate
from workers import liveness, logs
from workers.broker import connect


@click.command()
@click.option("--host", help="Address to listen on [default: ATHIR_HOST or 127.0.0.1].")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on, 0 for a free one [default: ATHIR_PORT or 8000]."
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("athir-data"),
    show_default=True,
    help="Folder for the database and for Redis.",
)
def up(host: str | None, port: int | None, data: Path) -> None:
    """Run the whole stack on this machine until Ctrl-C.

    Redis is the one at ATHIR_REDIS_URL if that is set, else a private one; the database is the one at
    ATHIR_DATABASE_URL if that is set, else SQLite in the data folder. Started again on the same folder, it finds its
    jobs and goes on with those that were not finished.
    """
    settings = load_settings(host=host, port=free_port() if port == 0 else port)
    check_exposure(settings)
    check_own_actors(settings)
    logs.configure(settings)
    _refuse_taken_port(settings)
    with claim(data) as folder:
        _run(settings, folder)


def _run(settings: Settings, folder: DataFolder) -> None:
    environ = dict(os.environ)
    environ.setdefault("ATHIR_DATABASE_URL", f"sqlite:///{folder.database}")
    environ.setdefault("ATHIR_DICTIONARIES", str(folder.dictionaries))
    environ |= {"ATHIR_HOST": settings.host, "ATHIR_PORT": str(settings.port), "TMPDIR": str(folder.temporary)}
    redis = None if "ATHIR_REDIS_URL" in environ else private_redis(folder)
    if redis is not None:
        environ["ATHIR_REDIS_URL"] = redis.url
    settings = Settings.from_env(environ)
    stack = Stack(_parts(settings, redis), environ)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stack.ask_to_stop)
    try:
        _say("preparing the database")
        migrate.upgrade(settings.database_url)
        if redis is None and not _redis_answers(settings):
            raise StackError("Redis at ATHIR_REDIS_URL does not answer")
        if stack.start(_say):
            _say(f"ready on http://{_visible_host(settings)}:{settings.port}, data in {folder.root}; Ctrl-C stops it")
            stack.watch()
        _say("stopping")
    finally:
        stack.stop()
    _say("stopped")


def _parts(settings: Settings, redis: RedisServer | None) -> list[Part]:
    athir = [sys.executable, "-P", "-m", "cli.main"]
    parts = [
        Part(
            "worker",
            [*athir, "worker"],
            lambda: liveness.alive(settings),
            start_seconds=180,
            stop_seconds=30,
            remark=" (its first start compiles the lexicons, which takes half a minute)",
        ),
        Part("sweeper", [*athir, "sweeper"], lambda: True, start_seconds=10, stop_seconds=10),
        Part("api", [*athir, "api"], lambda: _api_is_ready(settings), start_seconds=60, stop_seconds=20),
    ]
    if settings.request_workers and settings.worker_queues != "interactive":
        # Last, and not waited for: until it is up the other worker takes requests too.
        kept = [*athir, "worker", "--queues", "interactive", "--concurrency", str(settings.request_workers)]
        parts.append(Part("worker for requests", kept, lambda: True, start_seconds=10, stop_seconds=30))
    if redis is not None:
        answers = Part("redis", redis.command, lambda: _redis_answers(settings), start_seconds=30, stop_seconds=10)
        parts.insert(0, answers)
    return parts


def _redis_answers(settings: Settings) -> bool:
    try:
        with connect(settings.redis_url) as client:
            return bool(client.ping())
    except RedisError:
        return False


def _api_is_ready(settings: Settings) -> bool:
    with closing(http.client.HTTPConnection(_visible_host(settings), settings.port, timeout=5)) as connection:
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False


def _refuse_taken_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise StackError(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}") from error


def _visible_host(settings: Settings) -> str:
    """An address at which this machine reaches a server that listens on settings.host."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104 - a comparison


def _say(line: str) -> None:
    click.echo(f"athir: {line}", err=True)
