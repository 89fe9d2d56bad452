"""How work on a chunk ends: its answers are stored, or it is tried again, or split until the bad article is alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.orm import Session, sessionmaker

from jobs import acled_reports, outbox
from jobs.answers import Answer, Answers, encode, failure
from jobs.lease import ClaimedChunk, StoredArticle, give_up
from jobs.settle import Tally, settle_articles, settle_job
from storage.engine import now, writing
from storage.ids import uuid7
from storage.models import RAW_JSON, Article, Chunk, Event, Outbox, Row
from storage.types import to_json


class Failure(Enum):
    """What fail() did with the chunk."""

    RETRIED = "retried"
    SPLIT = "split"
    QUARANTINED = "quarantined"  # the one article left in the chunk
    FAILED = "failed"  # all articles of the chunk
    LOST = "lost"  # nothing: the lease is no longer the claimer's


def complete(store: sessionmaker[Session], claimed: ClaimedChunk, outcomes: Sequence[Answer]) -> bool:
    """Stores one answer per article of the chunk, counts them in the job, and completes the job with its last chunk.

    All in one transaction. False, with nothing written, if the lease is no longer the claimer's. Raises BadAnswer if
    the answers do not fit the articles, and StorageUnavailable.
    """
    return write(store, claimed, encode(claimed, outcomes))


def write(store: sessionmaker[Session], claimed: ClaimedChunk, answers: Answers) -> bool:
    """The same for answers that are encoded already. Raises StorageUnavailable."""
    with writing(store) as session:
        if not give_up(session, claimed, state="done"):
            return False
        settle_articles(session, answers.articles)
        positions = [article.position for article in claimed.articles]
        for table, values in ((Event, answers.events), (Row, answers.rows)):
            # Replaces what may stand there, so that writing twice is the same as writing once.
            session.connection().execute(
                delete(table).where(table.job_id == claimed.job_id, table.position.in_(positions))
            )
            if values:
                raw = insert(table.__table__).values(payload=bindparam("payload", type_=RAW_JSON))  # type: ignore[arg-type]  # a Table, typed as its base
                session.connection().execute(raw, values)
        settle_job(session, claimed.job_id, claimed.id, now(session), answers.tally)
        acled_reports.report(session, answers.acled, apart=not claimed.merges)
    return True


def fail(
    store: sessionmaker[Session],
    claimed: ClaimedChunk,
    slug: str,
    detail: str,
    *,
    max_attempts: int,
    divisible: bool = True,
) -> Failure:
    """Ends an attempt that gave no answers.

    Before the last of `max_attempts` the chunk is put back to be tried again. After it the chunk is halved, so that in
    the end the article at fault stands alone and is quarantined with `slug` and `detail`, and all others are coded.
    Where the fault is not in an article (`divisible` is False) all articles are failed with it instead.
    Raises StorageUnavailable.
    """
    with writing(store) as session:
        at = now(session)
        if claimed.attempt < max_attempts:
            if not give_up(session, claimed, state="pending", waiting_since=at):
                return Failure.LOST
            outbox.put_again(session, [(claimed.id, claimed.queue)], at)
            return Failure.RETRIED
        if not give_up(session, claimed, state="done"):
            return Failure.LOST
        if divisible and len(claimed.articles) > 1:
            _halve(session, claimed, max_attempts, at)
            return Failure.SPLIT
        state = "quarantined" if divisible else "failed"
        settle_articles(
            session, [failure(claimed.job_id, article.position, state, slug, detail) for article in claimed.articles]
        )
        count = len(claimed.articles)
        if divisible:
            settle_job(session, claimed.job_id, claimed.id, at, Tally(quarantined=count))
            return Failure.QUARANTINED
        settle_job(session, claimed.job_id, claimed.id, at, Tally(failed=count))
        return Failure.FAILED


def _halve(session: Session, claimed: ClaimedChunk, max_attempts: int, at: datetime) -> None:
    middle = (len(claimed.articles) + 1) // 2
    halves = {uuid7(): claimed.articles[:middle], uuid7(): claimed.articles[middle:]}
    session.connection().execute(
        insert(Chunk), [_half(claimed, chunk_id, half, max_attempts, at) for chunk_id, half in halves.items()]
    )
    for chunk_id, half in halves.items():
        session.connection().execute(
            update(Article)
            .where(Article.job_id == claimed.job_id, Article.position.in_([article.position for article in half]))
            .values(chunk_id=chunk_id)
        )
    session.connection().execute(delete(Outbox).where(Outbox.chunk_id == claimed.id))
    session.connection().execute(update(Chunk).where(Chunk.id == claimed.id).values(articles=0, bytes=0))
    outbox.put(session, [(chunk_id, claimed.queue) for chunk_id in halves], at, claimed.job_id)


def _half(
    claimed: ClaimedChunk, chunk_id: str, articles: tuple[StoredArticle, ...], max_attempts: int, at: datetime
) -> dict[str, object]:
    return {
        "id": chunk_id,
        "job_id": claimed.job_id,
        "queue": claimed.queue,
        "position": articles[0].position,
        "articles": len(articles),
        "bytes": sum(len(to_json(article.body).encode()) for article in articles),
        "state": "pending",
        # The fault has shown itself often enough: a half is tried once. An article alone gets all its tries again, so
        # that a passing fault of something else never quarantines it.
        "attempts": max_attempts - 1 if len(articles) > 1 else 0,
        "waiting_since": at,
    }
