"""`athir api`, `athir worker` and `athir sweeper`: one process each, to be run by compose, systemd or `athir up`."""

from __future__ import annotations

import signal
import sys
from types import FrameType

import click

from cli.options import check_exposure, check_own_actors, load_settings


@click.command()
@click.option("--host", help="Address to listen on [default: ATHIR_HOST or 127.0.0.1].")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on [default: ATHIR_PORT or 8000].")
def api(host: str | None, port: int | None) -> None:
    """Run the HTTP API, one process of a production stack."""
    from cli import http_server
    from workers import logs

    settings = load_settings(host=host, port=port)
    check_exposure(settings)
    check_own_actors(settings)
    logs.configure(settings)
    http_server.run(settings)


@click.command()
@click.option("--concurrency", type=click.IntRange(1), help="Child processes [default: ATHIR_WORKER_CONCURRENCY or 1].")
@click.option(
    "--queues",
    type=click.Choice(["both", "interactive", "bulk"]),
    help="What it takes [default: ATHIR_WORKER_QUEUES or both].",
)
def worker(concurrency: int | None, queues: str | None) -> None:
    """Run a worker, one process of a production stack."""
    from workers import logs
    from workers import worker as celery_worker

    settings = load_settings(worker_concurrency=concurrency, worker_queues=queues)
    check_own_actors(settings)
    logs.configure(settings)
    sys.exit(celery_worker.run(settings))


@click.command()
def sweeper() -> None:
    """Run the sweeper, one process of a production stack."""
    from workers import logs
    from workers.sweeper import Sweeper

    settings = load_settings()
    logs.configure(settings)
    running = Sweeper(settings)

    def stop(_number: int, _frame: FrameType | None) -> None:
        running.over.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    running.run()
