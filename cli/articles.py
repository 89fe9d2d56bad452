"""Reads articles from a file or standard input: plain text, NDJSON, JSON or CSV, told apart by suffix or by a look at the start."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import click

CSV_FIELDS = ("id", "text", "title", "date", "source", "url", "language")
_FORMATS = {".ndjson": "ndjson", ".jsonl": "ndjson", ".json": "json", ".csv": "csv", ".tsv": "tsv", ".txt": "text"}


def read_articles(path: str, stream: TextIO) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields (where it stands, article body) for every article of `stream`, which was opened from `path` ("-" is stdin).

    Raises click.ClickException for input that is not what it seems to be, naming the line.
    """
    head = stream.read(1 << 16)
    rest = _Chained(head, stream)
    match _FORMATS.get(Path(path).suffix.lower()) or _sniff(head):
        case "ndjson":
            yield from _ndjson(rest)
        case "json":
            yield from _json(rest.read())
        case "csv":
            yield from _csv(rest.read(), ",")
        case "tsv":
            yield from _csv(rest.read(), "\t")
        case _:
            yield "text", {"id": "-" if path == "-" else Path(path).name, "text": rest.read()}


class _Chained:
    """What was read ahead, then the rest of the stream, line by line."""

    def __init__(self, head: str, stream: TextIO) -> None:
        self._head, self._stream = head, stream

    def read(self) -> str:
        return self._head + self._stream.read()

    def lines(self) -> Iterator[str]:
        lines = self._head.splitlines(keepends=True)
        last = lines.pop() if lines else ""
        yield from lines
        if last and not last.endswith("\n"):
            last += self._stream.readline()
        if last:
            yield last
        yield from self._stream


def _sniff(head: str) -> str:
    start = head.lstrip("\ufeff \t\r\n")
    if start.startswith("["):
        return "json"
    if start.startswith("{"):
        first = start.split("\n", 1)[0]
        try:
            json.loads(first)
        except ValueError:
            return "json"
        return "ndjson"
    columns = [c.strip().strip('"').lower() for c in start.split("\n", 1)[0].split(",")]
    return "csv" if "text" in columns and len(columns) > 1 else "text"


def _ndjson(source: _Chained) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(source.lines(), start=1):
        if line.strip():
            yield f"line {number}", _object(line, f"line {number}", f"line-{number}")


def _json(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        body = json.loads(text)
    except ValueError as error:
        raise click.ClickException(f"not JSON: {error}") from error
    articles = body.get("articles", [body]) if isinstance(body, dict) else body
    for number, article in enumerate(articles, start=1):
        where = f"article {number}"
        if not isinstance(article, dict):
            raise click.ClickException(f"{where}: must be an object")
        yield where, {"id": f"article-{number}", **article}


def _csv(text: str, delimiter: str) -> Iterator[tuple[str, dict[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter)
    unknown = [c for c in reader.fieldnames or () if c not in CSV_FIELDS]
    if unknown or "text" not in (reader.fieldnames or ()):
        raise click.ClickException(
            f"the header must name `text` and may name {', '.join(CSV_FIELDS)}; it has {reader.fieldnames}"
        )
    for number, record in enumerate(reader, start=1):
        yield f"record {number}", {"id": f"record-{number}", **{k: v for k, v in record.items() if v}}


def _object(line: str, where: str, default_id: str) -> dict[str, Any]:
    try:
        article = json.loads(line)
    except ValueError as error:
        raise click.ClickException(f"{where}: not JSON: {error}") from error
    if not isinstance(article, dict):
        raise click.ClickException(f"{where}: must be an object")
    return {"id": default_id, **article}
