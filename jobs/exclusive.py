"""One of several processes at a time, held by a lock of the database that ends with the transaction."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def alone(session: Session, key: int) -> bool:
    """Whether the caller holds the lock `key` until its transaction ends; False if another transaction has it.

    PostgreSQL has advisory locks for this; a transaction that writes to SQLite is alone by itself.
    """
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.scalars(select(func.pg_try_advisory_xact_lock(key))).one())
