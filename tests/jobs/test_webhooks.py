from __future__ import annotations

import base64
import json
import socket
import threading
import time
from contextlib import suppress

import pytest
from sqlalchemy import update
from standardwebhooks.webhooks import Webhook

from jobs import deliveries, retention, webhooks
from jobs.deliveries import PAUSES
from jobs.submit import submit
from jobs.webhooks import Rules, send_due
from storage.engine import writing
from storage.models import Job
from tests.jobs.support import PlainCoder, article, rows_of, run_dry
from tests.receiver import Receiver, unused_port

SECRET = "whsec_" + base64.b64encode(b"a secret of the test, 32 bytes!!").decode()
OTHER = "whsec_" + base64.b64encode(b"another secret for one job only.").decode()
RULES = Rules(secret=SECRET, private=True)

# What is asked of the database here is asked of both in test_deliveries.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def receiver():
    with Receiver() as running:
        yield running


def start(store, url, articles=None, **options):
    options = {"callback_url": url, **options}
    made = [article(n) for n in range(2)] if articles is None else articles
    return submit(store, made, coder="plain", queue="bulk", chunk_articles=1, chunk_bytes=9999, options=options)


def test_a_jobs_own_secret_signs_its_message(timed, receiver):
    start(timed, receiver.url, webhook_secret=OTHER)
    run_dry(timed)
    send_due(timed, RULES)
    Webhook(OTHER).verify(receiver.requests[0][2], receiver.requests[0][1])


def test_a_job_without_articles_ends_with_a_message_and_a_lifetime_too(timed, receiver):
    job = start(timed, receiver.url, articles=[], retention=60)
    assert send_due(timed, RULES) == 1
    assert rows_of(timed, Job, "id", "state")[0] == (job.id, "completed")
    assert json.loads(receiver.requests[0][2])["data"]["expires_at"] == "2024-03-01T12:01:00.000Z"


def test_a_job_without_a_callback_sends_nothing(timed):
    submit(timed, [article(0)], coder="plain", queue="bulk", chunk_articles=1, chunk_bytes=9999)
    run_dry(timed)
    assert send_due(timed, RULES) == 0


def test_after_the_last_pause_it_is_given_up_and_can_be_sent_again(timed, clock, receiver):
    receiver.statuses = [500]
    job = start(timed, receiver.url)
    run_dry(timed)
    tries = 0
    while send_due(timed, RULES):
        tries += 1
        clock.forward(2 * PAUSES[-1])
    assert tries == len(PAUSES) + 1
    (delivery,) = deliveries.of_job(timed, job.id)
    assert (delivery.state, len(delivery.attempts)) == ("failed", tries)
    receiver.statuses = [200]
    again = deliveries.send_again(timed, job.id, delivery.id)
    assert again.state == "pending"
    assert send_due(timed, RULES) == 1
    (delivery,) = deliveries.of_job(timed, job.id)
    assert (delivery.state, len(delivery.attempts)) == ("delivered", tries + 1)


def test_a_receiver_that_is_gone_for_good_is_not_asked_again(timed, clock, receiver):
    receiver.statuses = [410]
    job = start(timed, receiver.url)
    run_dry(timed)
    send_due(timed, RULES)
    assert deliveries.of_job(timed, job.id)[0].state == "failed"


def test_redirects_are_not_followed(timed, receiver):
    with Receiver() as elsewhere:
        receiver.statuses, receiver.headers = [302], {"Location": elsewhere.url}
        job = start(timed, receiver.url)
        run_dry(timed)
        send_due(timed, RULES)
        assert elsewhere.requests == []
    (delivery,) = deliveries.of_job(timed, job.id)
    assert (delivery.state, delivery.attempts[0]["status"]) == ("pending", 302)


@pytest.mark.parametrize("port", ["unused", "bad name"])
def test_a_receiver_that_is_not_there_is_a_failed_attempt(timed, port):
    url = f"http://127.0.0.1:{unused_port()}/" if port == "unused" else "http://no-such-host.invalid/"
    job = start(timed, url)
    run_dry(timed)
    send_due(timed, RULES)
    (delivery,) = deliveries.of_job(timed, job.id)
    assert (delivery.state, delivery.attempts[0]["status"]) == ("pending", None)
    assert delivery.attempts[0]["detail"]


def test_a_receiver_that_answers_a_byte_at_a_time_is_cut_off(timed, receiver, monkeypatch):
    monkeypatch.setattr(webhooks, "ATTEMPT_SECONDS", 0.6)
    receiver.statuses, receiver.body, receiver.pause = [500], b"x" * 1000, 0.1
    job = start(timed, receiver.url)
    run_dry(timed)
    began = time.monotonic()
    send_due(timed, RULES)
    assert time.monotonic() - began < 5
    (attempt,) = deliveries.of_job(timed, job.id)[0].attempts
    assert attempt["status"] == 500
    assert 0 < len(attempt["detail"]) < 100


def test_a_receiver_that_never_comes_to_the_end_of_its_headers_is_cut_off(timed, monkeypatch):
    monkeypatch.setattr(webhooks, "ATTEMPT_SECONDS", 0.6)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
                for _ in range(40):
                    connection.sendall(b"x")
                    time.sleep(0.1)

        thread = threading.Thread(target=drip)
        thread.start()
        job = start(timed, f"http://127.0.0.1:{server.getsockname()[1]}/")
        run_dry(timed)
        began = time.monotonic()
        send_due(timed, RULES)
        assert time.monotonic() - began < 3
        thread.join()
    (attempt,) = deliveries.of_job(timed, job.id)[0].attempts
    assert (attempt["status"], attempt["detail"]) == (None, "no whole answer within 1 s")


def test_of_a_long_answer_only_the_beginning_is_read_and_kept(timed, receiver):
    receiver.statuses, receiver.body = [500], b"no\xff" + b"x" * 50_000_000
    job = start(timed, receiver.url)
    run_dry(timed)
    send_due(timed, RULES)
    detail = deliveries.of_job(timed, job.id)[0].attempts[0]["detail"]
    assert detail.startswith("no\ufffdx")
    assert len(detail) == 200


def test_a_private_address_is_refused_when_it_is_sent_to(timed, receiver):
    job = start(timed, receiver.url)
    run_dry(timed)
    send_due(timed, Rules(secret=SECRET, private=False))
    assert receiver.requests == []
    assert "private" in deliveries.of_job(timed, job.id)[0].attempts[0]["detail"]


def test_a_cancelled_job_can_send_too(timed, receiver):
    from jobs.finish import finished
    from storage.engine import now

    job = start(timed, receiver.url, retention=5)
    with writing(timed) as session:
        at = now(session)
        session.execute(update(Job).values(state="cancelled", finished_at=at))
        finished(session, job.id, at)
    send_due(timed, RULES)
    assert json.loads(receiver.requests[0][2])["type"] == "job.cancelled"


def test_the_log_outlives_the_results(timed, clock, receiver):
    job = start(timed, receiver.url, retention=5)
    run_dry(timed, PlainCoder())
    send_due(timed, RULES)
    clock.forward(6)
    assert retention.expire(timed) == 2
    assert deliveries.of_job(timed, job.id)[0].state == "delivered"
