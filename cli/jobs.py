"""`athir jobs`: send articles to a running Athir, watch the job, fetch what came of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any, BinaryIO, cast

import click

from athir_client import Client, Job
from cli.options import load_settings

_WAIT_SECONDS = 10  # what a question about progress may take; its answer comes when something has changed
_PAUSE_SECONDS = 0.2
_FINISHED = ("completed", "failed", "cancelled")
_MEDIA_TYPES = {
    ".ndjson": "application/x-ndjson",
    ".jsonl": "application/x-ndjson",
    ".json": "application/json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
}
_FORMS = {".ndjson": "ndjson", ".jsonl": "ndjson", ".json": "json", ".csv": "csv", ".tsv": "tsv"}
_PACKED = {".gz": "application/gzip", ".zst": "application/zstd"}
# Everything that an article, or a bad record, can end as; `empty` ones are coded too.
_ENDS = ("coded", "failed", "quarantined", "rejected", "cancelled")


@click.group()
@click.option("--url", help="Where Athir listens [default: ATHIR_HOST and ATHIR_PORT, or http://127.0.0.1:8000].")
@click.pass_context
def jobs(context: click.Context, url: str | None) -> None:
    """Send articles to a running Athir and fetch the results."""
    settings = load_settings()
    context.obj = Client(url or f"http://{settings.host}:{settings.port}", api_key=settings.api_key)


@jobs.command()
@click.argument("file", type=click.File("rb"))
@click.option("--coder", help="Name of the coder [default: the server's].")
@click.option("--date", help="Publication date of articles that have none, YYYY-MM-DD.")
@click.option("--output", help="Results to keep: events, rows, articles, with commas between [default: all].")
@click.option("--priority", type=click.Choice(["low", "normal", "high"]), help="Share of the turns [default: normal].")
@click.option("--key", help="Name of this submission: sent again, it is the same job.")
@click.option("--wait", is_flag=True, help="Watch the job until it is finished.")
@click.pass_obj
def submit(client: Client, /, file: BinaryIO, wait: bool, **options: str | None) -> None:
    """Send FILE and print the job's id.

    The suffix tells NDJSON (.ndjson, .jsonl), JSON (.json), CSV (.csv) and TSV (.tsv), each also packed (.gz, .zst);
    - is NDJSON on standard input.
    """
    media_type, form = _media_type(str(file.name))
    coder, key = options.pop("coder"), options.pop("key")
    job = client.submit(file, media_type, coder=coder, key=key, format=form, **options)
    click.echo(job["id"])
    if wait:
        _watch(client, job["id"])


@jobs.command()
@click.argument("job_id")
@click.pass_obj
def cancel(client: Client, job_id: str) -> None:
    """End the job; what is coded stays."""
    _tell(client.cancel(job_id))


@jobs.command()
@click.argument("job_id")
@click.pass_obj
def pause(client: Client, job_id: str) -> None:
    """Hold the job up until it is resumed."""
    _tell(client.hold(job_id, "pause"))


@jobs.command()
@click.argument("job_id")
@click.pass_obj
def resume(client: Client, job_id: str) -> None:
    """Let a paused job go on."""
    _tell(client.hold(job_id, "resume"))


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


def _media_type(name: str) -> tuple[str, str | None]:
    """The type of a file by its name, and for a packed one the form of what is in it."""
    if name in ("-", "<stdin>"):
        return _MEDIA_TYPES[".ndjson"], None
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes[-2:]]
    packed = _PACKED.get(suffixes[-1]) if suffixes else None
    inner = suffixes[:-1][-1:] if packed else suffixes[-1:]
    known = _MEDIA_TYPES.get(inner[0]) if inner else None
    if known is None:
        wanted = ", ".join(_MEDIA_TYPES)
        raise click.UsageError(f"{name}: the suffix must be one of {wanted}, with or without {' or '.join(_PACKED)}")
    return (packed, _FORMS[inner[0]]) if packed else (known, None)


def _watch(client: Client, job_id: str) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    found, etag = client.changed(job_id, None, 0)  # before the bar: a job that does not exist gets one line and no bar
    job = cast(Job, found)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task(job_id, pace="")
        while True:
            counts = job["counts"]
            progress.update(
                bar, total=counts["received"], completed=_settled(counts), description=_state(job), pace=_pace(job)
            )
            if job["state"] in _FINISHED:
                break
            time.sleep(_PAUSE_SECONDS)
            found, etag = client.changed(job_id, etag, _WAIT_SECONDS)
            job = found or job
    _tell(job)
    if job["state"] != "completed":
        raise SystemExit(1)


def _tell(job: Job) -> None:
    """One line on what became of the job so far."""
    click.echo(f"{_state(job)}: " + ", ".join(f"{number} {name}" for name, number in job["counts"].items()), err=True)


def _state(job: Job) -> str:
    return f"{job['state']}, paused" if job["paused"] else str(job["state"])


def _pace(job: Job) -> str:
    """Articles per second, and the time of day when the job ends at that pace."""
    told = [f"{job['rate']:.1f}/s"] if job["rate"] else []
    if job["estimated_end"]:
        told.append(f"until {datetime.fromisoformat(job['estimated_end']).astimezone():%d %b %H:%M:%S}")
    return " ".join(told)


def _settled(counts: Mapping[str, Any]) -> int:
    return sum(int(counts[name]) for name in _ENDS)
