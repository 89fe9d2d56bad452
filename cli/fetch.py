"""Fetches the results of a job page by page, so that a download that broke off goes on where it was.

Into a file, what has come stands in FILE.part, and FILE.part.json says up to where it is whole: a page counts when it
is on the disk. To standard output a page is written when all of it is there, and a failed one is asked for again.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Final

import click

from athir_client import Client, NoAnswer

PAGE: Final = 1000
# Seconds before a page is asked for again; after the last it is given up.
PAUSES: Final = (0.5, 2.0, 5.0, 15.0, 30.0)
_SUFFIX: Final = ".part"


def to_stdout(client: Client, job_id: str, out: BinaryIO, *, query: Mapping[str, Any]) -> bool:
    """Writes everything to `out`; gives whether it is all that the job will ever give. Raises ServerError."""
    finished = _finished(client, job_id)
    for page, _ in _pages(client, job_id, query, after=None, first=True, pauses=PAUSES):
        out.write(page)
    out.flush()
    return finished


def to_file(client: Client, job_id: str, path: Path, *, query: Mapping[str, Any], say: Callable[[str], None]) -> bool:
    """Writes everything to `path`, going on with what an earlier call left; gives whether it is whole.

    Of a job that still runs what is there stays in the part, for the next call to go on with. Raises ServerError, after
    which the next call goes on too.
    """
    finished = _finished(client, job_id)
    part = path.with_name(path.name + _SUFFIX)
    note = part.with_name(part.name + ".json")
    wanted = {"job": job_id, **query}
    size, after = _left(part, note, wanted)
    if size:
        say(f"going on after {size} bytes")
    with part.open("r+b" if part.exists() else "w+b") as file:
        file.truncate(size)
        file.seek(size)
        for page, following in _pages(client, job_id, query, after=after, first=size == 0, pauses=PAUSES):
            file.write(page)
            if following is None:
                break
            file.flush()
            os.fsync(file.fileno())
            _write_note(note, {**wanted, "size": file.tell(), "after": following})
        file.flush()
        os.fsync(file.fileno())
    if not finished:
        return False
    part.replace(path)
    with suppress(FileNotFoundError):
        note.unlink()
    return True


def _finished(client: Client, job_id: str) -> bool:
    """Asked before the first page: what a finished job gave is all there."""
    return client.job(job_id)["finished_at"] is not None


def _pages(
    client: Client, job_id: str, query: Mapping[str, Any], *, after: str | None, first: bool, pauses: tuple[float, ...]
) -> Iterator[tuple[bytes, str | None]]:
    """Pages, each with the cursor of the next, None after the last. Parquet is one page: a file of it has one end."""
    whole = query["format"] == "parquet"
    while True:
        asked = {**query, "header": str(first).lower()}
        if not whole:
            asked["limit"] = PAGE
        if after is not None:
            asked["after"] = after
        page, after = _patiently(lambda asked=asked: client.page(job_id, asked), pauses)  # type: ignore[misc]
        yield page, after
        if after is None:
            return
        first = False


def _patiently(ask: Callable[[], tuple[bytes, str | None]], pauses: tuple[float, ...]) -> tuple[bytes, str | None]:
    for pause in pauses:
        try:
            return ask()
        except NoAnswer:
            time.sleep(pause)
    return ask()


def _left(part: Path, note: Path, wanted: Mapping[str, Any]) -> tuple[int, str | None]:
    """How much of the part is whole, and the cursor behind it. Raises UsageError for a part of something else."""
    if not note.exists():
        return 0, None
    try:
        left = json.loads(note.read_text(encoding="utf-8"))
        size, after = int(left.pop("size")), str(left.pop("after"))
    except (ValueError, KeyError, AttributeError) as error:
        raise click.UsageError(f"{note} cannot be read; delete it to begin anew") from error
    if left != wanted:
        raise click.UsageError(f"{part} belongs to another download; delete it and {note.name} to begin anew")
    if not part.exists() or part.stat().st_size < size:
        return 0, None
    return size, after


def _write_note(note: Path, value: Mapping[str, Any]) -> None:
    new = note.with_name(note.name + ".new")
    new.write_text(json.dumps(value), encoding="utf-8")
    new.replace(note)
