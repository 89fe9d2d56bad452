"""The file of a form that a browser sends (multipart/form-data), passed on while it arrives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from api.problems import Problem

MULTIPART: Final = "multipart/form-data"
_FIELD_BYTES: Final = 16 * 1024
_PARTS: Final = 32


@dataclass(frozen=True, slots=True)
class Upload:
    """The one file of a form, and the plain fields that stood before it."""

    fields: dict[str, str]
    name: str
    media_type: str
    pieces: Iterator[bytes]


def upload(body: Iterable[bytes], boundary: str) -> Upload:
    """Reads a form up to its file. Raises the 400 problem for what is no form, and the 422 problem without a file.

    The pieces of the file raise the 422 problem if something other than the end of the form follows it.
    """
    events = _events(body, boundary)
    fields: dict[str, str] = {}
    name, held = "", b""
    for event in events:
        if isinstance(event, File):
            media_type, _ = parse_options_header(event.headers.get("Content-Type", ""))
            return Upload(fields, event.filename, media_type, _file(events))
        if isinstance(event, Field):
            name, held = event.name, b""
        elif isinstance(event, Data):
            held += event.data
            if len(held) > _FIELD_BYTES:
                raise Problem("body-too-large", f"A field of the form is longer than {_FIELD_BYTES} bytes.")
            if not event.more_data:
                fields[name] = held.decode("utf-8", "replace")
    raise _wrong("The form has no file.")


def _file(events: Iterator[Event]) -> Iterator[bytes]:
    ended = False
    for event in events:
        if isinstance(event, Data) and not ended:
            if event.data:
                yield event.data
            ended = not event.more_data
        elif isinstance(event, Field | File):
            raise _wrong("The file must be the last part of the form, and the only one.")


def _events(body: Iterable[bytes], boundary: str) -> Iterator[Event]:
    decoder = MultipartDecoder(boundary.encode("latin-1", "replace"), max_parts=_PARTS)
    try:
        for piece in body:
            decoder.receive_data(piece)
            while not isinstance(event := decoder.next_event(), NeedData):
                yield event
                if isinstance(event, Epilogue):
                    return
        decoder.receive_data(None)
        while not isinstance(event := decoder.next_event(), NeedData | Epilogue):
            yield event
    except RequestEntityTooLarge as error:
        raise Problem("body-too-large", f"The form has more than {_PARTS} parts.") from error
    except ValueError as error:
        raise Problem("bad-request", "The form breaks off, or is none.") from error


def _wrong(detail: str) -> Problem:
    return Problem("invalid-input", detail, [{"pointer": "", "detail": detail}])
