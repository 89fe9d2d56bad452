"""A job's own signing secret: it signs the message of that job, and no answer gives it back."""

from __future__ import annotations

import base64
import json

import pytest
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook

from jobs import webhooks
from storage.engine import reading
from storage.models import Job
from tests.api.test_bulk_forms import NDJSON
from tests.api.test_jobs import finished
from tests.receiver import Receiver


def secret(letter: bytes, size: int = 32) -> str:
    return "whsec_" + base64.b64encode(letter * size).decode()


OWN, OTHER = secret(b"o"), secret(b"i")
FORM = (
    '--b\r\nContent-Disposition: form-data; name="callback_secret"\r\n\r\n{}\r\n'
    '--b\r\nContent-Disposition: form-data; name="callback_url"\r\n\r\n{}\r\n'
    '--b\r\nContent-Disposition: form-data; name="file"; filename="a.ndjson"\r\n\r\n{}\r\n--b--\r\n'
)


def post(client, url: str, given: str | None, where: str, key: str | None = None):
    headers = {} if key is None else {"Idempotency-Key": key}
    query = {"callback_url": url}
    if where == "form":
        body = FORM.format(given, url, NDJSON.decode())
        return client.post("/v1/jobs", data=body, content_type="multipart/form-data; boundary=b", headers=headers)
    if where == "header" and given is not None:
        headers["Callback-Secret"] = given
    if where == "query" and given is not None:
        query["callback_secret"] = given
    return client.post(
        "/v1/jobs", query_string=query, data=NDJSON, content_type="application/x-ndjson", headers=headers
    )


@pytest.mark.parametrize("where", ["query", "header", "form"])
@pytest.mark.parametrize("installed", [None, OTHER])
def test_the_jobs_own_secret_signs_and_is_never_shown(start, where, installed):
    stack = start(webhook_private=1, **({"webhook_secret": installed} if installed else {}))
    with Receiver() as receiver:
        answer = post(stack.client, receiver.url, OWN, where)
        assert answer.status_code == 202, answer.text
        path = answer.headers["Location"]
        finished(stack.client, path)
        assert webhooks.send_due(stack.app.extensions["athir"].store, webhooks.Rules(installed, private=True)) == 1
        (_, headers, body) = receiver.requests[0]
    Webhook(OWN).verify(body, headers)
    shown = [answer.text, *(stack.client.get(p).text for p in (path, "/v1/jobs", f"{path}/deliveries"))]
    assert json.loads(shown[3])["deliveries"][0]["state"] == "delivered"
    assert not any(OWN in text or OWN.removeprefix("whsec_") in text for text in shown)


@pytest.mark.parametrize("where", ["query", "header", "form"])
@pytest.mark.parametrize("bad", ["whsec_", "x" * 40, secret(b"x", 23), secret(b"x", 65), "whsec_" + "é" * 40])
def test_a_secret_that_cannot_sign_is_refused_without_being_repeated(start, where, bad):
    if where == "header" and not bad.isascii():
        bad = bad.encode().decode("latin-1")
    answer = post(start(webhook_private=1).client, "http://127.0.0.1:9/", bad, where)
    assert (answer.status_code, answer.json["type"]) in [
        (422, "/problems/invalid-input"),
        (422, "/problems/invalid-callback"),
    ]
    assert len(bad) < 10 or bad not in answer.text


def test_without_any_secret_a_callback_is_refused(start):
    answer = post(start(webhook_private=1).client, "http://127.0.0.1:9/", None, "query")
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/invalid-callback")


def test_a_secret_without_an_address_is_for_nothing_and_not_stored(stack):
    answer = stack.client.post(
        "/v1/jobs", data=NDJSON, content_type="application/x-ndjson", headers={"Callback-Secret": OWN}
    )
    assert answer.status_code == 202
    with reading(stack.app.extensions["athir"].store) as session:
        assert session.scalars(select(Job.options).where(Job.id == answer.json["id"])).one() == {}


def test_a_header_and_a_query_that_differ_are_refused(client):
    answer = client.post(
        "/v1/jobs?callback_url=https://example.org/&callback_secret=" + OWN.replace("+", "%2B"),
        data=NDJSON, content_type="application/x-ndjson", headers={"Callback-Secret": OTHER},
    )  # fmt: skip
    assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (422, "Callback-Secret")


def test_another_secret_under_the_same_key_is_another_submission(start):
    client = start(webhook_private=1).client
    first, again, other = (post(client, "http://127.0.0.1:9/", given, "header", key="k") for given in (OWN, OWN, OTHER))
    assert (first.status_code, again.json["id"]) == (202, first.json["id"])
    assert (other.status_code, other.json["type"]) == (422, "/problems/idempotency-key-reused")
