"""What the server itself answers to a request that never reaches the application: a problem, as everywhere else."""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from typing import Any, Final
from uuid import uuid4

import structlog
from gunicorn.http import errors
from gunicorn.workers.base import Worker

from api.problems import KINDS, MEDIA_TYPE

# The first that fits. What is not here, gunicorn answers itself: a fault of its own, or of the application's headers.
_REFUSED: Final[tuple[tuple[type[Exception], str, str], ...]] = (
    (errors.LimitRequestLine, "address-too-long", "The address is longer than 8,190 bytes."),
    (errors.LimitRequestHeaders, "headers-too-large", "There are more than 100 headers, or one is longer than 8,190 bytes."),
    (errors.InvalidRequestLine, "bad-request", "The first line of the request cannot be read."),
    (errors.InvalidRequestMethod, "bad-request", "The method cannot be read."),
    (errors.InvalidHTTPVersion, "bad-request", "The version of HTTP is not known."),
    (errors.InvalidHeaderName, "bad-request", "The name of a header cannot be read."),
    (errors.InvalidHeader, "bad-request", "A header cannot be read."),
    (errors.ObsoleteFolding, "bad-request", "A header goes on in a second line."),
    (errors.InvalidChunkSize, "bad-request", "The size of a chunk cannot be read."),
    (errors.ChunkMissingTerminator, "bad-request", "A chunk has no end."),
)  # fmt: skip
_OURS: Final = (errors.InvalidResponseHeader, errors.InvalidResponseHeaderName)  # the application's faults


class Refusing(Worker):  # type: ignore[misc]  # gunicorn is untyped
    """A gunicorn worker that refuses unreadable requests with problems, and logs none of what they held."""

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:
        """Answers the request that raised `exc` while it was read."""
        for kind, slug, detail in _REFUSED:
            if isinstance(exc, kind) and not isinstance(exc, _OURS):
                request_id = uuid4().hex
                structlog.get_logger("api").warning("refused", problem=slug, detail=detail, request_id=request_id)
                with suppress(OSError):  # a client that has gone
                    client.sendall(refusal(slug, detail, request_id))
                return
        super().handle_error(req, client, addr, exc)


def refusal(slug: str, detail: str, request_id: str) -> bytes:
    """The whole answer with the problem called `slug`, after which the connection closes."""
    kind = KINDS[slug]
    body = json.dumps(
        {
            "type": f"/problems/{slug}",
            "title": kind.title,
            "status": kind.status,
            "detail": detail,
            "instance": "",
            "request_id": request_id,
        }
    ).encode()
    head = (
        f"HTTP/1.1 {kind.status} {kind.title}",
        "Connection: close",
        f"Content-Type: {MEDIA_TYPE}",
        f"Content-Length: {len(body)}",
        f"X-Request-ID: {request_id}",
        "X-Content-Type-Options: nosniff",
        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
    )
    return "\r\n".join(head).encode("ascii") + b"\r\n\r\n" + body
