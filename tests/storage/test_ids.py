from __future__ import annotations

import threading
import time
import uuid

import time_machine

from storage.ids import uuid7


def test_an_id_is_a_uuid_of_version_7_and_the_rfc_variant():
    made = uuid.UUID(uuid7())
    assert made.version == 7
    assert made.variant == uuid.RFC_4122


def test_an_id_begins_with_the_millisecond_it_was_made_in():
    before = time.time_ns() // 1_000_000
    made = uuid.UUID(uuid7()).int >> 80
    assert before <= made <= time.time_ns() // 1_000_000 + 1


def test_ids_rise_also_within_one_instant_and_when_the_clock_goes_back():
    ids = [uuid7()]
    with time_machine.travel("2020-01-01T00:00:00Z", tick=False):
        ids += [uuid7() for _ in range(5000)]
    ids.append(uuid7())
    assert ids == sorted(set(ids))


def test_ids_of_threads_never_meet():
    made: list[list[str]] = [[] for _ in range(4)]

    def make(into: list[str]) -> None:
        into.extend(uuid7() for _ in range(3000))

    threads = [threading.Thread(target=make, args=(into,)) for into in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one for ids in made for one in ids}) == 12_000
    assert all(ids == sorted(ids) for ids in made)
