"""Keys of the API: made, shown once, checked, revoked. The store holds a digest, so that reading it opens nothing."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from jobs.errors import BadKey, KeyNotFound
from storage.engine import now, reading, writing
from storage.models import ApiKey

# `admin` includes the others and sees what belongs to every owner.
SCOPES: Final = ("code", "jobs", "read", "admin")
_SECRET: Final = re.compile(r"athir_([0-9a-f]{16})_[A-Za-z0-9_-]{43}")
# The last use is told to the minute, so that a busy key does not write with every request.
_USE_STEP: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key; times are in UTC. Keys of one `owner` reach the same jobs and articles."""

    id: str
    name: str
    owner: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None

    def allows(self, scope: str) -> bool:
        """Whether the key opens what needs `scope`."""
        return scope in self.scopes or "admin" in self.scopes

    @property
    def sees(self) -> str | None:
        """The owner whose work the key reaches; None for everybody's."""
        return None if "admin" in self.scopes else self.owner


def create(
    store: sessionmaker[Session],
    *,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime | None = None,
    owner: str | None = None,
) -> tuple[Key, str]:
    """Makes a key; gives it and its secret, which cannot be told again. Without `owner` the key owns by itself.

    Raises ValueError for a scope that is none of SCOPES or for no scope, and StorageUnavailable.
    """
    if not scopes or not set(scopes) <= set(SCOPES):
        raise ValueError(f"scopes are {', '.join(SCOPES)}; got {', '.join(scopes) or 'none'}")
    key_id = secrets.token_hex(8)
    secret = f"athir_{key_id}_{secrets.token_urlsafe(32)}"
    with writing(store) as session:
        made = ApiKey(
            id=key_id,
            name=name,
            owner=owner or key_id,
            digest=_digest(secret),
            scopes=[scope for scope in SCOPES if scope in scopes],
            created_at=now(session),
            expires_at=expires_at,
            revoked_at=None,
            last_used_at=None,
        )
        session.add(made)
        session.flush()
        return _key(made), secret


def check(store: sessionmaker[Session], secret: str) -> Key:
    """The key that `secret` is of, if it opens anything now. Raises BadKey and StorageUnavailable."""
    match = _SECRET.fullmatch(secret)
    if match is None:
        raise BadKey
    with reading(store) as session:
        found = session.get(ApiKey, match[1])
        at = now(session)
    # The digest is compared for an unknown id too, so that the time taken does not tell which ids there are.
    genuine = hmac.compare_digest(_digest(secret), found.digest if found else "0" * 64)
    if found is None or not genuine:
        raise BadKey
    return _used(store, found, at)


def usable(store: sessionmaker[Session], key_id: str) -> Key:
    """The key of that id, if it opens anything now: for what was issued to it. Raises BadKey and StorageUnavailable."""
    with reading(store) as session:
        found = session.get(ApiKey, key_id)
        at = now(session)
    if found is None:
        raise BadKey
    return _used(store, found, at)


def _used(store: sessionmaker[Session], found: ApiKey, at: datetime) -> Key:
    if found.revoked_at or (found.expires_at and found.expires_at <= at):
        raise BadKey
    if found.last_used_at is None or at - found.last_used_at >= _USE_STEP:
        with writing(store) as session:
            session.execute(update(ApiKey).where(ApiKey.id == found.id).values(last_used_at=at))
    return _key(found)


def listed(store: sessionmaker[Session]) -> list[Key]:
    """All keys, the oldest first, revoked ones too. Raises StorageUnavailable."""
    with reading(store) as session:
        return [_key(key) for key in session.scalars(select(ApiKey).order_by(ApiKey.created_at, ApiKey.id))]


def revoke(store: sessionmaker[Session], key_id: str) -> Key:
    """Ends the key from now on; a key already revoked stays as it is. Raises KeyNotFound and StorageUnavailable."""
    with writing(store) as session:
        found = session.get(ApiKey, key_id)
        if found is None:
            raise KeyNotFound(key_id)
        if found.revoked_at is None:
            found.revoked_at = now(session)
        session.flush()
        return _key(found)


def any_usable(store: sessionmaker[Session]) -> bool:
    """Whether some key opens something now. Raises StorageUnavailable."""
    with reading(store) as session:
        at = now(session)
        query = select(ApiKey.expires_at).where(ApiKey.revoked_at.is_(None))
        return any(expires is None or expires > at for expires in session.scalars(query))


def _digest(secret: str) -> str:
    # A secret of 256 random bits cannot be guessed from its digest, so no slow hash is needed.
    return hashlib.sha256(secret.encode()).hexdigest()


def _key(row: ApiKey) -> Key:
    return Key(
        row.id,
        row.name,
        row.owner,
        tuple(row.scopes),
        row.created_at,
        row.expires_at,
        row.revoked_at,
        row.last_used_at,
    )
