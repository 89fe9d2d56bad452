"""When a request may have a thread, and when a client has kept one waiting too long."""

from __future__ import annotations

import socket
import threading

import pytest

from cli import patient_worker
from cli.patient_worker import ENOUGH, PatientUnreader, Slots, complete


@pytest.mark.parametrize(
    ("seen", "whole"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n1234", False),
        (b"POST / HTTP/1.1\r\ncontent-length:5\r\n\r\n12345", True),
        (b"POST / HTTP/1.1\r\nX-Content-Length: 0\r\nContent-Length: 5\r\n\r\n1234", False),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", False),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 9000000\r\nExpect: 100-continue\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 9000000\r\n\r\n" + b"x" * ENOUGH, True),
        (b"x" * ENOUGH, True),
    ],
)
def test_a_request_is_complete(seen: bytes, whole: bool) -> None:
    assert complete(seen) is whole


def test_a_client_that_sends_nothing_more_is_broken_off() -> None:
    here, there = socket.socketpair()
    with here, there:
        reader = PatientUnreader(here, 0.2, Slots(1))
        there.send(b"begun")
        assert reader.chunk() == b"begun"
        with pytest.raises(ConnectionResetError, match="too slowly"):
            reader.chunk()


def test_only_so_many_threads_wait_for_slow_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient_worker, "_SLOW_SECONDS", 0.1)
    monkeypatch.setattr(patient_worker, "_STEP_SECONDS", 0.2)
    slots = Slots(1)
    one, one_client = socket.socketpair()
    two, two_client = socket.socketpair()
    with one, one_client, two, two_client:
        first, second = PatientUnreader(one, 20, slots), PatientUnreader(two, 20, slots)
        later = threading.Timer(1.0, one_client.send, [b"late"])
        reading = threading.Thread(target=lambda: got.append(first.chunk()))
        got: list[bytes] = []
        reading.start()
        later.start()
        later.join(0.5)
        with pytest.raises(ConnectionResetError, match="too many"):
            second.chunk()
        reading.join()
        assert got == [b"late"]
        first.end()
        two_client.send(b"now")
        second.begin()
        assert second.chunk() == b"now"
        assert slots.take()
