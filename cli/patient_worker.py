"""gunicorn's threaded worker, kept from clients that send slowly: a thread is given to a request that has come, not to one that may.

A connection waits with the selector until a request's head and a short body lie in the kernel's buffer. What is longer is read
by a thread, of which half may do so at a time; and a thread waits for its client only so long, when it reads and when it answers.
"""

from __future__ import annotations

import re
import resource
import selectors
import socket
import time
from contextlib import suppress
from functools import partial
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker

from cli.patient_socket import PatientSocket, Slots
from cli.refusals import Refusing

ENOUGH: Final = 16 * 1024  # bytes of a request after which a thread reads the rest
CONNECTIONS: Final = 4096
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,19})[ \t]*\r\n")
_LINGER_SECONDS: Final = 2.0  # how long a client may take to close its side once we have closed ours
_LINGER_BYTES: Final = 64 * 1024
_LAST_CHUNK = re.compile(rb"\r\n0+[ \t]*(?:;[^\r\n]*)?\r\n(?:[^\r\n]+\r\n)*\r\n")
_TIMEOUT: Final = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_BUSY: Final = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n"


def connections() -> int:
    """How many connections a process may hold: raises its limit of open files as far as it may be raised."""
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + 512
    if least != resource.RLIM_INFINITY and least < wanted:
        least = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (least, most))
    return CONNECTIONS if least == resource.RLIM_INFINITY else max(64, min(CONNECTIONS, least - 512))


def complete(seen: bytes) -> bool:
    """Whether `seen`, the first bytes of a connection, holds a whole request, for whose rest a thread need not wait."""
    end = seen.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = seen[: end + 2].lower()
    if b"\r\ntransfer-encoding:" in head:
        return _LAST_CHUNK.search(seen, end + 2) is not None
    length = _LENGTH.search(head)
    return length is None or len(seen) - end - 4 >= int(length.group(1))


def expects(seen: bytes) -> bool:
    """Whether `seen` is the head of a request whose body comes only when it is asked for."""
    end = seen.find(b"\r\n\r\n")
    return end >= 0 and b"\r\nexpect:" in seen[: end + 2].lower()


class PatientWorker(Refusing, ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped
    """A threaded worker whose threads slow and idle clients cannot use up."""

    body_seconds: float = 30.0  # set by cli.http_server before the worker is made

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Connections without a whole request, the oldest first: until when each may wait, and how much of it has come.
        self._held: dict[Any, tuple[float, int]] = {}
        # Connections that we have closed and their clients not yet: until when each may stay, and how much it may still send.
        self._closing: dict[Any, tuple[float, int]] = {}
        # Connections whose requests threads have to read, and those that wait for such a thread: until when.
        self._reading: set[Any] = set()
        self._queued: dict[Any, float] = {}
        self._readers = max(1, self.cfg.threads // 2)
        self._slots = Slots(max(1, self.cfg.threads // 4))

    def load_wsgi(self) -> None:
        """Loads the application."""
        super().load_wsgi()
        self.wsgi: Any = partial(_closing_refusals, self.wsgi)

    def enqueue_req(self, conn: Any) -> None:
        """Gives the connection to a thread once its request has come."""
        if not isinstance(conn.sock, PatientSocket):
            conn.sock = PatientSocket(conn.sock, self.body_seconds, self._slots)
        begun = conn.parser.unreader.buf.getvalue() if conn.initialized else b""
        if begun:  # the next request came with the one before
            self._serve(conn, whole=complete(begun))
            return
        conn.sock.setblocking(False)
        self._look(conn)

    def handle(self, conn: Any) -> Any:
        """Serves one request of the connection in a thread."""
        conn.sock.begin()
        try:
            return super().handle(conn)
        finally:
            conn.sock.end()

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Keeps the connection for another request or closes it, for which gunicorn's way has all others wait for this client."""
        self._reading.discard(conn)
        while self._queued and len(self._reading) < self._readers:
            waiting = next(iter(self._queued))
            del self._queued[waiting]
            self._serve(waiting, whole=False)
        if not fs.cancelled() and not fs.exception() and fs.result():
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._linger, conn))
        except OSError:
            self._drop(conn)
            return
        # What it has sent unasked is read until then: closing at once would reset the connection and lose the answer.
        self._closing[conn] = (time.monotonic() + _LINGER_SECONDS, _LINGER_BYTES)

    def murder_pending(self) -> None:
        """Closes connections whose request does not come, and the oldest of them where there is no room for others."""
        super().murder_pending()
        now = time.monotonic()
        for conn in [conn for conn, (until, _) in self._closing.items() if until <= now]:
            self._let_go(conn)
        for conn in [conn for conn, until in self._queued.items() if until <= now]:
            del self._queued[conn]
            self._refuse(conn, _BUSY)
        for conn, (until, seen) in list(self._held.items()):
            full = self.nr_conns >= self.worker_connections
            if not full and until > now:
                continue
            self._release(conn)
            self._refuse(conn, (_TIMEOUT if self.alive else _BUSY) if seen else b"")

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
        whole = complete(seen or b"") or size == before > 0
        if whole or size >= ENOUGH or expects(seen or b""):
            self._release(conn)
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
            self._serve(conn, whole=whole)
            return
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, size + 1)  # sleeps until more has come
        if conn not in self._held:
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._look, conn))
        self._held[conn] = (until, size)

    def _serve(self, conn: Any, *, whole: bool) -> None:
        if not whole and len(self._reading) >= self._readers:
            self._queued[conn] = time.monotonic() + self.body_seconds
            return
        if not whole:
            self._reading.add(conn)
        conn.data_ready = True
        super().enqueue_req(conn)

    def _refuse(self, conn: Any, answer: bytes) -> None:
        if answer:
            with suppress(OSError):
                conn.sock.send(answer, socket.MSG_DONTWAIT)
        self._drop(conn)

    def _linger(self, conn: Any, _sock: Any = None) -> None:
        until, left = self._closing[conn]
        try:
            got = conn.sock.recv(ENOUGH)
        except BlockingIOError:
            return
        except OSError:
            got = b""
        if got and len(got) < left:
            self._closing[conn] = (until, left - len(got))
        else:
            self._let_go(conn)

    def _let_go(self, conn: Any) -> None:
        del self._closing[conn]
        self.poller.unregister(conn.sock)
        self._drop(conn)

    def _release(self, conn: Any) -> None:
        if self._held.pop(conn, None) is not None:
            self.poller.unregister(conn.sock)

    def _drop(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()


def _closing_refusals(application: Any, environ: dict[str, Any], start_response: Any) -> Any:
    """Calls the application; where it refuses a request whose body is long, the answer says that the connection ends."""

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        long = "HTTP_TRANSFER_ENCODING" in environ or int(environ.get("CONTENT_LENGTH") or 0) >= ENOUGH
        if long and status >= "4":
            start_response.__self__.force_close()
        return start_response(status, headers, exc_info)

    return application(environ, start)
