"""Sends messages to callback addresses, signed as Standard Webhooks says, and notes what came of each attempt."""

from __future__ import annotations

import base64
import binascii
import ssl
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Final

import httpcore
import structlog
from sqlalchemy.orm import Session, sessionmaker
from standardwebhooks.webhooks import Webhook

from jobs import deliveries
from jobs.callback import Deadline, Pinned, check_url
from jobs.deliveries import Attempt, Claimed
from jobs.errors import BadCallback
from storage.types import to_json

# One attempt as a whole, from looking the name up to the end of the answer.
ATTEMPT_SECONDS: Final = 10.0
# Sent side by side, so that a receiver that hangs does not hold up the others.
_AT_ONCE: Final = 8
_ANSWER_BYTES: Final = 4096  # read of an answer; the rest is of no interest
_SHOWN_CHARS: Final = 200
_PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = range(24, 65)  # what Standard Webhooks asks of a secret


@dataclass(frozen=True, slots=True)
class Rules:
    """How this installation sends: the secret of jobs that bring none, and whether private addresses are allowed."""

    secret: str | None
    private: bool


def check_secret(secret: str) -> None:
    """Returns if messages can be signed with `secret`: whsec_ and the base64 of 24 to 64 bytes. Raises BadCallback."""
    try:
        raw = base64.b64decode(secret.removeprefix(_PREFIX) + "==", validate=False) if secret.isascii() else b""
    except binascii.Error:
        raw = b""
    if not secret.startswith(_PREFIX) or len(raw) not in _SECRET_BYTES:
        raise BadCallback("the secret must be whsec_ and after it the base64 of 24 to 64 bytes")


def check_callback(url: str, secret: str | None, rules: Rules) -> None:
    """Returns if a job may name `url` as its callback. `secret` is the job's own, else None. Raises BadCallback."""
    check_url(url, private=rules.private)
    if secret is not None:
        check_secret(secret)
    elif rules.secret is None:
        raise BadCallback("cannot be signed: neither the job nor ATHIR_WEBHOOK_SECRET names a secret")


def send_due(store: sessionmaker[Session], rules: Rules, *, limit: int = 32) -> int:
    """Sends at most `limit` messages whose time has come; gives how many were tried. Raises StorageUnavailable."""
    claimed = deliveries.claim_due(store, limit)
    if not claimed:
        return 0
    with ThreadPoolExecutor(min(_AT_ONCE, len(claimed)), thread_name_prefix="athir-webhook") as pool:
        attempts: Sequence[Attempt] = list(pool.map(lambda one: send(one, rules), claimed))
    log = structlog.get_logger("athir.webhooks")
    for one, attempt in zip(claimed, attempts, strict=True):
        state = deliveries.record(store, one, attempt)
        log.info("sent", job_id=one.job_id, delivery_id=one.id, status=attempt.status, detail=attempt.detail, now=state)
    return len(claimed)


def send(claimed: Claimed, rules: Rules) -> Attempt:
    """One attempt: POST the message once, within ATTEMPT_SECONDS. Never raises for what the receiver does."""
    began = time.monotonic()

    def ended(status: int | None, detail: str | None) -> Attempt:
        return Attempt(status, detail, round((time.monotonic() - began) * 1000))

    try:
        check_callback(claimed.url, claimed.secret, rules)
        status, said = _post(claimed, claimed.secret or rules.secret or "", rules.private)
    except BadCallback as error:
        return ended(None, str(error))
    except httpcore.TimeoutException:
        return ended(None, f"no whole answer within {ATTEMPT_SECONDS:.0f} s")
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
        return ended(None, f"{type(error).__name__}: {error}"[:_SHOWN_CHARS])
    return ended(status, said or None)


def _post(claimed: Claimed, secret: str, private: bool) -> tuple[int, str]:
    body = to_json(claimed.payload)
    at = datetime.now(UTC)
    message_id = f"msg_{claimed.id}"
    headers: dict[bytes | str, bytes | str] = {
        "Content-Type": "application/json",
        "User-Agent": "athir-webhooks",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body),
        "Connection": "close",
    }
    backend = Pinned(Deadline(ATTEMPT_SECONDS), private=private)
    with (
        httpcore.ConnectionPool(network_backend=backend, ssl_context=_certificates()) as pool,
        pool.stream("POST", claimed.url, headers=headers, content=body.encode()) as answer,
    ):
        taken = 200 <= answer.status < 300
        return answer.status, "" if taken else _beginning(answer)


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()  # reading the machine's certificates takes longer than sending a message


def _beginning(answer: httpcore.Response) -> str:
    said = b""
    with suppress(httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):  # the status is known
        for piece in answer.iter_stream():
            said += piece
            if len(said) >= _ANSWER_BYTES:
                break
    return said[:_ANSWER_BYTES].decode(errors="replace")[:_SHOWN_CHARS]
