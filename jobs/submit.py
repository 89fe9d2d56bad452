"""Takes a job in: all of it in one transaction or none of it, from an input of any length."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import bindparam, insert
from sqlalchemy.orm import Session, sessionmaker

from jobs import outbox, traces
from jobs.duplicates import digest_in_job
from jobs.finish import finished
from jobs.spool import InputError, Spool, SpooledArticle
from storage.engine import now, writing
from storage.ids import uuid7
from storage.models import PRIORITIES, RAW_JSON, Article, Chunk, Job, JobError

__all__ = ["InputError", "SubmittedJob", "submit"]

# What is held in memory on the way into the database: enough to make statements few.
_BATCH_ARTICLES: Final = 1000
_BATCH_BYTES: Final = 4 * 1024 * 1024

_INSERT_ARTICLE = insert(Article.__table__).values(body=bindparam("body", type_=RAW_JSON))  # type: ignore[arg-type]  # a Table, typed as its base


@dataclass(frozen=True, slots=True)
class SubmittedJob:
    """A stored job and how many chunks it has."""

    id: str
    chunks: int


@dataclass(slots=True)
class _OpenChunk:
    id: str
    articles: list[SpooledArticle] = field(default_factory=list)
    bytes: int = 0


def submit(
    store: sessionmaker[Session],
    articles: Iterable[Mapping[str, Any] | InputError],
    *,
    coder: str | Callable[[], str],
    queue: Literal["interactive", "bulk"],
    chunk_articles: int,
    chunk_bytes: int,
    options: Mapping[str, Any] | None = None,
    owner: str | None = None,
    priority: str = "normal",
    also: Callable[[Session, str], None] | None = None,
) -> SubmittedJob:
    """Stores a job, its chunks and the messages that start them; nothing at all if `articles` or the database raises.

    `articles` are checked article bodies, each with an `id`; input errors among them become errors of the job. A chunk
    has at most `chunk_articles` articles and `chunk_bytes` bytes of JSON, but always one article. `options` are kept
    with the job. A job without articles is completed at once. `coder` may be asked for when all articles are read.
    `owner` is whose work it is, `priority` (low, normal, high) its share of the owner's turns. `also` is called with the
    job's id within the transaction. Raises StorageUnavailable, or what `articles`, `coder` or `also` raises.
    """
    with Spool() as spool:
        for item in articles:
            spool.add(item)
        chosen = coder if isinstance(coder, str) else coder()
        with writing(store) as session:
            # Equal articles of one chunk are seen by whoever codes it; only those of several need to be looked up.
            writer = _Writer(session, uuid7(), queue, now(session), digests=spool.articles > chunk_articles)
            writer.job(spool, chosen, dict(options or {}), owner, PRIORITIES[priority])
            for chunk in _chunks(writer.errors_set_aside(spool), chunk_articles, chunk_bytes):
                writer.add(chunk)
            writer.flush()
            if also is not None:
                also(session, writer.job_id)
            if not spool.articles:
                finished(session, writer.job_id, now(session))
        return SubmittedJob(writer.job_id, writer.chunks)


def _chunks(articles: Iterable[SpooledArticle], most: int, most_bytes: int) -> Iterator[_OpenChunk]:
    chunk = _OpenChunk(uuid7())
    for article in articles:
        if chunk.articles and (len(chunk.articles) >= most or chunk.bytes + article.size > most_bytes):
            yield chunk
            chunk = _OpenChunk(uuid7())
        chunk.articles.append(article)
        chunk.bytes += article.size
    if chunk.articles:
        yield chunk


class _Writer:
    """Writes one job in batches within one transaction."""

    def __init__(self, session: Session, job_id: str, queue: str, at: datetime, *, digests: bool) -> None:
        self.job_id = job_id
        self.chunks = 0
        self._digests = digests
        self._connection = session.connection()
        self._session = session
        self._queue = queue
        self._at = at
        self._chunks: list[_OpenChunk] = []
        self._errors: list[InputError] = []

    def job(self, spool: Spool, coder: str, options: dict[str, Any], owner: str | None, share: int) -> None:
        idle = spool.articles == 0
        values = {
            "id": self.job_id,
            "state": "completed" if idle else "queued",
            "coder": coder,
            "queue": self._queue,
            "created_at": self._at,
            "finished_at": self._at if idle else None,
            "received": spool.articles + spool.errors,
            "rejected": spool.errors,
            "coded": 0,
            "failed": 0,
            "quarantined": 0,
            "options": options,
            "owner": owner,
            "priority": share,
            "trace": traces.header(),
        }
        self._connection.execute(insert(Job), values)

    def errors_set_aside(self, spool: Spool) -> Iterator[SpooledArticle]:
        for item in spool:
            if isinstance(item, SpooledArticle):
                yield item
            else:
                self._errors.append(item)
                if len(self._errors) >= _BATCH_ARTICLES:
                    self._flush_errors()

    def add(self, chunk: _OpenChunk) -> None:
        self._chunks.append(chunk)
        held = sum(len(chunk.articles) for chunk in self._chunks)
        if held >= _BATCH_ARTICLES or sum(chunk.bytes for chunk in self._chunks) >= _BATCH_BYTES:
            self.flush()

    def flush(self) -> None:
        self._flush_errors()
        if not self._chunks:
            return
        chunks, self._chunks = self._chunks, []
        ids = [chunk.id for chunk in chunks]
        self._connection.execute(insert(Chunk), [self._chunk_row(chunk) for chunk in chunks])
        rows = [self._article_row(chunk.id, article) for chunk in chunks for article in chunk.articles]
        self._connection.execute(_INSERT_ARTICLE, rows)
        outbox.put(self._session, [(chunk_id, self._queue) for chunk_id in ids], self._at, self.job_id)
        self.chunks += len(ids)

    def _flush_errors(self) -> None:
        errors, self._errors = self._errors, []
        if errors:
            rows = [{"job_id": self.job_id, "line": e.line, "pointer": e.pointer, "detail": e.detail} for e in errors]
            self._connection.execute(insert(JobError), rows)

    def _chunk_row(self, chunk: _OpenChunk) -> dict[str, Any]:
        return {
            "id": chunk.id,
            "job_id": self.job_id,
            "queue": self._queue,
            "position": chunk.articles[0].position,
            "articles": len(chunk.articles),
            "bytes": chunk.bytes,
            "state": "pending",
            "attempts": 0,
            "waiting_since": self._at,
        }

    def _article_row(self, chunk_id: str, article: SpooledArticle) -> dict[str, Any]:
        return {
            "job_id": self.job_id,
            "position": article.position,
            "chunk_id": chunk_id,
            "external_id": article.external_id,
            "state": "pending",
            "body": article.body,
            "digest": digest_in_job(self.job_id, article.digest) if self._digests else None,
        }
