"""`athir jobs`: send articles to a running Athir, watch the job, fetch what came of it."""

from __future__ import annotations

import sys
import time
from pathlib import Path, PurePath
from typing import Any, BinaryIO

import click

from cli.client import Client
from cli.options import load_settings

_POLL_SECONDS = 0.5
_FINISHED = ("completed", "failed", "cancelled")
_MEDIA_TYPES = {
    ".ndjson": "application/x-ndjson",
    ".jsonl": "application/x-ndjson",
    ".json": "application/json",
}


@click.group()
@click.option("--url", help="Where Athir listens [default: ATHIR_HOST and ATHIR_PORT, or http://127.0.0.1:8000].")
@click.pass_context
def jobs(context: click.Context, url: str | None) -> None:
    """Send articles to a running Athir and fetch the results."""
    settings = load_settings()
    context.obj = Client(url or f"http://{settings.host}:{settings.port}")


@jobs.command()
@click.argument("file", type=click.File("rb"))
@click.option("--coder", help="Name of the coder [default: the server's].")
@click.option("--wait", is_flag=True, help="Watch the job until it is finished.")
@click.pass_obj
def submit(client: Client, file: BinaryIO, coder: str | None, wait: bool) -> None:
    """Send FILE and print the job's id.

    The suffix tells NDJSON (.ndjson, .jsonl) from JSON (.json); - is NDJSON on standard input.
    """
    job = client.submit(file, _media_type(str(file.name)), coder=coder)
    click.echo(job["id"])
    if wait:
        _watch(client, job["id"])


@jobs.command()
@click.argument("job_id")
@click.pass_obj
def watch(client: Client, job_id: str) -> None:
    """Show the job's progress until it is finished; exit code 1 if it failed or was cancelled."""
    _watch(client, job_id)


@jobs.command()
@click.argument("job_id")
@click.option("--output", type=click.Choice(["events", "rows", "articles"]), default="events", show_default=True)
@click.option(
    "--format", "form", type=click.Choice(["ndjson", "csv", "tsv", "parquet"]), default="ndjson", show_default=True
)
@click.option("--to", type=click.Path(path_type=Path), help="Write to this file; a download that broke off goes on.")
@click.pass_obj
def fetch(client: Client, job_id: str, output: str, form: str, to: Path | None) -> None:
    """Write the job's results to standard output or to a file.

    With --to, what has come is kept in FILE.part until all of it is there; the same command again goes on with it. Exit
    code 1 if the job still runs: then these are its results so far.
    """
    from cli import fetch as download

    query = {"output": output, "format": form}
    if to is None:
        whole = download.to_stdout(client, job_id, sys.stdout.buffer, query=query)
    else:
        whole = download.to_file(client, job_id, to, query=query, say=lambda line: click.echo(line, err=True))
    if not whole:
        click.echo("the job still runs: these are its results so far", err=True)
        raise SystemExit(1)


def _media_type(name: str) -> str:
    if name in ("-", "<stdin>"):
        return _MEDIA_TYPES[".ndjson"]
    known = _MEDIA_TYPES.get(PurePath(name).suffix.lower())
    if known is None:
        raise click.UsageError(f"{name}: the suffix must be one of {', '.join(_MEDIA_TYPES)}")
    return known


def _watch(client: Client, job_id: str) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    job = client.job(job_id)  # before the bar: a job that does not exist gets one line and no bar
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task(job_id)
        while True:
            counts = job["counts"]
            progress.update(bar, total=counts["received"], completed=_settled(counts), description=job["state"])
            if job["state"] in _FINISHED:
                break
            time.sleep(_POLL_SECONDS)
            job = client.job(job_id)
    click.echo(f"{job['state']}: " + ", ".join(f"{number} {name}" for name, number in counts.items()), err=True)
    if job["state"] != "completed":
        raise SystemExit(1)


def _settled(counts: dict[str, Any]) -> int:
    return sum(int(number) for name, number in counts.items() if name != "received")
