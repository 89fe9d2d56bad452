"""Who works on a chunk: one holder at a time, named by a token, until done or until the lease runs out unrenewed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import Session, sessionmaker

from jobs import outbox
from storage.engine import now, writing
from storage.ids import uuid7
from storage.models import Article, Chunk, Job

OUTPUTS: Final = frozenset(("events", "rows", "articles"))


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article of a claimed chunk: its place in the job, its id, and its body as submitted."""

    position: int
    id: str
    body: dict[str, Any]
    digest: int | None = None  # equal for articles of the job that differ in their id alone; null: nobody looked


@dataclass(frozen=True, slots=True)
class ClaimedChunk:
    """A chunk that the holder of `token` works on. `attempt` counts from 1; `received` is the job's first day, in UTC."""

    id: str
    job_id: str
    queue: str
    coder: str
    token: str
    attempt: int
    received: date
    articles: tuple[StoredArticle, ...]
    keeps: frozenset[str] = OUTPUTS  # what of the answers is wanted: events, rows, articles
    trace: str | None = None  # the span that submitted the job
    merges: bool = True  # whether its rows may be put together with those of other articles


def claim(store: sessionmaker[Session], chunk_id: str, *, lease_seconds: float) -> ClaimedChunk | None:
    """Leases the chunk for `lease_seconds` if it is pending or its lease has run out; else None, and nothing changes.

    A chunk of a job that is paused is not leased: its message is sent again when the job goes on. Nor is one of a job that
    was cancelled. Of any number of claimers one gets it: the decision is a single conditional UPDATE. Raises StorageUnavailable.
    """
    token, cancelled = uuid7(), Job.state == "cancelled"
    with writing(store) as session:
        at = now(session)
        taken = (
            update(Chunk)
            .where(
                Chunk.id == chunk_id,
                or_(Chunk.state == "pending", and_(Chunk.state == "leased", Chunk.lease_until < at)),
                ~exists(select(Job.id).where(Job.id == Chunk.job_id, or_(Job.paused_at.is_not(None), cancelled))),
            )
            .values(
                state="leased",
                lease_token=token,
                lease_until=at + timedelta(seconds=lease_seconds),
                attempts=Chunk.attempts + 1,
            )
            .returning(Chunk.job_id, Chunk.queue, Chunk.attempts)
        )
        row = session.connection().execute(taken).one_or_none()
        if row is None:
            return None
        job_id, queue, attempt = row
        started = update(Job).where(Job.id == job_id, Job.state == "queued").values(state="running", started_at=at)
        session.connection().execute(started)
        wanted = select(Job.coder, Job.options, Job.created_at, Job.trace).where(Job.id == job_id)
        coder, options, created, trace = session.execute(wanted).one()
        query = (
            select(Article.position, Article.body, Article.digest)
            .where(Article.chunk_id == chunk_id, Article.state == "pending")
            .order_by(Article.position)
        )
        articles = tuple(
            StoredArticle(position, str(body["id"]), body, digest) for position, body, digest in session.execute(query)
        )
    kept = frozenset(options.get("output") or OUTPUTS)
    merges = options.get("merge", True)
    return ClaimedChunk(chunk_id, job_id, queue, coder, token, attempt, created.date(), articles, kept, trace, merges)


def renew(store: sessionmaker[Session], claimed: ClaimedChunk, *, lease_seconds: float) -> bool:
    """Makes the lease last `lease_seconds` from now; False if it is no longer the claimer's.

    Raises StorageUnavailable.
    """
    with writing(store) as session:
        until = now(session) + timedelta(seconds=lease_seconds)
        return give_up(session, claimed, state="leased", lease_token=claimed.token, lease_until=until)


def release(store: sessionmaker[Session], claimed: ClaimedChunk) -> bool:
    """Gives the chunk back untried, for another worker; False if it is no longer the claimer's.

    Raises StorageUnavailable.
    """
    with writing(store) as session:
        at = now(session)
        given = give_up(session, claimed, state="pending", attempts=Chunk.attempts - 1, waiting_since=at)
        if given:
            outbox.put_again(session, [(claimed.id, claimed.queue)], at)
        return given


def give_up(session: Session, claimed: ClaimedChunk, **values: Any) -> bool:
    """Changes a chunk in the caller's transaction if its lease is still the claimer's; False if not.

    The lease ends unless `values` say otherwise. From here on the chunk is locked until the transaction ends.
    """
    mine = (Chunk.id == claimed.id, Chunk.state == "leased", Chunk.lease_token == claimed.token)
    change = update(Chunk).where(*mine).values({"lease_token": None, "lease_until": None, **values})
    return session.connection().execute(change).rowcount == 1
