"""The body of POST /v1/jobs as a stream of articles: received whole into a temporary file, then read line by line.

Receiving first keeps a slow client from holding a database transaction, and leaves nothing behind when it breaks off.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from api.articles import Invalid, read_article
from api.context import Services
from api.json_body import MalformedJson, loads, pieces
from jobs.submit import InputError

_MEMORY = 1024 * 1024  # a body up to this size stays in memory
_PIECE = 64 * 1024


@contextmanager
def received() -> Iterator[IO[bytes]]:
    """The whole body in a temporary file, at its beginning. Raises werkzeug's ClientDisconnected if it breaks off."""
    with tempfile.SpooledTemporaryFile(max_size=_MEMORY) as spool:
        for piece in pieces(None):  # lines are limited one by one instead
            spool.write(piece)
        spool.seek(0)
        yield spool


def articles(here: Services, body: IO[bytes]) -> Iterator[dict[str, Any] | InputError]:
    """One item per line that is not blank; a bad line is an InputError with its number, from 1."""
    for number, line in _lines(body, here.settings.max_body_bytes):
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


def _lines(body: IO[bytes], limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None stands for a line over `limit` bytes, of which only `limit` are ever held."""
    number = 0
    while line := body.readline(limit + 1):
        number += 1
        if len(line.rstrip(b"\r\n")) <= limit and (line.endswith(b"\n") or len(line) <= limit):
            yield number, line
            continue
        while not line.endswith(b"\n") and (line := body.readline(_PIECE)):
            pass
        yield number, None
