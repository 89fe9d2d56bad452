"""A connection that is broken off where its client keeps a thread waiting too long, with a request or for an answer."""

from __future__ import annotations

import errno
import select
import socket
import threading
import time
from contextlib import suppress
from typing import Any, Final

BYTES_PER_SECOND: Final = 16 * 1024  # what moves as fast as this may take as long as it takes
_SLOW_SECONDS: Final = 0.5
_STEP_SECONDS: Final = 0.125


class Slots:
    """How many threads may be with slow clients at a time."""

    def __init__(self, most: int) -> None:
        self._free = threading.BoundedSemaphore(most)

    def take(self) -> bool:
        """Whether there was one more."""
        return self._free.acquire(blocking=False)

    def give(self) -> None:
        """Gives one back."""
        self._free.release()


class PatientSocket(socket.socket):
    """Waits for its client only so long, and with few others that are as slow.

    Only waiting counts, not what the application does meanwhile. Takes over the socket it is made of.
    """

    def __init__(self, taken: socket.socket, seconds: float, slots: Slots) -> None:
        super().__init__(taken.family, taken.type, taken.proto, taken.detach())
        self._seconds, self._slots = seconds, slots
        self._waited = 0.0
        self._slow = False

    def begin(self) -> None:
        """Starts to count for another request."""
        self._waited = 0.0

    def end(self) -> None:
        """The thread is done with the connection, for now."""
        if self._slow:
            self._slow = False
            self._slots.give()

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """The next bytes. Raises ConnectionResetError where the client is too slow."""
        # With a time limit gunicorn throws the rest of a body away, and a peek does not wait.
        if self.gettimeout() is None:
            self._wait(select.POLLIN)
        data = super().recv(size, flags)
        self._pay(len(data))
        return data

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        """Sends all of `data`. Raises ConnectionResetError where the client takes it too slowly."""
        left = memoryview(data)
        while left:
            self._wait(select.POLLOUT, limited=True)
            with suppress(BlockingIOError):
                sent = self.send(left, flags | socket.MSG_DONTWAIT)
                self._pay(sent)
                left = left[sent:]

    def _wait(self, event: int, *, limited: bool = False) -> None:
        waiting = select.poll()
        waiting.register(self, event)
        ready = False
        while not ready:
            begun = time.monotonic()
            ready = bool(waiting.poll(_STEP_SECONDS * 1000))
            self._waited += time.monotonic() - begun
            if self._waited > self._seconds:
                raise ConnectionResetError(errno.ECONNRESET, "the client is too slow")
            if limited and not self._slow and self._waited > _SLOW_SECONDS:
                if not self._slots.take():
                    raise ConnectionResetError(errno.ECONNRESET, "too many clients are slow")
                self._slow = True

    def _pay(self, moved: int) -> None:
        # Pays for waiting that was, not for waiting to come: what the kernel has room for moves at once.
        self._waited = max(0.0, self._waited - moved / BYTES_PER_SECOND)
        if self._waited <= _SLOW_SECONDS:
            self.end()
