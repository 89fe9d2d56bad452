"""Reads JSON strictly: what two parsers could read differently, or Python alone accepts, is refused with its place."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from flask import current_app, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from api.problems import Problem

JSON = "application/json"
NDJSON = "application/x-ndjson"
NDJSON_TYPES = frozenset({NDJSON, "application/ndjson", "application/jsonl", "application/jsonlines"})
_PIECE = 64 * 1024
MAX_DEPTH = 64  # an article is five levels deep; a parser's stack is not the client's to use up


class MalformedJson(ValueError):
    """The text is not JSON as Athir takes it; `slug` names the problem and the message what is wrong."""

    slug = "malformed-json"


class NotUtf8(MalformedJson):
    """The bytes are not UTF-8."""

    slug = "invalid-utf8"


def loads(raw: bytes) -> Any:
    """The value of a JSON text in UTF-8. Raises MalformedJson or NotUtf8."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotUtf8(f"Byte {error.start} is not valid UTF-8.") from None
    text = text.removeprefix("\ufeff")
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise MalformedJson(f"{error.msg} at line {error.lineno}, column {error.colno}.") from None
    except RecursionError:
        raise MalformedJson(_TOO_DEEP) from None
    except MalformedJson:
        raise
    except ValueError:  # Python's own limit on the digits of an integer
        raise MalformedJson("A number has too many digits.") from None
    if _too_deep(value):
        raise MalformedJson(_TOO_DEEP)
    return value


_TOO_DEEP = f"Arrays and objects are nested deeper than {MAX_DEPTH} levels."


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise MalformedJson(f"The key {json.dumps(key[:100])} stands twice in one object.")
            seen.add(key)
    return made


def _no_constant(name: str) -> Any:
    raise MalformedJson(f"{name} is not JSON.")


def _too_deep(value: Any) -> bool:
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for node in level:
            inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
            below.extend(part for part in inner if isinstance(part, dict | list))
        if not below:
            return False
        level = below
    return True


def check_encoding(*accepted: str) -> str:
    """The request's media type. Raises the 415 problem unless it is one of `accepted`, in UTF-8 and not compressed."""
    mimetype = request.mimetype
    if mimetype not in accepted:
        named = f"not {mimetype}" if mimetype else "and Content-Type is missing"
        raise Problem("unsupported-media-type", f"The body must be {' or '.join(sorted(accepted))}, {named[:100]}.")
    check_charset()
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Problem("unsupported-media-type", "Content-Encoding is not supported; send the body as it is.")
    return mimetype


def check_charset() -> None:
    """Raises the 415 problem if the request's charset parameter names another encoding than UTF-8."""
    charset = request.mimetype_params.get("charset", "utf-8").lower().strip('"')
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise Problem(
            "unsupported-media-type", "The body must be in UTF-8; the charset parameter names another encoding."
        )


def pieces(limit: int | None) -> Iterator[bytes]:
    """The body as it arrives. Raises RequestEntityTooLarge past `limit` bytes, ClientDisconnected if it breaks off."""
    # Werkzeug cuts a chunked body off at its limit without a word, so it gets a limit one byte beyond ours.
    request.max_content_length = sys.maxsize if limit is None else limit + 1
    received = 0
    while piece := request.stream.read(_PIECE):
        received += len(piece)
        if limit is not None and received > limit:
            raise RequestEntityTooLarge
        yield piece
    # Gunicorn ends a body of known length that breaks off like a whole one.
    if request.content_length is not None and received < request.content_length:
        raise ClientDisconnected


def read_json() -> Any:
    """The body as JSON. Raises the 400, 413 or 415 problem."""
    check_encoding(JSON)
    try:
        return loads(b"".join(pieces(current_app.config["MAX_CONTENT_LENGTH"])))
    except MalformedJson as error:
        raise Problem(error.slug, str(error)) from error
