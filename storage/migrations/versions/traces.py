"""Which trace a job belongs to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column."""
    op.add_column("jobs", sa.Column("trace", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Drops the column."""
    op.drop_column("jobs", "trace")
