"""`athir status`: the stack on a terminal, read from the store and from Redis, so that it works without the API too."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from cli.options import load_settings

if TYPE_CHECKING:
    from rich.console import RenderableType

    from settings import Settings

_JOBS = 8


@click.command()
@click.option("--watch", is_flag=True, help="Show it anew every two seconds until Ctrl-C.")
def status(watch: bool) -> None:
    """Show workers, queues and the latest jobs.

    Exit code 1 if a part does not answer.
    """
    from rich.console import Console
    from rich.live import Live

    settings = load_settings()
    console = Console()
    shown, whole = view(settings)
    if not watch:
        console.print(shown)
        raise SystemExit(0 if whole else 1)
    with Live(shown, console=console) as live:
        try:
            while True:
                time.sleep(2)
                live.update(view(settings)[0])
        except KeyboardInterrupt:
            return


def view(settings: Settings) -> tuple[RenderableType, bool]:
    """What is shown, and whether every part could be asked."""
    from rich.console import Group

    broker, broker_answers = _broker(settings)
    store, store_answers = _store(settings)
    return Group(*broker, *store), broker_answers and store_answers


def _broker(settings: Settings) -> tuple[list[RenderableType], bool]:
    from rich.table import Table

    from workers.publisher import BrokerUnavailable, Publisher

    try:
        told = Publisher(settings).telemetry()
    except BrokerUnavailable as error:
        return [f"Redis: {error}"], False
    if not told.workers:
        return ["workers: none is alive"], True
    table = Table("worker", "memory", box=None)
    for name in told.workers:
        size = told.memory.get(name)
        table.add_row(name, f"{size / 1e6:.0f} MB" if size else "")
    return [table], True


def _store(settings: Settings) -> tuple[list[RenderableType], bool]:
    from rich.table import Table

    from jobs import backlog
    from jobs.status import recent
    from storage import engine
    from storage.errors import StorageUnavailable

    opened = engine.create_engine(settings.database_url)
    store = engine.session_factory(opened)
    try:
        queues = Table("queue", "waiting chunks", "articles", "being coded", "oldest", box=None)
        for name, stands in backlog.measure(store).items():
            queues.add_row(
                name,
                str(stands.pending_chunks),
                str(stands.pending_articles),
                str(stands.leased_chunks),
                f"{stands.oldest_seconds:.0f} s" if stands.pending_chunks else "",
            )
        jobs = Table(box=None)
        jobs.add_column("job", min_width=36, no_wrap=True)  # an id cut short is of no use
        for heading in ("state", "received", "coded", "failed", "quarantined", "created"):
            jobs.add_column(heading)
        for job in recent(store, _JOBS):
            counts = [str(job.counts[name]) for name in ("received", "coded", "failed", "quarantined")]
            jobs.add_row(job.id, job.state, *counts, job.created_at[:19])
    except StorageUnavailable as error:
        return [f"database: {error}"], False
    finally:
        opened.dispose()
    return [queues, jobs], True
