"""The use case of a worker: claim a chunk, code it under a living lease, store the answers or deal with the failure."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from enum import Enum

import structlog
from sqlalchemy.orm import Session, sessionmaker

from coders.errors import AthirError
from coders.registry import Coder
from jobs import complete, lease, traces
from jobs.answering import Answering, LeaseLost
from jobs.answers import Answers, encode
from jobs.heartbeat import Heartbeat
from jobs.lease import ClaimedChunk
from jobs.limits import UNLIMITED, Limits
from storage.errors import StorageUnavailable


class Outcome(Enum):
    """What became of a message that named a chunk."""

    SKIPPED = "skipped"  # done, being worked on, or unknown
    COMPLETED = "completed"
    RETRIED = "retried"
    SPLIT = "split"
    QUARANTINED = "quarantined"
    FAILED = "failed"
    LOST = "lost"  # the lease went to someone else meanwhile; nothing was written


def code_chunk(
    store: sessionmaker[Session],
    chunk_id: str,
    *,
    coder_for: Callable[[str], Coder],
    lease_seconds: float,
    max_attempts: int,
    limits: Limits = UNLIMITED,
    told: Callable[[Answers], None] | None = None,
) -> Outcome:
    """Codes the chunk if it can be claimed. `coder_for` gives the coder of a name.

    `told` gets the answers once they are stored. `limits` is how long an article may take; one that takes longer is
    quarantined at once. A coder that raises, or breaks its contract, costs one attempt. Raises StorageUnavailable, after
    which the lease runs out and the chunk is tried again.
    """
    claimed = lease.claim(store, chunk_id, lease_seconds=lease_seconds)
    if claimed is None:
        return Outcome.SKIPPED
    about: dict[str, traces.Value] = {
        "athir.job_id": claimed.job_id,
        "athir.chunk_id": claimed.id,
        "athir.attempt": claimed.attempt,
    }
    with traces.span("chunk", about, parent=claimed.trace, kind="consumer") as span:
        outcome = _claimed(store, claimed, coder_for, lease_seconds, max_attempts, limits, told)
        span.tell(outcome=outcome.value, articles=len(claimed.articles), coder=claimed.coder)
    return outcome


def _claimed(
    store: sessionmaker[Session],
    claimed: ClaimedChunk,
    coder_for: Callable[[str], Coder],
    lease_seconds: float,
    max_attempts: int,
    limits: Limits,
    told: Callable[[Answers], None] | None,
) -> Outcome:
    if claimed.attempt > max_attempts:
        # All attempts ended without a word: the workers died. Whatever kills them is not to be tried whole again.
        detail = f"{max_attempts} attempts ended with the loss of their worker or of their lease"
        return _failed(store, claimed, "worker-lost", detail, max_attempts)
    try:
        coder_for(claimed.coder)
    except AthirError as error:
        _report(claimed, "no coder", error)
        return _failed(store, claimed, error.slug, str(error), max_attempts, divisible=False)
    try:
        with Heartbeat(store, claimed, lease_seconds) as heartbeat:
            answers = encode(claimed, Answering(store, claimed, coder_for, limits, heartbeat).all())
    except LeaseLost:
        return Outcome.LOST
    except StorageUnavailable:
        raise  # no fault of the coder's
    except AthirError as error:
        _report(claimed, "coding failed", error)
        return _failed(store, claimed, error.slug, str(error), max_attempts)
    except Exception as error:  # noqa: BLE001 - coders are plug-ins: whatever they raise costs an attempt, not the worker
        _report(claimed, "coding failed", error)
        detail = f"the coder broke off with {type(error).__name__}"
        return _failed(store, claimed, "coding-failed", detail, max_attempts)
    if not complete.write(store, claimed, answers):
        return Outcome.LOST
    if told is not None:
        told(answers)
    return Outcome.COMPLETED


def _failed(
    store: sessionmaker[Session],
    claimed: ClaimedChunk,
    slug: str,
    detail: str,
    max_attempts: int,
    *,
    divisible: bool = True,
) -> Outcome:
    made = complete.fail(store, claimed, slug, detail, max_attempts=max_attempts, divisible=divisible)
    return Outcome(made.value)


def _report(claimed: ClaimedChunk, event: str, error: Exception) -> None:
    """Logs where `error` came from. Only our own messages are logged: others can hold the text of articles."""
    structlog.get_logger("athir.jobs").error(
        event,
        job_id=claimed.job_id,
        chunk_id=claimed.id,
        attempt=claimed.attempt,
        error=f"{error.slug}: {error}" if isinstance(error, AthirError) else type(error).__qualname__,
        frames=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)],
    )
