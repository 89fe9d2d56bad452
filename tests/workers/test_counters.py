"""Counters of all workers, in a real Redis."""

from __future__ import annotations

import os
import signal

from workers import counters
from workers.broker import connect
from workers.memory import held_bytes


def test_amounts_add_up_over_clients(redis_server) -> None:
    for amount in (1, 2.5):
        with connect(redis_server.url) as client:
            counters.add(client, {"sentences": amount, "chunks:lost": 0})
    with connect(redis_server.url) as client:
        assert counters.read(client) == {"sentences": 3.5}


def test_memory_is_told_by_worker_and_forgotten(redis_server) -> None:
    with connect(redis_server.url) as client:
        counters.tell_memory(client, "a@x", 10)
        counters.tell_memory(client, "b@x", 20)
        counters.tell_memory(client, "a@x", 11)
        assert counters.memory(client) == {"a@x": 11, "b@x": 20}
        counters.forget_memory(client, ["a@x"])
        counters.forget_memory(client, [])
        assert counters.memory(client) == {"b@x": 20}


def test_this_process_holds_memory_and_its_child_adds_to_it() -> None:
    alone = held_bytes()
    assert alone > 10_000_000
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:  # a child that holds 64 MB of its own until it is let go
        held = bytearray(b"x") * 64_000_000
        os.write(write, held[:1])
        signal.pause()
    try:
        os.read(read, 1)
        assert held_bytes() > alone + 50_000_000
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
        os.close(read)
        os.close(write)
    assert held_bytes() < alone + 30_000_000
    assert held_bytes(2**22 - 1) == 0
