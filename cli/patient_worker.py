"""gunicorn's threaded worker, kept from clients that send slowly: a thread is given to a request that has come, not to one that may.

A connection waits with the selector until a request's head and a short body lie in the kernel's buffer. What is longer is read
by a thread, which waits for the client only so long; and only half of the threads may be with slow clients at a time.
"""

from __future__ import annotations

import errno
import re
import resource
import select
import selectors
import socket
import threading
import time
from contextlib import suppress
from functools import partial
from typing import Any, Final

from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import ThreadWorker

from cli.refusals import Refusing

ENOUGH: Final = 16 * 1024  # bytes of a request after which a thread reads the rest
CONNECTIONS: Final = 4096
BYTES_PER_SECOND: Final = 16 * 1024  # a long body that comes as fast as this may take as long as it takes
_SLOW_SECONDS: Final = 1.0
_STEP_SECONDS: Final = 0.5
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,19})[ \t]*\r\n")
_TIMEOUT: Final = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


def connections() -> int:
    """How many connections a process may hold: raises its limit of open files as far as it may be raised."""
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + 512
    if least != resource.RLIM_INFINITY and least < wanted:
        least = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (least, most))
    return CONNECTIONS if least == resource.RLIM_INFINITY else max(64, min(CONNECTIONS, least - 512))


def complete(seen: bytes) -> bool:
    """Whether `seen`, the first bytes of a connection, is a request that a thread need not wait for, or enough of one."""
    end = seen.find(b"\r\n\r\n")
    if end < 0 or len(seen) >= ENOUGH:
        return len(seen) >= ENOUGH
    head = seen[: end + 2].lower()
    if b"\r\nexpect:" in head:
        return True  # its body comes when it is asked for
    if b"\r\ntransfer-encoding:" in head:
        return b"\r\n0\r\n\r\n" in seen[end + 2 :]
    length = _LENGTH.search(head)
    return length is None or len(seen) - end - 4 >= int(length.group(1))


class Slots:
    """How many threads may wait for slow clients at a time."""

    def __init__(self, most: int) -> None:
        self._free = threading.BoundedSemaphore(most)

    def take(self) -> bool:
        """Whether there was one more."""
        return self._free.acquire(blocking=False)

    def give(self) -> None:
        """Gives one back."""
        self._free.release()


class PatientUnreader(SocketUnreader):  # type: ignore[misc]  # gunicorn is untyped
    """Reads a connection, and breaks it off where its client keeps a thread waiting too long.

    Only waiting counts, not what the application does between two pieces.
    """

    def __init__(self, sock: socket.socket, seconds: float, slots: Slots) -> None:
        super().__init__(sock)
        self._seconds, self._slots = seconds, slots
        self._waited = 0.0
        self._received = 0
        self._slow = False

    def begin(self) -> None:
        """Starts to count for another request."""
        self._waited, self._received = 0.0, 0

    def end(self) -> None:
        """The thread is done with the connection, for now."""
        if self._slow:
            self._slow = False
            self._slots.give()

    def chunk(self, size_hint: int | None = None) -> bytes:
        """The next bytes. Raises ConnectionResetError where the client is too slow."""
        if self.sock.gettimeout() is not None:  # gunicorn throws the rest of a body away, in a time of its own
            return super().chunk(size_hint)  # type: ignore[no-any-return]
        waiting = select.poll()
        waiting.register(self.sock, select.POLLIN)
        while True:
            begun = time.monotonic()
            ready = waiting.poll(_STEP_SECONDS * 1000)
            self._waited += time.monotonic() - begun
            if ready:
                break
            self._check()
        self._check()
        data: bytes = super().chunk(size_hint)
        self._received += len(data)
        return data

    def _check(self) -> None:
        if self._waited > self._seconds + self._received / BYTES_PER_SECOND:
            raise ConnectionResetError(errno.ECONNRESET, "the request came too slowly")
        if self._slow or self._waited < _SLOW_SECONDS + self._received / BYTES_PER_SECOND:
            return
        if not self._slots.take():
            raise ConnectionResetError(errno.ECONNRESET, "too many requests come slowly")
        self._slow = True


class PatientWorker(Refusing, ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped
    """A threaded worker whose threads slow and idle clients cannot use up."""

    body_seconds: float = 30.0  # set by cli.http_server before the worker is made

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Connections without a whole request, the oldest first: until when each may wait, and how much of it has come.
        self._held: dict[Any, tuple[float, int]] = {}
        self._slots = Slots(max(1, self.cfg.threads // 2))

    def enqueue_req(self, conn: Any) -> None:
        """Gives the connection to a thread once its request has come."""
        if conn.initialized and conn.parser.unreader.buf.getvalue():
            super().enqueue_req(conn)
            return
        conn.sock.setblocking(False)
        self._look(conn)

    def handle(self, conn: Any) -> Any:
        """Serves one request of the connection in a thread."""
        if not conn.initialized:
            conn.sock.setblocking(True)
            conn.init()
            conn.parser.unreader = PatientUnreader(conn.sock, self.body_seconds, self._slots)
        unreader = conn.parser.unreader
        unreader.begin()
        try:
            return super().handle(conn)
        finally:
            unreader.end()

    def murder_pending(self) -> None:
        """Closes connections whose request does not come, and the oldest of them where there is no room for others."""
        super().murder_pending()
        now = time.monotonic()
        for conn, (until, seen) in list(self._held.items()):
            full = self.nr_conns >= self.worker_connections
            if not full and until > now:
                continue
            self._release(conn)
            if seen:
                with suppress(OSError):
                    conn.sock.send(_TIMEOUT)
            self._drop(conn)

    def _cap_keepalive(self, deadline: float) -> None:
        super()._cap_keepalive(deadline)
        self._held = {conn: (min(until, deadline), seen) for conn, (until, seen) in self._held.items()}

    def _look(self, conn: Any, _sock: Any = None) -> None:
        until, before = self._held.get(conn, (time.monotonic() + self.body_seconds, -1))
        try:
            seen = conn.sock.recv(ENOUGH, socket.MSG_PEEK)
        except BlockingIOError:
            seen = None
        except OSError:
            self._release(conn)
            self._drop(conn)
            return
        if seen == b"":
            self._release(conn)
            self._drop(conn)
            return
        size = len(seen or b"")
        # Awake without more bytes: the client has closed its side, and what has come is all.
        if (seen and complete(seen)) or size == before > 0:
            self._release(conn)
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
            conn.data_ready = True
            super().enqueue_req(conn)
            return
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, size + 1)  # sleeps until more has come
        if conn not in self._held:
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._look, conn))
        self._held[conn] = (until, size)

    def _release(self, conn: Any) -> None:
        if self._held.pop(conn, None) is not None:
            self.poller.unregister(conn.sock)

    def _drop(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()
