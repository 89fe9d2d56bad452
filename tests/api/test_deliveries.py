from __future__ import annotations

import base64

import pytest

from jobs import submit, webhooks
from tests.receiver import Receiver

RULES = webhooks.Rules("whsec_" + base64.b64encode(b"x" * 32).decode(), private=True)


@pytest.fixture
def ended(stack):
    """A job that ended with a message to a receiver that refuses it once."""
    store = stack.app.extensions["athir"].store
    with Receiver(statuses=[500, 200], body=b"later") as receiver:
        job = submit.submit(
            store, [], coder="plain", queue="bulk", chunk_articles=1, chunk_bytes=9999,
            options={"callback_url": receiver.url},
        )  # fmt: skip
        yield store, job.id


def test_the_log_tells_of_every_attempt_and_a_message_can_be_sent_again(client, ended):
    store, job_id = ended
    links = client.get(f"/v1/jobs/{job_id}").json["links"]
    (waiting,) = client.get(links["deliveries"]).json["deliveries"]
    assert (waiting["state"], waiting["attempts"], waiting["event"]) == ("pending", [], "job.completed")
    webhooks.send_due(store, RULES)
    (refused,) = client.get(links["deliveries"]).json["deliveries"]
    assert [(one["status"], one["detail"]) for one in refused["attempts"]] == [(500, "later")]
    assert refused["next_attempt_at"] > waiting["next_attempt_at"]
    assert webhooks.send_due(store, RULES) == 0
    again = client.post(f"{links['deliveries']}/{refused['id']}")
    assert (again.status_code, again.json["state"]) == (202, "pending")
    webhooks.send_due(store, RULES)
    (sent,) = client.get(links["deliveries"]).json["deliveries"]
    assert (sent["state"], sent["next_attempt_at"], len(sent["attempts"])) == ("delivered", None, 2)


def test_what_is_not_there_is_not_found(client, ended):
    _, job_id = ended
    assert client.get("/v1/jobs/nothing/deliveries").json["type"] == "/problems/job-not-found"
    for address in (f"/v1/jobs/{job_id}/deliveries/nothing", f"/v1/jobs/nothing/deliveries/{'x' * 36}"):
        answer = client.post(address)
        assert (answer.status_code, answer.json["type"]) == (404, "/problems/delivery-not-found")
