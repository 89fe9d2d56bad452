"""What merging needs: the reports behind the rows that readers see, and marks of the days to look at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SHOWN = sa.table(
    "acled_rows",
    *map(sa.column, "owner event_id_cnty job_id position country event_date time_precision timestamp".split()),
    *map(sa.column, ("event_type", "sub_event_type")),
)
FAMILY = sa.case(
    (SHOWN.c.event_type == "Strategic developments", SHOWN.c.sub_event_type),
    (SHOWN.c.sub_event_type == "Mob violence", SHOWN.c.sub_event_type),
    (SHOWN.c.event_type.in_(("Protests", "Riots")), "demonstration"),
    else_="violence",
)
COPIED = ("owner", "event_id_cnty", "job_id", "position", "country", "event_date", "time_precision")


def upgrade() -> None:
    """Makes every row that is shown a report, alone for now, and marks all days: the sweeper merges them."""
    reports = op.create_table(
        "acled_reports",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("event_id_cnty", sa.Text(), nullable=False),
        sa.Column("job_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("event_date", sa.Text(), nullable=False),
        sa.Column("time_precision", sa.BigInteger(), nullable=False),
        sa.Column("first_reported", sa.BigInteger(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("merged", sa.Boolean(), nullable=False),
        sa.Column("apart", sa.Boolean(), nullable=False),
        sa.Column("merges", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_acled_reports_job_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner", "event_id_cnty", name="pk_acled_reports"),
    )
    marks = op.create_table(
        "merge_marks",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("event_date", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_merge_marks"),
    )
    alone = sa.select(
        *(SHOWN.c[name] for name in COPIED),
        *(FAMILY, SHOWN.c.timestamp, SHOWN.c.event_id_cnty, sa.literal(False), sa.literal(False)),
    )
    more = ("family", "first_reported", "kept", "merged", "apart")
    op.execute(sa.insert(reports).from_select([*COPIED, *more], alone))
    day = ("owner", "country", "family", "event_date")
    op.execute(sa.insert(marks).from_select(day, sa.select(*(reports.c[name] for name in day)).distinct()))
    op.create_index("ix_acled_reports_job_id", "acled_reports", ["job_id"])
    op.create_index(
        "ix_acled_reports_day", "acled_reports", ["owner", "country", "family", "event_date", "event_id_cnty"]
    )
    op.create_index("ix_acled_reports_kept", "acled_reports", ["owner", "kept"])
    op.create_index(
        "ix_merge_marks_owner_country_family_event_date", "merge_marks", ["owner", "country", "family", "event_date"]
    )


def downgrade() -> None:
    """Drops the tables. Events stay merged as they are shown; their reports still stand in `rows`."""
    op.drop_table("merge_marks")
    op.drop_table("acled_reports")
