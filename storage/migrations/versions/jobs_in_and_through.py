"""What intake and fair sending need: owners, priorities, pauses, digests of articles, keys of submissions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_UNSENT = sa.text("sent_at IS NULL")
_SENT = sa.text("sent_at IS NOT NULL")
_UNFINISHED = sa.text("finished_at IS NULL")
_DIGEST = sa.text("digest IS NOT NULL")


def upgrade() -> None:
    """Adds columns that an earlier version need not know, one table, and indexes for choosing what is sent next."""
    op.add_column("jobs", sa.Column("empty", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("jobs", sa.Column("owner", sa.Text(), nullable=True))
    op.add_column("jobs", sa.Column("priority", sa.BigInteger(), nullable=False, server_default="2"))
    op.add_column("jobs", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("jobs", sa.Column("served_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_jobs_unfinished", "jobs", ["queue", "id"], sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED
    )
    op.create_index("ix_jobs_owner_id", "jobs", ["owner", "id"])
    op.add_column("articles", sa.Column("digest", sa.BigInteger(), nullable=True))
    op.create_index("ix_articles_digest", "articles", ["digest"], sqlite_where=_DIGEST, postgresql_where=_DIGEST)
    op.add_column("outbox", sa.Column("job_id", sa.String(length=36), nullable=True))
    op.execute("UPDATE outbox SET job_id = (SELECT chunks.job_id FROM chunks WHERE chunks.id = outbox.chunk_id)")
    op.drop_index("ix_outbox_unsent", "outbox")
    op.create_index(
        "ix_outbox_unsent", "outbox", ["queue", "job_id", "id"], sqlite_where=_UNSENT, postgresql_where=_UNSENT
    )
    op.create_index("ix_outbox_sent", "outbox", ["queue", "job_id"], sqlite_where=_SENT, postgresql_where=_SENT)
    op.create_table(
        "idempotency_keys",
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("holder", sa.String(length=36), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=True),
        sa.Column("job_id", sa.String(length=36), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_idempotency_keys_job_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner", "key", name="pk_idempotency_keys"),
    )
    op.create_index("ix_idempotency_keys_expires_at", "idempotency_keys", ["expires_at"])
    op.create_index("ix_idempotency_keys_job_id", "idempotency_keys", ["job_id"])


def downgrade() -> None:
    """Takes away what upgrade() added."""
    op.drop_table("idempotency_keys")
    op.drop_index("ix_outbox_sent", "outbox")
    op.drop_index("ix_outbox_unsent", "outbox")
    op.create_index("ix_outbox_unsent", "outbox", ["queue", "id"], sqlite_where=_UNSENT, postgresql_where=_UNSENT)
    op.drop_column("outbox", "job_id")
    op.drop_index("ix_articles_digest", "articles")
    op.drop_column("articles", "digest")
    op.drop_index("ix_jobs_owner_id", "jobs")
    op.drop_index("ix_jobs_unfinished", "jobs")
    for name in ("served_at", "paused_at", "priority", "owner", "empty"):
        op.drop_column("jobs", name)
