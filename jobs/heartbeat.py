"""Keeps a lease alive from a thread of its own while the work goes on, and notices when it was lost."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Final

import structlog
from sqlalchemy.orm import Session, sessionmaker

from jobs import lease
from jobs.lease import ClaimedChunk
from storage.errors import StorageUnavailable

# Two renewals may fail before the lease runs out.
_PER_LEASE: Final = 3


class Heartbeat:
    """Renews the lease of `claimed` from entering to leaving the block."""

    def __init__(self, store: sessionmaker[Session], claimed: ClaimedChunk, lease_seconds: float) -> None:
        self._store = store
        self._claimed = claimed
        self._lease_seconds = lease_seconds
        self._over = threading.Event()
        self._lost = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="athir-heartbeat", daemon=True)

    @property
    def lost(self) -> bool:
        """Whether the lease is known to be someone else's: what is still being done is in vain."""
        return self._lost.is_set()

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, frames: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(self._lease_seconds / _PER_LEASE):
            try:
                if not lease.renew(self._store, self._claimed, lease_seconds=self._lease_seconds):
                    self._lost.set()
                    return
            except StorageUnavailable as error:
                # The next beat tries again. If none gets through, the lease runs out, and the token decides.
                structlog.get_logger("athir.jobs").warning("lease not renewed", error=str(error))
