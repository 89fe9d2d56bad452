"""`athir code`: codes articles in this process, without a server, a queue or a database."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TextIO, cast

import click

from cli.articles import read_articles
from coders.registry import Coder, CoderOptions, build
from coders.types import ArticleFailure
from coders.wire import article_facts, article_from_wire, result_to_wire

BATCH = 64  # articles coded together; enough to fill the parser's batches


@click.command()
@click.argument("file", default="-", type=click.Path(allow_dash=True))
@click.option("--output", type=click.Choice(["articles", "events", "rows"]), default="events", show_default=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["ndjson", "json", "csv"]),
    help="Default: a table on a terminal, else ndjson.",
)
@click.option("--date", "published", help="Publication date (YYYY-MM-DD) of articles that carry none.")
@click.option(
    "--received",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day the articles came in (YYYY-MM-DD): rows of an article without any date stand for it. Default: today, in UTC.",
)
@click.option("--coder", "name", default=None, help="Name of the coder. Default: the setting ATHIR_DEFAULT_CODER.")
@click.option("--merge", is_flag=True, help="With --output rows: one row for an event that several articles report.")
@click.option("--explain", is_flag=True, help="Print each event with the words and lexicon lines it came from.")
def code(
    file: str,
    output: str,
    form: str | None,
    published: str | None,
    received: datetime | None,
    name: str | None,
    merge: bool,
    explain: bool,
) -> None:
    """Code FILE (or standard input): plain text, or NDJSON, JSON or CSV articles."""
    from settings import Settings

    if merge and (output != "rows" or explain):
        raise click.UsageError("--merge is for --output rows, without --explain")
    settings = Settings.from_env(os.environ)
    options = CoderOptions(
        model=settings.spacy_model,
        cache=Path(settings.cache_dir),
        lexicons=Path(settings.lexicons) if settings.lexicons else None,
        batch=settings.parse_batch,
        own_actors=settings.actors,
        dictionaries=settings.dictionaries,
    )
    coder = build(name or settings.default_coder, options)
    day = (received or datetime.now(UTC)).date()
    results = _results(coder, _articles(file, published, settings.max_text_chars), day)
    if merge:
        _write_merged(results, form or "ndjson")
        return
    if explain or (form is None and sys.stdout.isatty()):
        from cli.render import render

        render(results, output, explain=explain)
        return
    _write(results, output, form or "ndjson")


def _articles(file: str, published: str | None, max_text_chars: int) -> Iterator[dict[str, Any]]:
    """The validated articles of `file`."""
    from marshmallow import ValidationError

    from schemas.article import ArticleSchema

    schema = ArticleSchema(max_text_chars=max_text_chars)
    try:
        with click.open_file(file, encoding="utf-8-sig" if file != "-" else "utf-8") as stream:
            for where, body in read_articles(file, cast(TextIO, stream)):
                if published and "date" not in body:
                    body["date"] = published
                try:
                    yield schema.load(body)
                except ValidationError as error:
                    raise click.ClickException(f"{where}: {json.dumps(error.messages, ensure_ascii=False)}") from error
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file}: not UTF-8 at byte {error.start}") from error


def _results(coder: Coder, articles: Iterator[dict[str, Any]], received: date) -> Iterator[dict[str, Any]]:
    """Article results as they go out, events and rows checked against their schemas."""
    from schemas.check import check_article

    while batch := list(islice(articles, BATCH)):
        coded = coder.code([article_from_wire(a, received=received) for a in batch])
        for body, result in zip(batch, coded, strict=True):
            if isinstance(result, ArticleFailure):
                raise click.ClickException(f"article {result.article_id}: {result.detail}")
            wire = {"id": result.article_id, "article": article_facts(body), **result_to_wire(result)}
            check_article(wire)
            yield wire


def _items(results: Iterator[dict[str, Any]], output: str) -> Iterator[dict[str, Any]]:
    for result in results:
        if output == "articles":
            yield result
        else:
            yield from result[output]


def _write(results: Iterator[dict[str, Any]], output: str, form: str) -> None:
    _write_items(_items(results, output), output, form)


def _write_merged(results: Iterator[dict[str, Any]], form: str) -> None:
    from cli.merging import merged

    _write_items(merged(_items(results, "rows")), "merged", form)


def _write_items(items: Iterator[dict[str, Any]], output: str, form: str) -> None:
    out = click.open_file("-", "w", encoding="utf-8")
    if form == "json":
        json.dump(list(items), out, ensure_ascii=False, indent=2)
        out.write("\n")
    elif form == "ndjson":
        for item in items:
            out.write(json.dumps(item, ensure_ascii=False) + "\n")
    else:
        _write_csv(items, output, out)


def _write_csv(items: Iterator[dict[str, Any]], output: str, out: Any) -> None:
    if output == "articles":
        raise click.UsageError("articles have no flat form; use --output events or rows for CSV")
    from schemas.flat import MERGED, TABLES

    table = MERGED if output == "merged" else TABLES[output]
    writer = csv.DictWriter(out, tuple(table.columns), lineterminator="\n")
    writer.writeheader()
    for item in items:
        writer.writerow(table.flat(item))
