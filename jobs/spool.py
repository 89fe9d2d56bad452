"""A job's input on its way into the database: kept in a temporary file until all of it is there.

Reading and checking the input can take minutes; a transaction that is open meanwhile would keep every other writer of
SQLite waiting. Memory stays bounded whatever the length of the input.
"""

from __future__ import annotations

import errno
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, Final

from jobs.duplicates import digest
from storage.errors import StorageFull
from storage.types import to_json

_MEMORY: Final = 4 * 1024 * 1024  # bytes held in memory before a file is used
_ARTICLE, _ERROR = b"A", b"E"


@dataclass(frozen=True, slots=True)
class InputError:
    """A bad record of the input. `line` counts from 1; `pointer` is a JSON pointer into the record."""

    line: int
    pointer: str
    detail: str


@dataclass(frozen=True, slots=True)
class SpooledArticle:
    """An article as it will be stored: its place in the job from 0, its id, its body as JSON, the bytes of that.

    `digest` is that of the body without its id (jobs.duplicates).
    """

    position: int
    external_id: str
    digest: int
    body: str
    size: int


class Spool:
    """Articles and errors in the order of their coming. Use as a context manager: the file goes when it ends."""

    def __init__(self) -> None:
        self.articles = 0
        self.errors = 0
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_MEMORY)  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, frames: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, item: Mapping[str, Any] | InputError) -> None:
        """Takes one article (with its `id`) or one error. Raises StorageFull."""
        if isinstance(item, InputError):
            self.errors += 1
            self._write(_ERROR, to_json([item.line, item.pointer, item.detail]))
        else:
            self.articles += 1
            self._write(_ARTICLE, to_json([str(item["id"]), digest(item)]))
            self._write(_ARTICLE, to_json(item))

    def __iter__(self) -> Iterator[SpooledArticle | InputError]:
        """Everything that was added, in order."""
        self._file.seek(0)
        position = 0
        for line in self._file:
            if line[:1] == _ERROR:
                yield InputError(*json.loads(line[1:]))
                continue
            body = next(self._file)[1:-1]
            external_id, digested = json.loads(line[1:])
            yield SpooledArticle(position, external_id, digested, body.decode(), len(body))
            position += 1

    def _write(self, mark: bytes, text: str) -> None:
        # JSON escapes line feeds, so one line holds one text.
        try:
            self._file.write(mark + text.encode() + b"\n")
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise StorageFull("the folder for temporary files is full") from error
