"""Numbers for events and rows with indexes for lists of the whole store, lifetimes of jobs, and webhook deliveries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EVENT_COLUMNS = (
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
ROW_COLUMNS = (
    "article_id",
    "event_id_cnty",
    "event_date",
    "event_type",
    "sub_event_type",
    "actor1",
    "actor2",
    "country",
)
INDEXED = {"events": EVENT_COLUMNS, "rows": ROW_COLUMNS}
NULLABLE = ("event_date", "source_code", "source_country", "target_code", "target_country", "country")
PARTIAL = {
    "ix_jobs_running": ("started_at", "state = 'running'"),
    "ix_jobs_expiring": ("expires_at", "expired_at IS NULL AND expires_at IS NOT NULL"),
    "ix_jobs_unstamped": ("finished_at", "finished_at IS NOT NULL AND expires_at IS NULL"),
}


def upgrade() -> None:
    """Adds columns and tables; numbers the events and rows that are there in the order of their jobs."""
    op.add_column("jobs", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("jobs", sa.Column("expired_at", sa.DateTime(timezone=True), nullable=True))
    for name, (column, where) in PARTIAL.items():
        op.create_index(name, "jobs", [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    for table, columns in INDEXED.items():
        for column in columns:
            op.drop_index(f"ix_{table}_{column}", table)
        if op.get_bind().dialect.name == "sqlite":
            _write_anew(table, numbered=True)
        else:
            _number(table)
        for column in columns:
            op.create_index(f"ix_{table}_{column}_id", table, [column, "id"])
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("job_id", sa.String(length=36), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("log", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('pending', 'delivered', 'failed')", name="ck_webhook_deliveries_state"),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_webhook_deliveries_job_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_deliveries"),
    )
    op.create_index("ix_webhook_deliveries_job_id_id", "webhook_deliveries", ["job_id", "id"])
    due = sa.text("state = 'pending'")
    op.create_index(
        "ix_webhook_deliveries_due", "webhook_deliveries", ["next_attempt_at"], sqlite_where=due, postgresql_where=due
    )


def _number(table: str) -> None:
    """PostgreSQL: adds the number in place."""
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT pk_{table}")
    op.execute(f"ALTER TABLE {table} ADD COLUMN id BIGSERIAL NOT NULL")
    op.create_primary_key(f"pk_{table}", table, ["id"])
    op.create_unique_constraint(f"uq_{table}_job_id_position_ordinal", table, ["job_id", "position", "ordinal"])


def _write_anew(table: str, *, numbered: bool) -> None:
    """SQLite cannot change a primary key, so the table is written anew; the number is its rowid and takes no room."""
    op.rename_table(table, f"{table}_old")
    columns = [sa.Column(name, sa.Text(), nullable=table == "events" and name in NULLABLE) for name in INDEXED[table]]
    if table == "rows":
        columns += [sa.Column(name, sa.Text(), nullable=False) for name in ("admin1", "location")]
    place = ("job_id", "position", "ordinal")
    keys = (
        [
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
            sa.UniqueConstraint(*place, name=f"uq_{table}_job_id_position_ordinal"),
        ]
        if numbered
        else [sa.PrimaryKeyConstraint(*place, name=f"pk_{table}")]
    )
    op.create_table(
        table,
        *([sa.Column("id", SERIAL, autoincrement=True, nullable=False)] if numbered else []),
        sa.Column("job_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.BigInteger(), autoincrement=False, nullable=False),
        *columns,
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id", "position"],
            ["articles.job_id", "articles.position"],
            name=f"fk_{table}_job_id",
            ondelete="CASCADE",
        ),
        *keys,
        sqlite_autoincrement=numbered,
    )
    names = ", ".join([*place, *(column.name for column in columns), "payload"])
    op.execute(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM {table}_old ORDER BY job_id, position, ordinal"  # noqa: S608
    )
    op.drop_table(f"{table}_old")


def downgrade() -> None:
    """Takes back what upgrade() added. The lifetimes of jobs and the log of deliveries are lost."""
    op.drop_table("webhook_deliveries")
    for table, columns in INDEXED.items():
        for column in columns:
            op.drop_index(f"ix_{table}_{column}_id", table)
        if op.get_bind().dialect.name == "sqlite":
            _write_anew(table, numbered=False)
        else:
            op.drop_constraint(f"pk_{table}", table)
            op.drop_constraint(f"uq_{table}_job_id_position_ordinal", table)
            op.drop_column(table, "id")
            op.create_primary_key(f"pk_{table}", table, ["job_id", "position", "ordinal"])
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])
    for name in PARTIAL:
        op.drop_index(name, "jobs")
    # In place: writing the table anew would drop the old one, and with it all that refers to its rows.
    op.drop_column("jobs", "expired_at")
    op.drop_column("jobs", "expires_at")
