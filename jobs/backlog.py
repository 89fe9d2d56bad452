"""How much work waits, for those who watch the service: per queue what is pending and leased, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from storage.engine import now, reading
from storage.models import QUEUES, Chunk


@dataclass(frozen=True, slots=True)
class QueueBacklog:
    """What stands in one queue: chunks and articles that wait, chunks being coded, the longest wait in seconds."""

    pending_chunks: int = 0
    pending_articles: int = 0
    leased_chunks: int = 0
    oldest_seconds: float = 0.0


def measure(store: sessionmaker[Session]) -> Mapping[str, QueueBacklog]:
    """The backlog of each queue. Reads open chunks alone, by their index. Raises StorageUnavailable."""
    query = (
        select(
            Chunk.queue,
            Chunk.state,
            func.count(),
            func.coalesce(func.sum(Chunk.articles), 0),
            func.min(Chunk.waiting_since),
        )
        .where(Chunk.state != "done")
        .group_by(Chunk.queue, Chunk.state)
    )
    found = {queue: QueueBacklog() for queue in QUEUES}
    with reading(store) as session:
        at = now(session)
        for queue, state, chunks, articles, since in session.execute(query):
            known = found[queue]
            if state == "pending":
                waited = max(0.0, (at - since).total_seconds())
                found[queue] = QueueBacklog(chunks, int(articles), known.leased_chunks, waited)
            else:
                found[queue] = QueueBacklog(known.pending_chunks, known.pending_articles, chunks, known.oldest_seconds)
    return found
