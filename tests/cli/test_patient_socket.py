"""When a client has kept a thread waiting too long."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from cli import patient_socket
from cli.patient_socket import PatientSocket, Slots


@pytest.fixture
def pairs() -> Iterator[list[tuple[socket.socket, socket.socket]]]:
    made = [socket.socketpair() for _ in range(2)]
    yield made
    for pair in made:
        for end in pair:
            end.close()


Pairs = list[tuple[socket.socket, socket.socket]]


def test_a_client_that_sends_nothing_more_is_broken_off(pairs: Pairs) -> None:
    (here, there), _ = pairs
    with PatientSocket(here, 0.2, Slots(1)) as patient:
        there.send(b"begun")
        assert patient.recv(100) == b"begun"
        with pytest.raises(ConnectionResetError, match="too slow"):
            patient.recv(100)
        patient.begin()
        there.send(b"another")
        assert patient.recv(100) == b"another"


def test_what_moves_pays_for_waiting(pairs: Pairs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient_socket, "BYTES_PER_SECOND", 10)
    monkeypatch.setattr(patient_socket, "_STEP_SECONDS", 0.05)
    (here, there), _ = pairs
    with PatientSocket(here, 0.8, Slots(1)) as patient:
        for number in range(3):  # each time more than half of what it may wait in all
            later = threading.Timer(0.5, there.send, [b"x" * (10 - 9 * (number // 2))])
            later.start()
            assert patient.recv(100)
            later.join()
        with pytest.raises(ConnectionResetError, match="too slow"):
            patient.recv(100)


def test_a_client_that_takes_nothing_is_broken_off(pairs: Pairs) -> None:
    (here, _), _ = pairs
    with PatientSocket(here, 0.2, Slots(1)) as patient, pytest.raises(ConnectionResetError, match="too slow"):
        patient.sendall(b"x" * 10_000_000)


def test_a_long_answer_arrives_whole(pairs: Pairs) -> None:
    (here, there), _ = pairs
    got = bytearray()

    def take() -> None:
        while data := there.recv(65_536):
            got.extend(data)

    taking = threading.Thread(target=take)
    taking.start()
    sent = bytes(range(256)) * 40_000
    with PatientSocket(here, 20, Slots(1)) as patient:
        patient.sendall(sent)
    taking.join()
    assert got == sent


def test_only_so_many_threads_wait_for_clients_that_take_slowly(pairs: Pairs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient_socket, "_SLOW_SECONDS", 0.1)
    slots = Slots(1)
    with PatientSocket(pairs[0][0], 20, slots) as first, PatientSocket(pairs[1][0], 20, slots) as second:
        begun = time.monotonic()
        broken: list[float] = []

        def send() -> None:
            with pytest.raises(OSError):  # its client goes away at last
                first.sendall(b"x" * 10_000_000)
            first.end()
            broken.append(time.monotonic() - begun)

        sending = threading.Thread(target=send)
        sending.start()
        time.sleep(0.5)
        with pytest.raises(ConnectionResetError, match="too many"):
            second.sendall(b"x" * 10_000_000)
        assert not broken
        pairs[0][1].close()
        sending.join()
        assert slots.take()
