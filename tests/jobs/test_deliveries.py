from __future__ import annotations

import base64
import json
import threading

import pytest
from sqlalchemy import update
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from jobs import deliveries
from jobs.deliveries import CLAIM_SECONDS, PAUSES
from jobs.errors import DeliveryNotFound
from jobs.submit import submit
from jobs.webhooks import Rules, send_due
from storage.engine import writing
from storage.models import Job, WebhookDelivery
from tests.jobs.support import article, rows_of, run_dry
from tests.receiver import Receiver

SECRET = "whsec_" + base64.b64encode(b"a secret of the test, 32 bytes!!").decode()
OTHER = "whsec_" + base64.b64encode(b"another secret for one job only.").decode()
RULES = Rules(secret=SECRET, private=True)


@pytest.fixture
def receiver():
    with Receiver() as running:
        yield running


def start(store, url, articles=None, **options):
    options = {"callback_url": url, **options}
    made = [article(n) for n in range(2)] if articles is None else articles
    return submit(store, made, coder="plain", queue="bulk", chunk_articles=1, chunk_bytes=9999, options=options)


def test_a_job_that_ends_sends_one_signed_message(timed, receiver):
    job = start(timed, receiver.url)
    assert send_due(timed, RULES) == 0, "not before it ends"
    run_dry(timed)
    assert send_due(timed, RULES) == 1
    ((path, headers, body),) = receiver.requests
    assert path == "/hook?of=athir"
    assert Webhook(SECRET).verify(body, headers) == json.loads(body)
    with pytest.raises(WebhookVerificationError):
        Webhook(OTHER).verify(body, headers)
    message = json.loads(body)
    assert message["type"] == "job.completed"
    assert message["data"]["id"] == job.id
    assert message["data"]["counts"] == {"received": 2, "coded": 2, "failed": 0, "quarantined": 0, "rejected": 0}
    assert message["data"]["links"]["results"] == f"/v1/jobs/{job.id}/results"
    (delivery,) = deliveries.of_job(timed, job.id)
    assert headers["webhook-id"] == f"msg_{delivery.id}"
    assert (delivery.state, delivery.next_attempt_at) == ("delivered", None)
    assert [(one["status"], one["detail"]) for one in delivery.attempts] == [(204, None)]
    assert send_due(timed, RULES) == 0, "not twice"


def test_looking_for_messages_where_none_is_due_waits_for_no_writer(store):
    with writing(store) as session:
        session.connection()
        session.execute(update(Job).values(priority=1))
        looked: list[int] = []
        thread = threading.Thread(target=lambda: looked.append(send_due(store, RULES)))
        thread.start()
        thread.join(3)
        assert looked == [0]


def test_the_message_is_written_with_the_end_of_the_job_or_not_at_all(timed, receiver, monkeypatch):
    start(timed, receiver.url)

    def broken(*_, **__):
        raise RuntimeError

    monkeypatch.setattr("jobs.finish.deliveries.write", broken)
    with pytest.raises(RuntimeError):
        run_dry(timed)
    assert rows_of(timed, Job, "state") == [("running",)]
    assert rows_of(timed, WebhookDelivery, "id") == []


def test_a_refusal_is_tried_again_after_growing_pauses_with_the_same_body(timed, clock, receiver):
    receiver.statuses, receiver.body = [500, 503, 200], b"not now"
    job = start(timed, receiver.url)
    run_dry(timed)
    for pause in (*PAUSES[:2], None):
        assert send_due(timed, RULES) == 1
        assert send_due(timed, RULES) == 0
        if pause is not None:
            clock.forward(pause - 0.5)
            assert send_due(timed, RULES) == 0
            clock.forward(0.2 * pause + 1)
    (delivery,) = deliveries.of_job(timed, job.id)
    assert delivery.state == "delivered"
    assert [(one["status"], one["detail"]) for one in delivery.attempts] == [
        (500, "not now"),
        (503, "not now"),
        (200, None),
    ]
    assert len({(body, headers["webhook-id"]) for _, headers, body in receiver.requests}) == 1


def test_two_senders_send_a_message_once(timed, receiver):
    for _ in range(6):
        start(timed, receiver.url)
    run_dry(timed)
    sent: list[int] = []
    ready = threading.Barrier(3)

    def run() -> None:
        ready.wait()
        sent.append(send_due(timed, RULES))

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == 6
    assert len({headers["webhook-id"] for _, headers, _ in receiver.requests}) == len(receiver.requests) == 6


def test_what_a_dead_sender_had_claimed_is_sent_by_another(timed, clock, receiver):
    start(timed, receiver.url)
    run_dry(timed)
    assert len(deliveries.claim_due(timed, 9)) == 1
    assert send_due(timed, RULES) == 0
    clock.forward(CLAIM_SECONDS + 1)
    assert send_due(timed, RULES) == 1


@pytest.mark.parametrize("delivery_id", ["nothing", "\0" * 36, "x" * 36])
def test_an_unknown_message_cannot_be_sent_again(timed, receiver, delivery_id):
    job = start(timed, receiver.url)
    run_dry(timed)
    with pytest.raises(DeliveryNotFound):
        deliveries.send_again(timed, job.id, delivery_id)
    with pytest.raises(DeliveryNotFound):
        deliveries.send_again(timed, "y" * 36, deliveries.of_job(timed, job.id)[0].id)
