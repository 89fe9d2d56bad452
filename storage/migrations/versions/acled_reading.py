"""What the ACLED-style API reads: each row once with the columns to filter by, tombstones, and tokens."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.acled_codes import INTER_NUMBERS, REGION_NUMBERS, interaction_number
from storage.types import SafeText

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ID = SafeText(500)
PAGE = 1000
WHOLE = ("year", "time_precision", "iso", "geo_precision", "fatalities", "timestamp")
NUMBERS = ("inter1_number", "inter2_number", "interaction_number", "region_number")
LONG = ("event_id_cnty", "actor1", "actor2", "admin1", "location")
FREE = ("assoc_actor_1", "assoc_actor_2", "admin2", "admin3", "source", "notes", "tags")
ORDER = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 "
    "inter1_number actor2 assoc_actor_2 inter2 inter2_number interaction interaction_number civilian_targeting iso region "
    "region_number country admin1 admin2 admin3 location latitude longitude geo_precision source source_scale notes "
    "fatalities tags timestamp"
).split()
SCAN = (
    "event_date year event_type sub_event_type disorder_type civilian_targeting region_number inter1_number "
    "inter2_number interaction_number fatalities time_precision geo_precision timestamp latitude longitude"
).split()


def upgrade() -> None:
    """Creates the tables and fills acled_rows from the rows that are there; of an owner's event id the newest stays."""
    rows = op.create_table(
        "acled_rows",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("job_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        *(_column(name) for name in ORDER),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_acled_rows_job_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_acled_rows"),
        sa.UniqueConstraint("owner", "event_id_cnty", name="uq_acled_rows_owner_event_id_cnty"),
    )
    bodies = op.create_table(
        "acled_bodies",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["acled_rows.id"], name="fk_acled_bodies_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_acled_bodies"),
    )
    op.create_table(
        "deleted_rows",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("event_id_cnty", sa.Text(), nullable=False),
        sa.Column("deleted_timestamp", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deleted_rows"),
        sa.UniqueConstraint("owner", "event_id_cnty", name="uq_deleted_rows_owner_event_id_cnty"),
    )
    op.create_index("ix_deleted_rows_event_id_cnty_id", "deleted_rows", ["event_id_cnty", "id"])
    op.create_index("ix_deleted_rows_deleted_timestamp", "deleted_rows", ["deleted_timestamp"])
    op.create_table(
        "acled_tokens",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("access_digest", sa.String(length=64), nullable=False),
        sa.Column("access_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refresh_digest", sa.String(length=64), nullable=False),
        sa.Column("refresh_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_acled_tokens"),
        sa.UniqueConstraint("access_digest", name="uq_acled_tokens_access_digest"),
        sa.UniqueConstraint("refresh_digest", name="uq_acled_tokens_refresh_digest"),
    )
    op.create_index("ix_acled_tokens_refresh_until", "acled_tokens", ["refresh_until"])
    _fill(op.get_bind(), rows, bodies)
    op.create_index("ix_acled_rows_job_id", "acled_rows", ["job_id"])
    op.create_index("ix_acled_rows_event_id_cnty_id", "acled_rows", ["event_id_cnty", "id"])
    op.create_index("ix_acled_rows_owner_timestamp", "acled_rows", ["owner", "timestamp"])
    op.create_index("ix_acled_rows_country", "acled_rows", ["owner", "country", "event_date", "event_type"])
    for name in ("iso", "actor1", "actor2", "admin1", "location"):
        op.create_index(f"ix_acled_rows_{name}", "acled_rows", ["owner", name, "event_date"])
    op.create_index("ix_acled_rows_scan", "acled_rows", ["owner", *SCAN])


def downgrade() -> None:
    """Drops the tables; the rows themselves stand elsewhere."""
    for table in ("acled_tokens", "deleted_rows", "acled_bodies", "acled_rows"):
        op.drop_table(table)


def _column(name: str) -> sa.Column[Any]:
    if name in ("latitude", "longitude"):
        return sa.Column(name, sa.Float(53), nullable=False)
    if name in WHOLE or name in NUMBERS:
        return sa.Column(name, sa.BigInteger(), nullable=name in NUMBERS)
    return sa.Column(name, SafeText(500 if name in LONG else None if name in FREE else 100), nullable=False)


def _fill(connection: sa.Connection, target: sa.Table, bodies: sa.Table) -> None:
    """Copies the rows in the order of their jobs, a page at a time; an owner's later one of an event id replaces an earlier."""
    source = sa.table("rows", *(sa.column(name) for name in ("job_id", "position", "ordinal", "payload")))
    jobs = sa.table("jobs", sa.column("id"), sa.column("owner"))
    owner = sa.func.coalesce(jobs.c.owner, "").label("owner")
    owned = sa.select(source, owner).join(jobs, jobs.c.id == source.c.job_id)
    key = sa.tuple_(source.c.job_id, source.c.position, source.c.ordinal)
    after: tuple[str, int, int] = ("", -1, -1)
    while True:
        page = connection.execute(owned.where(key > sa.tuple_(*after)).order_by(*key.clauses).limit(PAGE)).all()
        if not page:
            return
        after = (page[-1].job_id, page[-1].position, page[-1].ordinal)
        found = {}
        for line in page:
            row = json.loads(line.payload)
            body = {name: row[name] for name in ORDER if name not in NUMBERS}
            body_id = ID.process_bind_param(row["event_id_cnty"], connection.dialect)
            values = {"job_id": line.job_id, "position": line.position, "owner": line.owner, **_values(body)}
            found[line.owner, body_id] = (values, json.dumps(body, separators=(",", ":")))
        there = sa.tuple_(target.c.owner, target.c.event_id_cnty).in_(list(found))
        connection.execute(sa.delete(target).where(there))
        connection.execute(sa.insert(target), [values for values, _ in found.values()])
        made = connection.execute(sa.select(target.c.id, target.c.owner, target.c.event_id_cnty).where(there))
        connection.execute(
            sa.insert(bodies), [{"id": number, "body": found[owner, name][1]} for number, owner, name in made]
        )


def _values(row: dict[str, Any]) -> dict[str, Any]:
    inters = INTER_NUMBERS.get(row["inter1"]), INTER_NUMBERS.get(row["inter2"])
    return {
        **row,
        "inter1_number": inters[0],
        "inter2_number": inters[1],
        "interaction_number": None if None in inters else interaction_number(*inters),  # type: ignore[arg-type]
        "region_number": REGION_NUMBERS.get(row["region"]),
    }
