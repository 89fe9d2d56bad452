"""What Alembic runs around the migrations: they use the connection, and the transaction, of storage.migrate."""

from __future__ import annotations

from alembic import context

from storage.migrate import belongs
from storage.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    include_object=lambda item, *_: belongs(item, connection.dialect.name),
    target_metadata=Base.metadata,
    # SQLite rolls back table definitions too, which Alembic does not expect of it.
    transactional_ddl=True,
    # SQLite cannot alter most things of a table in place; migrations copy it instead.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
