"""The body of POST /v1/jobs as a stream of articles, one per line, of which one line at a time is held in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from api.articles import Invalid, read_article
from api.context import Services
from api.json_body import MalformedJson, loads
from jobs.submit import InputError


def articles(here: Services, body: Iterable[bytes]) -> Iterator[dict[str, Any] | InputError]:
    """One item per line not blank; a bad one is an InputError with its number from 1. Raises what `body` raises."""
    for number, line in lines(body, here.settings.max_body_bytes):
        if line is None:
            detail = f"The line is longer than the limit of {here.settings.max_body_bytes} bytes."
            yield InputError(line=number, pointer="", detail=detail)
        elif line.strip():
            yield _article(here, number, line)


def _article(here: Services, number: int, line: bytes) -> dict[str, Any] | InputError:
    try:
        value = loads(line)
    except MalformedJson as error:
        return InputError(line=number, pointer="", detail=str(error))
    item = read_article(here, value)
    return item.for_job(number) if isinstance(item, Invalid) else item


def lines(body: Iterable[bytes], limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines without their ends; None stands for a line over `limit` bytes, which is never held whole."""
    number = 1
    held: list[bytes] = []
    size = 0
    for piece in body:
        first, *rest = piece.split(b"\n")
        held.append(first)
        size += len(first)
        if size > limit:
            held.clear()
        for part in rest:
            yield number, b"".join(held) if size <= limit else None
            number += 1
            held, size = [part], len(part)
    if size:
        yield number, b"".join(held) if size <= limit else None
