"""Messages that are to wake workers: written in the transaction that makes work, sent after it by the publisher.

What is sent next is chosen fairly (jobs.fairness), and only so much is under way at once that a new job need not wait
behind an old one's million messages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, delete, exists, func, insert, select, update
from sqlalchemy.orm import Session, aliased, sessionmaker

from jobs.fairness import Waiting, turns
from storage.engine import now, reading, writing
from storage.models import QUEUES, Chunk, Job, Outbox

_BOUND: Final = 32  # messages asked for by one job at once; the choice among more jobs goes on from there


@dataclass(frozen=True, slots=True)
class Message:
    """One message to send: its own id, the chunk to name in it, and the queue to send it to (interactive or bulk)."""

    id: int
    chunk_id: str
    queue: str


def take_unsent(store: sessionmaker[Session], limit: int, *, in_flight: int | None = None) -> list[Message]:
    """At most `limit` messages that were not sent yet: interactive ones first, then fairly by owner and job.

    With `in_flight`, only so many chunks of a queue are under way at once, sent and not done; messages that are sent
    again do not count anew. Those of paused jobs wait. Two senders may take the same message; sending it twice does
    no harm. Raises StorageUnavailable.
    """
    found: list[Message] = []
    with reading(store) as session:
        for queue in QUEUES:
            found += _again(session, queue, limit - len(found))
            found += _new(session, queue, limit - len(found), in_flight)
    return found


def mark_sent(store: sessionmaker[Session], ids: Sequence[int]) -> None:
    """Notes that the messages `ids` were sent just now, and so their jobs served. Raises StorageUnavailable."""
    if not ids:
        return
    with writing(store) as session:
        at = now(session)
        # Rows that somebody else holds are being marked or deleted there: to wait for them could be to deadlock.
        free = select(Outbox.id, Outbox.job_id).where(Outbox.id.in_(ids), Outbox.sent_at.is_(None))
        rows = session.execute(free.with_for_update(skip_locked=True)).all()
        session.execute(update(Outbox).where(Outbox.id.in_([row.id for row in rows])).values(sent_at=at))
        jobs = select(Job.id).where(Job.id.in_({row.job_id for row in rows}))
        served = session.scalars(jobs.with_for_update(skip_locked=True)).all()
        session.execute(update(Job).where(Job.id.in_(served)).values(served_at=at))


def put_again(session: Session, chunks: Sequence[tuple[str, str]], at: datetime) -> int:
    """Like put() for chunks that become pending once more; their earlier messages are spent and go."""
    for chunk_id, _ in chunks:
        session.connection().execute(delete(Outbox).where(Outbox.chunk_id == chunk_id))
    return put(session, chunks, at)


def put(session: Session, chunks: Iterable[tuple[str, str]], at: datetime, job_id: str | None = None) -> int:
    """Adds a message for each (chunk id, queue), in their order and in the caller's transaction; gives how many.

    `job_id` is the job of all the chunks; without it each chunk's is looked up.
    """
    pairs = list(chunks)
    if not pairs:
        return 0
    owners: dict[str, str] = {}
    if job_id is None:
        ids = [chunk_id for chunk_id, _ in pairs]
        found = session.connection().execute(select(Chunk.id, Chunk.job_id).where(Chunk.id.in_(ids)))
        owners = {chunk: job for chunk, job in found}
    rows = [
        {"chunk_id": chunk, "job_id": job_id or owners.get(chunk), "queue": queue, "created_at": at, "sent_at": None}
        for chunk, queue in pairs
    ]
    session.connection().execute(insert(Outbox), rows)
    return len(rows)


def withdraw(session: Session, job_id: str, queue: str) -> None:
    """Deletes all messages of a job, in the caller's transaction."""
    for condition in (Outbox.sent_at.is_(None), Outbox.sent_at.is_not(None)):  # one index for each
        session.connection().execute(delete(Outbox).where(Outbox.queue == queue, Outbox.job_id == job_id, condition))


def recall(session: Session, job_id: str, queue: str) -> None:
    """Makes messages of a job's waiting chunks unsent again, one for each chunk, in the caller's transaction."""
    newer = aliased(Outbox)
    waiting = exists(select(Chunk.id).where(Chunk.id == Outbox.chunk_id, Chunk.state == "pending"))
    sent = and_(Outbox.queue == queue, Outbox.job_id == job_id, Outbox.sent_at.is_not(None), waiting)
    repeated = exists(select(newer.id).where(newer.chunk_id == Outbox.chunk_id, newer.id > Outbox.id))
    session.connection().execute(delete(Outbox).where(sent, repeated))
    session.connection().execute(update(Outbox).where(sent).values(sent_at=None))


def _again(session: Session, queue: str, limit: int) -> list[Message]:
    """Messages of chunks that were sent before and are taken for lost: few, and not to be held up by themselves."""
    if limit <= 0:
        return []
    before = aliased(Outbox)
    query = (
        select(Outbox.id, Outbox.chunk_id, Outbox.queue)
        .join(before, and_(before.chunk_id == Outbox.chunk_id, before.sent_at.is_not(None)))
        .where(before.queue == queue, Outbox.sent_at.is_(None))
        .distinct()
        .order_by(Outbox.id)
        .limit(limit)
    )
    return [Message(*row) for row in session.execute(query)]


def _new(session: Session, queue: str, limit: int, in_flight: int | None) -> list[Message]:
    if limit <= 0:
        return []
    under_way = _under_way(session, queue)
    if in_flight is not None:
        limit = min(limit, in_flight - sum(under_way.values()))
    if limit <= 0:
        return []
    taken: dict[str | None, list[Message]] = {}
    given: dict[str | None, int] = {}
    order: list[Message] = []
    choice = turns(_waiting(session, queue, under_way))
    job = next(choice, None)
    while job is not None and len(order) < limit:
        name = job.job_id
        if not taken.get(name):
            taken[name] = _messages(session, queue, name, given.get(name, 0), min(_BOUND, limit - len(order)))
        if taken[name]:
            order.append(taken[name].pop(0))
            given[name] = given.get(name, 0) + 1
            job = next(choice, None)
        else:
            job = choice.send(False)
    return order


def _under_way(session: Session, queue: str) -> dict[str | None, int]:
    """How many chunks of each job were sent and are not done: a done chunk's messages are gone."""
    query = (
        select(Outbox.job_id, func.count(func.distinct(Outbox.chunk_id)))
        .where(Outbox.queue == queue, Outbox.sent_at.is_not(None))
        .group_by(Outbox.job_id)
    )
    return {job_id: count for job_id, count in session.execute(query)}


def _waiting(session: Session, queue: str, under_way: dict[str | None, int]) -> list[Waiting]:
    """The jobs that may have something to send, those without a pause, oldest first."""
    query = (
        select(Job.id, Job.owner, Job.priority, Job.served_at)
        .where(Job.queue == queue, Job.finished_at.is_(None), Job.paused_at.is_(None))
        .order_by(Job.id)
    )
    found = [
        Waiting(job_id, owner, priority, under_way.get(job_id, 0), served.timestamp() if served else 0.0)
        for job_id, owner, priority, served in session.execute(query)
    ]
    # Messages of an earlier version name no job.
    return [Waiting(None, None, 1, under_way.get(None, 0), 0.0), *found]


def _messages(session: Session, queue: str, job_id: str | None, skip: int, limit: int) -> list[Message]:
    before = aliased(Outbox)
    again = exists(select(before.id).where(before.chunk_id == Outbox.chunk_id, before.sent_at.is_not(None)))
    query = (
        select(Outbox.id, Outbox.chunk_id, Outbox.queue)
        .where(Outbox.queue == queue, Outbox.sent_at.is_(None), ~again)
        .where(Outbox.job_id == job_id if job_id is not None else Outbox.job_id.is_(None))
        .order_by(Outbox.id)
        .offset(skip)
        .limit(limit)
    )
    return [Message(*row) for row in session.execute(query)]
