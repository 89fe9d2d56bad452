"""Fixtures of the jobs' tests: stores on both databases, with the databases' clock or with one that the test moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from storage.engine import session_factory
from tests.services import _migrated, database_url, own_database_url, postgres, store

__all__ = ["_migrated", "database_url", "own_database_url", "postgres", "store"]


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    time: datetime = datetime(2024, 3, 1, 12, tzinfo=UTC)

    def __call__(self, session: Session) -> datetime:
        return self.time

    def forward(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(store: Any, clock: Clock) -> sessionmaker[Session]:
    """Sessions on a fresh database whose time is the test's clock."""
    return session_factory(store.kw["bind"], clock)
