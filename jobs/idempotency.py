"""A caller's name for a submission, so that sending it again, for want of an answer, does not do the work again."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Final

import structlog
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from jobs.errors import KeyInFlight, KeyReused
from storage.engine import now, writing
from storage.errors import StorageUnavailable
from storage.ids import uuid7
from storage.models import IdempotencyKey

# How long a key is held for a body that nobody reads any more: its process was killed.
HOLD_SECONDS: Final = 30.0
_PER_HOLD: Final = 3


@dataclass(frozen=True, slots=True)
class Earlier:
    """A submission that was stored under the key before: its job and the hash of what was sent."""

    job_id: str
    body_hash: str

    def check(self, body_hash: str) -> str:
        """The job's id. Raises KeyReused if `body_hash` is another's."""
        if body_hash != self.body_hash:
            raise KeyReused
        return self.job_id


class Held:
    """A key that this process holds while it reads a body. Use as a context manager: unless kept, it is free after.

    The hold is renewed by a thread, so that a slow body does not lose it.
    """

    def __init__(self, store: sessionmaker[Session], owner: str, key: str, holder: str) -> None:
        self._store = store
        self._mine = (IdempotencyKey.owner == owner, IdempotencyKey.key == key, IdempotencyKey.holder == holder)
        self._kept = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._renew, name="athir-idempotency", daemon=True)

    def keep(self, session: Session, job_id: str, body_hash: str, hours: float) -> None:
        """Notes the job in the caller's transaction, for so many hours. Raises KeyInFlight if the hold was lost."""
        until = now(session) + timedelta(hours=hours)
        kept = update(IdempotencyKey).where(*self._mine, IdempotencyKey.job_id.is_(None))
        changed = session.connection().execute(kept.values(job_id=job_id, body_hash=body_hash, expires_at=until))
        if changed.rowcount != 1:
            raise KeyInFlight
        self._kept = True

    def __enter__(self) -> Held:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, frames: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        if kind is not None or not self._kept:
            try:
                with writing(self._store) as session:
                    session.execute(delete(IdempotencyKey).where(*self._mine, IdempotencyKey.job_id.is_(None)))
            except StorageUnavailable as failure:
                structlog.get_logger("athir.jobs").warning("key not freed; it expires", error=str(failure))

    def _renew(self) -> None:
        while not self._over.wait(HOLD_SECONDS / _PER_HOLD):
            try:
                with writing(self._store) as session:
                    until = now(session) + timedelta(seconds=HOLD_SECONDS)
                    mine = update(IdempotencyKey).where(*self._mine, IdempotencyKey.job_id.is_(None))
                    session.execute(mine.values(expires_at=until))
            except StorageUnavailable as error:
                structlog.get_logger("athir.jobs").warning("key not renewed", error=str(error))


def begin(store: sessionmaker[Session], owner: str | None, key: str) -> Held | Earlier:
    """Takes the key for a submission that begins, or gives the one that it names already.

    Raises KeyInFlight while another request holds the key, and StorageUnavailable.
    """
    holder, named = uuid7(), owner or ""
    try:
        with writing(store) as session:
            at = now(session)
            purge(session, at)
            found = session.execute(
                select(IdempotencyKey.job_id, IdempotencyKey.body_hash).where(
                    IdempotencyKey.owner == named, IdempotencyKey.key == key
                )
            ).one_or_none()
            if found is not None:
                if found.job_id is None or found.body_hash is None:
                    raise KeyInFlight
                return Earlier(found.job_id, found.body_hash)
            values = {"owner": named, "key": key, "holder": holder, "expires_at": at + timedelta(seconds=HOLD_SECONDS)}
            session.connection().execute(insert(IdempotencyKey), values)
    except IntegrityError as error:  # another process was faster by the blink of an eye
        raise KeyInFlight from error
    return Held(store, named, key, holder)


def purge(session: Session, at: datetime) -> int:
    """Deletes keys that have expired, in the caller's transaction; gives how many."""
    return session.connection().execute(delete(IdempotencyKey).where(IdempotencyKey.expires_at < at)).rowcount


def forget(store: sessionmaker[Session]) -> int:
    """Deletes keys that have expired; gives how many. Raises StorageUnavailable."""
    with writing(store) as session:
        return purge(session, now(session))
