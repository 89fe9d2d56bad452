"""Indexes of acled_rows that hold what filters ask for, so that SQLite answers them in one walk without whole rows."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WIDE = (
    "actor1 actor2 country iso location admin1 source tags assoc_actor_1 assoc_actor_2 admin2 admin3 source_scale "
    "event_id_cnty inter2_number fatalities event_type sub_event_type year inter1_number interaction_number region_number "
    "civilian_targeting disorder_type time_precision geo_precision timestamp latitude longitude"
).split()
INDEXES = {"ix_acled_rows_wide": WIDE, "ix_acled_rows_notes": ["notes"]}


def upgrade() -> None:
    """Only SQLite gets them: PostgreSQL takes no index entries as long as a text can be, and reads whole rows in parallel."""
    if op.get_bind().dialect.name == "sqlite":
        for name, columns in INDEXES.items():
            op.create_index(name, "acled_rows", ["owner", "event_date", *columns])


def downgrade() -> None:
    """Drops them."""
    if op.get_bind().dialect.name == "sqlite":
        for name in INDEXES:
            op.drop_index(name, "acled_rows")
