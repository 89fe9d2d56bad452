"""Which addresses a message may go to, and connections that go nowhere else.

An address is looked up once, at the time of sending, and the connection is made to the very address that was checked: a
name that resolves to a public host when it is checked and to a private one a moment later leads nowhere. Nothing
follows a redirect or uses a proxy, and the whole exchange has one deadline.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore

from jobs.errors import BadCallback

MAX_URL: Final = 2048
_PORTS: Final = {"https": 443, "http": 80}

# What httpcore takes as options of a socket.
_SocketOptions = Iterable[Any]


def check_url(url: str, *, private: bool) -> None:
    """Returns if messages may be sent to `url`: http or https, a host, no password in it, and no private address.

    A host given as a number is judged at once; a name is judged when a message is sent. `private` allows every address.
    Raises BadCallback.
    """
    if len(url) > MAX_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise BadCallback(f"must be a URL of at most {MAX_URL} printable ASCII characters")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise BadCallback("must be a URL whose host and port are well formed") from error
    if parts.scheme not in _PORTS or not host:
        raise BadCallback("must begin with https:// or http:// and name a host")
    if parts.username is not None or parts.password is not None:
        raise BadCallback("must not carry a user name or password")
    if parts.fragment:
        raise BadCallback("must not have a fragment")
    if private:
        return
    if host.rstrip(".").endswith(("localhost", ".local", ".internal")):
        raise BadCallback("leads to a private address")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if host.rstrip(".").rsplit(".", 1)[-1].isdigit() or host.lower().startswith("0x"):
            raise BadCallback("leads to an address in a spelling that is not taken") from None
        return
    if not is_public(address):
        raise BadCallback("leads to a private address")


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether `address` is one of the internet at large: not loopback, private, link-local, multicast or reserved."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_public(inner)
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast and not address.is_reserved


_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


def resolve(host: str, port: int, *, private: bool) -> str:
    """An address of `host` that a message may go to. Raises BadCallback if one of its addresses is not allowed.

    Raises OSError if the name is not known.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not private and not all(is_public(ipaddress.ip_address(address)) for address in addresses):
        raise BadCallback("leads to a private address")
    return addresses[0]


class Deadline:
    """How much is left of a number of seconds that began when this was made."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left. Raises httpcore.TimeoutException when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.TimeoutException("the receiver took too long")
        return left


class Pinned(httpcore.NetworkBackend):
    """Connections to the checked address of a host, all of whose steps end by one deadline."""

    def __init__(self, deadline: Deadline, *, private: bool) -> None:
        self._backend = httpcore.SyncBackend()
        self._deadline = deadline
        self._private = private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: _SocketOptions | None = None,
    ) -> httpcore.NetworkStream:
        """Looks `host` up, checks its addresses and connects to one of them. Raises BadCallback."""
        try:
            address = resolve(host, port, private=self._private)
        except OSError as error:
            raise httpcore.ConnectError("the host's name is not known") from error
        stream = self._backend.connect_tcp(
            address, port, self._deadline.left(), local_address=local_address, socket_options=socket_options
        )
        return _Timed(stream, self._deadline)


class _Timed(httpcore.NetworkStream):
    """A stream whose reads and writes end by the deadline, however little comes at a time."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, self._deadline.left()), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
