"""The tables. The database is the truth about all work; every state that matters is a column here.

jobs 1─n chunks 1─n articles 1─n events, rows; chunks 1─n outbox; jobs 1─n job_errors, webhook_deliveries; jobs 1─1
idempotency_keys. Articles, events and rows have their place: job, position in the job and order in the article, so that
results are read in order straight from an index. Events and rows also have a number that grows as they are stored; every
index that a list of the whole store uses ends with it, so that a page is read from the index without sorting. acled_rows
holds each event once, for readers of the ACLED-style API, acled_reports the rows that it was made of; deleted_rows says
which events are gone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.types import Json, SafeText, UtcTime

# SQLite numbers rows by itself only where the key is INTEGER to the letter.
_Serial: Final = BigInteger().with_variant(Integer, "sqlite")
JOB_STATES: Final = ("queued", "running", "completed", "failed", "cancelled")
IndexText: Final = SafeText(500)  # PostgreSQL's indexes hold at most 2,704 bytes
_Word: Final = SafeText(100)  # several of them in one index
QUEUES: Final = ("interactive", "bulk")
PRIORITIES: Final = {"low": 1, "normal": 2, "high": 4}
CHUNK_STATES: Final = ("pending", "leased", "done")
ARTICLE_STATES: Final = ("pending", "coded", "failed", "quarantined")
ONLY_ON: Final = "only_on"  # in the info of an index: the only kind of database that has it
DELIVERY_STATES: Final = ("pending", "delivered", "failed")


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(map(repr, values))})", name=column)


def _sqlite_index(name: str, *columns: str) -> Index:
    return Index(name, *columns, info={ONLY_ON: "sqlite"}).ddl_if(dialect="sqlite")


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class Base(DeclarativeBase):
    """Base of all tables; the names of constraints are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcTime, dict[str, Any]: Json, int: BigInteger, str: SafeText}  # noqa: RUF012


class Job(Base):
    """Work submitted at once. The counts are settled in the transactions that settle its chunks."""

    __tablename__ = "jobs"
    __table_args__ = (
        _one_of("state", JOB_STATES),
        _one_of("queue", QUEUES),
        _partial("ix_jobs_unfinished", "queue", "id", where="finished_at IS NULL"),
        Index(None, "owner", "id"),
        _partial("ix_jobs_running", "started_at", where="state = 'running'"),
        _partial("ix_jobs_expiring", "expires_at", where="expired_at IS NULL AND expires_at IS NOT NULL"),
        _partial("ix_jobs_unstamped", "finished_at", where="finished_at IS NOT NULL AND expires_at IS NULL"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    coder: Mapped[str]
    queue: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    received: Mapped[int]  # articles and bad records of the input
    rejected: Mapped[int]  # bad records of the input
    coded: Mapped[int]
    failed: Mapped[int]
    quarantined: Mapped[int]
    options: Mapped[dict[str, Any]]
    empty: Mapped[int] = mapped_column(server_default="0")  # those of `coded` that gave no event
    owner: Mapped[str | None]  # whose work it is, as far as callers have names
    priority: Mapped[int] = mapped_column(server_default=str(PRIORITIES["normal"]))  # its share of its owner's turns
    paused_at: Mapped[datetime | None]
    served_at: Mapped[datetime | None]  # when a chunk of it was last sent to the broker
    expires_at: Mapped[datetime | None]  # from then on its results are gone; null while it runs, or kept without end
    expired_at: Mapped[datetime | None]  # when the last of its results was deleted
    trace: Mapped[str | None] = mapped_column(String(64))  # the span that submitted it, as W3C's traceparent writes it


class IdempotencyKey(Base):
    """A caller's name for one submission. Until the job is stored the key is held, and must be renewed in time."""

    __tablename__ = "idempotency_keys"

    owner: Mapped[str] = mapped_column(String(200), primary_key=True)  # empty for callers without a name
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    holder: Mapped[str] = mapped_column(String(36))
    body_hash: Mapped[str | None] = mapped_column(String(64))
    job_id: Mapped[str | None] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class JobError(Base):
    """A bad record of a job's input, named by its line."""

    __tablename__ = "job_errors"
    __table_args__ = (Index(None, "job_id", "id"),)

    id: Mapped[int] = mapped_column(_Serial, primary_key=True, autoincrement=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"))
    line: Mapped[int]
    pointer: Mapped[str]
    detail: Mapped[str]


class Chunk(Base):
    """Articles that a worker takes at once. While it is leased, only the holder of the token may write its results."""

    __tablename__ = "chunks"
    __table_args__ = (
        _one_of("state", CHUNK_STATES),
        _partial("ix_chunks_unfinished", "job_id", "state", where="state != 'done'"),
        _partial("ix_chunks_open", "state", "lease_until", where="state != 'done'"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), index=True)
    queue: Mapped[str] = mapped_column(String(16))  # the job's
    position: Mapped[int]  # of its first article
    articles: Mapped[int]
    bytes: Mapped[int]  # of the articles' JSON
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]  # begun, the running one included
    lease_token: Mapped[str | None] = mapped_column(String(36))
    lease_until: Mapped[datetime | None]
    waiting_since: Mapped[datetime]  # when it last became pending


class Article(Base):
    """One article as submitted, and what became of it; its events and rows are in tables of their own."""

    __tablename__ = "articles"
    __table_args__ = (
        _one_of("state", ARTICLE_STATES),
        _partial("ix_articles_pending", "job_id", "position", where="state = 'pending'"),
        _partial("ix_articles_troubled", "job_id", "position", where="error IS NOT NULL"),
        _partial("ix_articles_digest", "digest", where="digest IS NOT NULL"),
    )

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chunk_id: Mapped[str] = mapped_column(ForeignKey("chunks.id", ondelete="CASCADE"), index=True)
    external_id: Mapped[str]
    state: Mapped[str] = mapped_column(String(16))
    body: Mapped[dict[str, Any]]
    digest: Mapped[int | None]  # of the job's id and all of the body but its id: equal where the coding would be
    result: Mapped[dict[str, Any] | None]  # the article result with empty events and rows
    error: Mapped[dict[str, Any] | None]  # {"slug", "detail"}


class _OfArticle:
    """What belongs to an article: a number in the order of storing, and its place (job, position, order within it)."""

    id: Mapped[int] = mapped_column(_Serial, primary_key=True, autoincrement=True, sort_order=-4)
    job_id: Mapped[str] = mapped_column(String(36), sort_order=-3)
    position: Mapped[int] = mapped_column(BigInteger, sort_order=-2)
    ordinal: Mapped[int] = mapped_column(BigInteger, sort_order=-1)


def _of_article(*columns: str) -> tuple[Any, ...]:
    """The place as a key of its own, and an index for each of `columns` that lists are filtered by."""
    return (
        ForeignKeyConstraint(["job_id", "position"], ["articles.job_id", "articles.position"], ondelete="CASCADE"),
        UniqueConstraint("job_id", "position", "ordinal"),
        *(Index(None, column, "id") for column in columns),
        # Without it SQLite gives the numbers of deleted rows again, and a reader that follows the store would miss those.
        {"sqlite_autoincrement": True},
    )


class Event(_OfArticle, Base):
    """One CAMEO event. The columns beside the payload are what lists are filtered by."""

    __tablename__ = "events"
    __table_args__ = _of_article(
        "article_id",
        "event_id",
        "code",
        "root",
        "event_date",
        "source_code",
        "source_country",
        "target_code",
        "target_country",
        "country",
    )

    article_id: Mapped[str] = mapped_column(IndexText)
    event_id: Mapped[str] = mapped_column(IndexText)
    code: Mapped[str] = mapped_column(IndexText)
    root: Mapped[str] = mapped_column(IndexText)
    event_date: Mapped[str | None] = mapped_column(IndexText)  # ISO 8601
    source_code: Mapped[str | None] = mapped_column(IndexText)
    source_country: Mapped[str | None] = mapped_column(IndexText)
    target_code: Mapped[str | None] = mapped_column(IndexText)
    target_country: Mapped[str | None] = mapped_column(IndexText)
    country: Mapped[str | None] = mapped_column(IndexText)  # where it happened
    payload: Mapped[dict[str, Any]]


class Row(_OfArticle, Base):
    """One ACLED-style row. The columns beside the payload are what lists are filtered by."""

    __tablename__ = "rows"
    __table_args__ = _of_article(
        "article_id", "event_id_cnty", "event_date", "event_type", "sub_event_type", "actor1", "actor2", "country"
    )

    article_id: Mapped[str] = mapped_column(IndexText)
    event_id_cnty: Mapped[str] = mapped_column(IndexText)
    event_date: Mapped[str] = mapped_column(IndexText)  # ISO 8601
    event_type: Mapped[str] = mapped_column(IndexText)
    sub_event_type: Mapped[str] = mapped_column(IndexText)
    actor1: Mapped[str] = mapped_column(IndexText)
    actor2: Mapped[str] = mapped_column(IndexText)
    country: Mapped[str] = mapped_column(IndexText)
    admin1: Mapped[str]
    location: Mapped[str]
    payload: Mapped[dict[str, Any]]


class WebhookDelivery(Base):
    """A message to a job's callback address: written in the transaction that finishes the job, kept as the log of it."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        _one_of("state", DELIVERY_STATES),
        Index(None, "job_id", "id"),
        _partial("ix_webhook_deliveries_due", "next_attempt_at", where="state = 'pending'"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"))
    url: Mapped[str]
    event: Mapped[str] = mapped_column(String(32))  # job.completed, job.failed or job.cancelled
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]  # of the present round
    created_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]  # while one attempt runs: when another process may try, should this one die
    finished_at: Mapped[datetime | None]  # delivered or given up
    log: Mapped[list[dict[str, Any]]] = mapped_column(Json)  # of all attempts, the oldest first


class Outbox(Base):
    """A message that wakes a worker for a chunk. Kept until the chunk is done, so that a lost one is noticed."""

    __tablename__ = "outbox"
    __table_args__ = (
        _one_of("queue", QUEUES),
        _partial("ix_outbox_unsent", "queue", "job_id", "id", where="sent_at IS NULL"),
        _partial("ix_outbox_sent", "queue", "job_id", where="sent_at IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(_Serial, primary_key=True, autoincrement=True)
    chunk_id: Mapped[str] = mapped_column(ForeignKey("chunks.id", ondelete="CASCADE"), index=True)
    job_id: Mapped[str | None] = mapped_column(String(36))  # the chunk's
    queue: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class ApiKey(Base):
    """A key of the HTTP API. Only a digest of its secret is kept; `owner` is whose jobs and articles it reaches."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)  # stands in the secret, to find the row by
    name: Mapped[str]
    owner: Mapped[str] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of the whole secret, in hexadecimal
    scopes: Mapped[list[str]] = mapped_column(Json)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


# The columns that filters ask for and that are short: all but `notes`.
ACLED_WIDE: Final = (
    *("actor1", "actor2", "country", "iso", "location", "admin1", "source", "tags", "assoc_actor_1", "assoc_actor_2"),
    *("admin2", "admin3", "source_scale", "event_id_cnty", "inter2_number", "fatalities", "event_type"),
    *("sub_event_type", "year", "inter1_number", "interaction_number", "region_number", "civilian_targeting"),
    *("disorder_type", "time_precision", "geo_precision", "timestamp", "latitude", "longitude"),
)


class AcledRow(Base):
    """An event as the ACLED-style API finds it: once per owner and event id, with every column that filters ask for.

    Kept narrow, because filters that no index serves read all of it; what is sent stands in AcledBody. `id` is the order
    of first writing and stays when the row is written again. Indexes begin with the owner, since readers see the rows of
    one. ix_acled_rows_scan answers all filters by type, class and number in the order of pages without touching the table;
    on SQLite ix_acled_rows_wide does so for all of those but notes, and ix_acled_rows_notes for these.
    """

    __tablename__ = "acled_rows"
    __table_args__ = (
        UniqueConstraint("owner", "event_id_cnty"),
        Index(None, "event_id_cnty", "id"),  # the rows that several owners have of one event id
        Index(None, "owner", "timestamp"),
        Index("ix_acled_rows_country", "owner", "country", "event_date", "event_type"),  # what is asked for most
        Index("ix_acled_rows_iso", "owner", "iso", "event_date"),
        Index("ix_acled_rows_actor1", "owner", "actor1", "event_date"),
        Index("ix_acled_rows_actor2", "owner", "actor2", "event_date"),
        Index("ix_acled_rows_admin1", "owner", "admin1", "event_date"),
        Index("ix_acled_rows_location", "owner", "location", "event_date"),
        Index(
            "ix_acled_rows_scan",
            *("owner", "event_date", "year", "event_type", "sub_event_type", "disorder_type", "civilian_targeting"),
            *("region_number", "inter1_number", "inter2_number", "interaction_number", "fatalities"),
            *("time_precision", "geo_precision", "timestamp", "latitude", "longitude"),
        ),
        # Not on PostgreSQL, which takes no index entries as long as a text can be.
        _sqlite_index("ix_acled_rows_wide", "owner", "event_date", *ACLED_WIDE),
        _sqlite_index("ix_acled_rows_notes", "owner", "event_date", "notes"),
    )

    id: Mapped[int] = mapped_column(_Serial, primary_key=True, autoincrement=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]  # of its article in the job
    owner: Mapped[str]  # the job's; empty where it has none
    event_id_cnty: Mapped[str] = mapped_column(IndexText)
    event_date: Mapped[str] = mapped_column(_Word)  # ISO 8601
    year: Mapped[int]
    time_precision: Mapped[int]
    disorder_type: Mapped[str] = mapped_column(_Word)
    event_type: Mapped[str] = mapped_column(_Word)
    sub_event_type: Mapped[str] = mapped_column(_Word)
    actor1: Mapped[str] = mapped_column(IndexText)
    assoc_actor_1: Mapped[str]
    inter1: Mapped[str] = mapped_column(_Word)
    inter1_number: Mapped[int | None]
    actor2: Mapped[str] = mapped_column(IndexText)
    assoc_actor_2: Mapped[str]
    inter2: Mapped[str] = mapped_column(_Word)
    inter2_number: Mapped[int | None]
    interaction: Mapped[str] = mapped_column(_Word)
    interaction_number: Mapped[int | None]
    civilian_targeting: Mapped[str] = mapped_column(_Word)
    iso: Mapped[int]
    region: Mapped[str] = mapped_column(_Word)
    region_number: Mapped[int | None]
    country: Mapped[str] = mapped_column(_Word)
    admin1: Mapped[str] = mapped_column(IndexText)
    admin2: Mapped[str]
    admin3: Mapped[str]
    location: Mapped[str] = mapped_column(IndexText)
    latitude: Mapped[float] = mapped_column(Float(53))
    longitude: Mapped[float] = mapped_column(Float(53))
    geo_precision: Mapped[int]
    source: Mapped[str]
    source_scale: Mapped[str] = mapped_column(_Word)
    notes: Mapped[str]
    fatalities: Mapped[int]
    tags: Mapped[str]
    timestamp: Mapped[int]  # Unix seconds


class AcledBody(Base):
    """The 31 columns of an AcledRow as the JSON object that is sent."""

    __tablename__ = "acled_bodies"

    id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("acled_rows.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    body: Mapped[dict[str, Any]]


class DeletedRow(Base):
    """An event id that readers have seen and that stands for no row of its owner any more."""

    __tablename__ = "deleted_rows"
    __table_args__ = (UniqueConstraint("owner", "event_id_cnty"), Index(None, "event_id_cnty", "id"))

    id: Mapped[int] = mapped_column(_Serial, primary_key=True, autoincrement=True)
    owner: Mapped[str]
    event_id_cnty: Mapped[str] = mapped_column(IndexText)
    deleted_timestamp: Mapped[int] = mapped_column(BigInteger, index=True)  # Unix seconds


class AcledReport(Base):
    """A row as one article reports it: once per owner and event id, with the event that it was merged into.

    What is compared stands here; the row itself stands in `rows`. `kept` is the id under which acled_rows shows the event,
    its own while it is alone. `merges` (of the report that is kept) says why they are one event.
    """

    __tablename__ = "acled_reports"
    __table_args__ = (
        Index("ix_acled_reports_day", "owner", "country", "family", "event_date", "event_id_cnty"),
        Index("ix_acled_reports_kept", "owner", "kept"),
    )

    owner: Mapped[str] = mapped_column(SafeText(), primary_key=True)  # the job's; empty where it has none
    event_id_cnty: Mapped[str] = mapped_column(IndexText, primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]  # of its article in the job
    country: Mapped[str] = mapped_column(_Word)
    family: Mapped[str] = mapped_column(_Word)  # only rows of one family may be one event
    event_date: Mapped[str] = mapped_column(_Word)  # ISO 8601
    time_precision: Mapped[int]
    first_reported: Mapped[
        int
    ]  # Unix seconds; stays when the article is coded again, so that the oldest stays the oldest
    kept: Mapped[str] = mapped_column(IndexText)
    merged: Mapped[bool]  # whether the event has other reports
    apart: Mapped[bool]  # never to be merged
    merges: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)


class MergeMark(Base):
    """A day on which the reports of a country changed, so that what is one event there has to be found anew."""

    __tablename__ = "merge_marks"
    __table_args__ = (Index(None, "owner", "country", "family", "event_date"),)

    id: Mapped[int] = mapped_column(_Serial, primary_key=True, autoincrement=True)
    owner: Mapped[str]
    country: Mapped[str] = mapped_column(_Word)
    family: Mapped[str] = mapped_column(_Word)
    event_date: Mapped[str] = mapped_column(_Word)


class AcledToken(Base):
    """A token of the ACLED-style API with the one that renews it; of both only SHA-256 digests are kept."""

    __tablename__ = "acled_tokens"

    id: Mapped[int] = mapped_column(_Serial, primary_key=True, autoincrement=True)
    account: Mapped[str]  # whom it was issued to, as api.acled.accounts names them
    access_digest: Mapped[str] = mapped_column(String(64), unique=True)
    access_until: Mapped[datetime]
    refresh_digest: Mapped[str] = mapped_column(String(64), unique=True)
    refresh_until: Mapped[datetime] = mapped_column(UtcTime, index=True)


# Raw JSON as it came out of a file, to be stored without being read again.
RAW_JSON: Final = Text()
