"""Messages that are to wake workers: written in the transaction that makes work, sent after it by the publisher."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session, sessionmaker

from storage.engine import now, reading, writing
from storage.models import QUEUES, Outbox


@dataclass(frozen=True, slots=True)
class Message:
    """One message to send: its own id, the chunk to name in it, and the queue to send it to (interactive or bulk)."""

    id: int
    chunk_id: str
    queue: str


def take_unsent(store: sessionmaker[Session], limit: int) -> list[Message]:
    """At most `limit` messages that were not sent yet: interactive ones first, then the oldest.

    Two senders may take the same message; sending it twice does no harm. Raises StorageUnavailable.
    """
    found: list[Message] = []
    with reading(store) as session:
        for queue in QUEUES:
            query = (
                select(Outbox.id, Outbox.chunk_id, Outbox.queue)
                .where(Outbox.queue == queue, Outbox.sent_at.is_(None))
                .order_by(Outbox.id)
                .limit(limit - len(found))
            )
            found.extend(Message(*row) for row in session.execute(query))
    return found


def mark_sent(store: sessionmaker[Session], ids: Sequence[int]) -> None:
    """Notes that the messages `ids` were sent just now. Raises StorageUnavailable."""
    if not ids:
        return
    with writing(store) as session:
        session.execute(update(Outbox).where(Outbox.id.in_(ids), Outbox.sent_at.is_(None)).values(sent_at=now(session)))


def put_again(session: Session, chunks: Sequence[tuple[str, str]], at: datetime) -> int:
    """The same for chunks that become pending once more; their earlier messages are spent and go."""
    for chunk_id, _ in chunks:
        session.connection().execute(delete(Outbox).where(Outbox.chunk_id == chunk_id))
    return put(session, chunks, at)


def put(session: Session, chunks: Iterable[tuple[str, str]], at: datetime) -> int:
    """Adds a message for each (chunk id, queue), in their order and in the caller's transaction; gives how many."""
    rows = [{"chunk_id": chunk_id, "queue": queue, "created_at": at, "sent_at": None} for chunk_id, queue in chunks]
    if rows:
        session.connection().execute(insert(Outbox), rows)
    return len(rows)
