"""Fixtures of the storage's tests: every database test runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from tests.services import _migrated, database_url, own_database_url, postgres, store

__all__ = ["_migrated", "database_url", "own_database_url", "postgres", "store"]
