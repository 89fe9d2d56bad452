"""Puts work that nobody will come for back into the outbox, so that losing a worker or Redis loses nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select, type_coerce, update
from sqlalchemy.orm import Session, sessionmaker

from jobs import outbox
from jobs.exclusive import alone
from storage.engine import now, writing
from storage.models import Chunk, Outbox
from storage.types import UtcTime

# Any number that nothing else locks, so that one sweep at a time runs on one PostgreSQL. SQLite has one writer anyway.
_LOCK: Final = 0x41544850


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What a sweep did: leases that had run out, messages taken for lost and written again."""

    expired: int
    republished: int


def sweep(store: sessionmaker[Session], *, republish_seconds: float) -> SweepReport:
    """Makes chunks with run-out leases pending again and writes new messages for them, and for messages taken for lost.

    A message is taken for lost when its chunk still waits `republish_seconds` after it was sent, although its queue is
    at rest or a later message of the queue was already taken. While that goes on the pauses double, so that a stack
    without workers does not fill Redis. Unsent messages are left to the publisher. Attempts are kept: a chunk that
    used them up is dealt with by the worker that claims it. Does nothing while another sweep runs.
    Raises StorageUnavailable.
    """
    with writing(store) as session:
        if not alone(session, _LOCK):
            return SweepReport(0, 0)
        at = now(session)
        expired = _expire(session, at)
        outbox.put_again(session, expired, at)  # before _lost, which would take their old messages for lost ones too
        lost = _lost(session, at, timedelta(seconds=republish_seconds))
        outbox.put(session, lost, at)
    return SweepReport(len(expired), len(lost))


def _expire(session: Session, at: datetime) -> list[tuple[str, str]]:
    change = (
        update(Chunk)
        .where(Chunk.state == "leased", Chunk.lease_until < at)
        .values(state="pending", lease_token=None, lease_until=None, waiting_since=at)
        .returning(Chunk.id, Chunk.queue)
    )
    return [(chunk_id, queue) for chunk_id, queue in session.connection().execute(change)]


def _lost(session: Session, at: datetime, patience: timedelta) -> list[tuple[str, str]]:
    # A queue is first in, first out: what was sent before a message that is being worked on was taken, or lost.
    taken = (
        select(Chunk.queue, func.max(Outbox.sent_at))
        .join(Outbox, Outbox.chunk_id == Chunk.id)
        .where(Chunk.state == "leased")
        .group_by(Chunk.queue)
    )
    latest_taken: dict[str, datetime | None] = {queue: sent for queue, sent in session.execute(taken)}
    # All messages of these chunks were sent, so that neither is null.
    first_sent, last_sent = (
        type_coerce(
            edge,
            UtcTime(),
        )
        for edge in (func.min(Outbox.sent_at), func.max(Outbox.sent_at))
    )
    waiting = (
        select(Chunk.id, Chunk.queue, first_sent, last_sent)
        .join(Outbox, Outbox.chunk_id == Chunk.id)
        .where(Chunk.state == "pending")
        .group_by(Chunk.id, Chunk.queue, Chunk.position)
        .having(func.count() == func.count(Outbox.sent_at), last_sent <= at - patience)
        .order_by(Chunk.id)
    )
    lost: list[tuple[str, str]] = []
    for chunk_id, queue, first, last in session.execute(waiting):
        if queue in latest_taken:
            taken_until = latest_taken[queue]  # null: taken so fast that its message is not marked as sent yet
            if taken_until is None or last >= taken_until:
                continue
        if at - last >= max(patience, last - first):
            lost.append((chunk_id, queue))
    return lost
