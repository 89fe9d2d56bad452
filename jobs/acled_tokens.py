"""Tokens of the ACLED-style API: issued, checked and renewed. The database holds digests, never a token."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, sessionmaker

from storage.engine import now, reading, writing
from storage.models import AcledToken

REFRESH_SECONDS: Final = 14 * 86_400
_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Tokens:
    """An access token that lasts `seconds`, and the token that renews it once."""

    access: str
    refresh: str
    seconds: int


def issue(store: sessionmaker[Session], account: str, seconds: int) -> Tokens:
    """New tokens for an account. Forgets all whose time is over. Raises StorageUnavailable."""
    with writing(store) as session:
        return _issue(session, account, seconds)


def renew(store: sessionmaker[Session], refresh: str, seconds: int) -> Tokens | None:
    """New tokens in place of those that `refresh` belongs to, which end; None if it is unknown, used or too old.

    Of two renewals with one token at once, one gets tokens. Raises StorageUnavailable.
    """
    with writing(store) as session:
        account = session.scalars(
            delete(AcledToken)
            .where(AcledToken.refresh_digest == _digest(refresh), AcledToken.refresh_until > now(session))
            .returning(AcledToken.account)
        ).one_or_none()
        return None if account is None else _issue(session, account, seconds)


def renewable(store: sessionmaker[Session], refresh: str) -> str | None:
    """Whose refresh token this is; None if it is unknown, used or too old. Raises StorageUnavailable."""
    with reading(store) as session:
        query = select(AcledToken.account)
        return session.scalars(
            query.where(AcledToken.refresh_digest == _digest(refresh), AcledToken.refresh_until > now(session))
        ).one_or_none()


def account_of(store: sessionmaker[Session], access: str) -> str | None:
    """Whose token this is; None if it is unknown or too old. Raises StorageUnavailable."""
    with reading(store) as session:
        query = select(AcledToken.account)
        return session.scalars(
            query.where(AcledToken.access_digest == _digest(access), AcledToken.access_until > now(session))
        ).one_or_none()


def _issue(session: Session, account: str, seconds: int) -> Tokens:
    at = now(session)
    tokens = Tokens(secrets.token_urlsafe(_BYTES), secrets.token_urlsafe(_BYTES), seconds)
    session.execute(delete(AcledToken).where(AcledToken.refresh_until < at))
    session.execute(
        insert(AcledToken).values(
            account=account,
            access_digest=_digest(tokens.access),
            access_until=at + timedelta(seconds=seconds),
            refresh_digest=_digest(tokens.refresh),
            refresh_until=at + timedelta(seconds=REFRESH_SECONDS),
        )
    )
    return tokens


def _digest(token: str) -> str:
    """Of 256 random bits, so that a plain hash is enough."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
