from __future__ import annotations

import time

from structlog.testing import capture_logs

from jobs import lease
from jobs.heartbeat import Heartbeat
from storage.errors import StorageUnavailable
from tests.jobs.support import LEASE, article, start


def test_a_renewal_that_cannot_reach_the_database_is_tried_again(store, monkeypatch):
    claimed = lease.claim(store, start(store, [article(0)]).chunk_ids[0], lease_seconds=LEASE)
    renew, tries = lease.renew, []

    def falter(*args, **options):
        tries.append(time.monotonic())
        if len(tries) == 1:
            raise StorageUnavailable("the database is away")
        return renew(*args, **options)

    monkeypatch.setattr(lease, "renew", falter)
    with capture_logs() as logs, Heartbeat(store, claimed, 0.3) as heartbeat:
        while len(tries) < 3:
            time.sleep(0.02)
        assert not heartbeat.lost
    assert [line["event"] for line in logs] == ["lease not renewed"]


def test_a_lease_taken_over_is_noticed_and_beating_stops(timed, clock):
    chunk = start(timed, [article(0)]).chunk_ids[0]
    claimed = lease.claim(timed, chunk, lease_seconds=LEASE)
    with Heartbeat(timed, claimed, 0.1) as heartbeat:
        clock.forward(LEASE + 1)
        while lease.claim(timed, chunk, lease_seconds=LEASE) is None:
            clock.forward(LEASE + 1)
        end = time.monotonic() + 10
        while not heartbeat.lost and time.monotonic() < end:
            time.sleep(0.02)
        assert heartbeat.lost


def test_the_block_ends_without_waiting_for_a_beat(store):
    claimed = lease.claim(store, start(store, [article(0)]).chunk_ids[0], lease_seconds=LEASE)
    begun = time.monotonic()
    with Heartbeat(store, claimed, LEASE):
        pass
    assert time.monotonic() - begun < 2
