"""`athir export`: article results, from a file or from a job of a running Athir, as a file of the field's own formats."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, TextIO, cast

import click

from cli.options import load_settings
from coders.lexicon.paths import LEXICONS
from exports.format import Format
from exports.registry import FORMATS
from exports.registry import export as export_lines
from exports.tables import load_tables


@click.command()
@click.argument("file", required=False, type=click.Path(allow_dash=True))
@click.option("--format", "name", type=click.Choice(list(FORMATS)), help="The format; docs/exports.md describes each.")
@click.option("--job", "job_id", help="Id of a job of a running Athir, in place of FILE.")
@click.option("--url", help="Where Athir listens [default: ATHIR_HOST and ATHIR_PORT, or http://127.0.0.1:8000].")
@click.option("--one-a-day", is_flag=True, help="Leave one event of each day, source, target and code.")
@click.option("--dyads", is_flag=True, help="Leave out events in which source or target has no code.")
@click.option("--list", "listing", is_flag=True, help="List the formats and stop.")
def export(
    file: str | None, name: str | None, job_id: str | None, url: str | None, one_a_day: bool, dyads: bool, listing: bool
) -> None:
    """Write results as a file of the field: Phoenix, GDELT, ICEWS, POLECAT and others.

    FILE has article results, one JSON line each, as `athir code --output articles` writes them; - is standard input.
    The export goes to standard output, in UTF-8.
    """
    if listing:
        for form in FORMATS.values():
            click.echo(f"{form.name:16} {form.title} ({form.ending}, {'header' if form.header else 'no header'})")
        return
    if name is None:
        raise click.UsageError("Missing option '--format'.")
    if (file is None) == (job_id is None):
        raise click.UsageError("Name either FILE or --job.")
    if job_id is not None:
        _of_job(job_id, url, name, one_a_day=one_a_day, dyads=dyads)
    else:
        _of_file(cast(str, file), FORMATS[name], one_a_day=one_a_day, dyads=dyads)


def _of_job(job_id: str, url: str | None, name: str, *, one_a_day: bool, dyads: bool) -> None:
    from athir_client import Client

    settings = load_settings()
    client = Client(url or f"http://{settings.host}:{settings.port}", api_key=settings.api_key)
    options = {"format": name}
    options |= {"one_a_day": "true"} if one_a_day else {}
    options |= {"dyads": "true"} if dyads else {}
    for chunk in client.export(job_id, options):
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def _of_file(file: str, form: Format, *, one_a_day: bool, dyads: bool) -> None:
    tables = load_tables(load_settings().lexicons or LEXICONS)
    out = click.open_file("-", "w", encoding="utf-8")
    for line in export_lines(_results(file), form, tables, one_a_day=one_a_day, dyads=dyads):
        out.write(line)


def _results(file: str) -> Iterator[dict[str, Any]]:
    """The article results of a file, each checked. Raises click.ClickException that names the line."""
    try:
        with click.open_file(file, encoding="utf-8") as stream:
            for number, line in enumerate(cast(TextIO, stream), start=1):
                if line.strip():
                    yield _result(line, number)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file}: not UTF-8 at byte {error.start}") from error


def _result(line: str, number: int) -> dict[str, Any]:
    from schemas.given import result_problems

    try:
        result = json.loads(line)
    except ValueError as error:
        raise click.ClickException(f"line {number}: not JSON: {error}") from error
    problems = result_problems(result)
    if problems:
        text = json.dumps(problems, ensure_ascii=False)
        raise click.ClickException(f"line {number}: not an article result: {text}")
    return cast(dict[str, Any], result)
