"""Jobs cancelled, paused, resumed, waited for, watched, and sent twice, over HTTP."""

from __future__ import annotations

import gzip
import json
import threading
import time

import pytest

from jobs.idempotency import begin
from storage.errors import StorageFull
from tests.api.test_jobs import NDJSON, TEXT, finished, lines, submit
from workers.broker import BrokerFull


def post(client, body: str | bytes, key: str | None = None, query: str = "", **headers: str):
    if key is not None:
        headers["Idempotency-Key"] = key
    return client.post(f"/v1/jobs{query}", data=body, content_type=NDJSON, headers=headers)


@pytest.fixture
def slow(start):
    """A stack whose only worker is held in the first article of a job with more to come."""
    stack = start(chunk_articles=1)
    place = submit(stack.client, lines(*({"id": f"a{n}", "text": "slow"} for n in range(4)))).headers["Location"]
    deadline = time.monotonic() + 20
    while stack.client.get(place).json["state"] != "running":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return stack, place


def test_a_job_is_cancelled_and_its_worker_adds_nothing(slow):
    stack, place = slow
    answer = stack.client.delete(place)
    assert (answer.status_code, answer.json["state"], answer.json["counts"]["cancelled"]) == (200, "cancelled", 4)
    stack.coder.go_on.set()
    again = stack.client.delete(place)
    assert (again.status_code, again.json["finished_at"]) == (200, answer.json["finished_at"])
    other = submit(stack.client, lines({"text": TEXT})).headers["Location"]
    finished(stack.client, other)  # the worker lives
    assert stack.client.get(place).json["counts"]["coded"] == 0
    told = [json.loads(line) for line in stack.client.get(f"{place}/results?output=articles").text.splitlines()]
    assert {item["error"]["slug"] for item in told} == {"cancelled"}


def test_a_job_is_paused_and_goes_on(slow):
    stack, place = slow
    assert stack.client.post(f"{place}/pause").json["paused"] is True
    stack.coder.go_on.set()
    deadline = time.monotonic() + 20
    while stack.client.get(place).json["counts"]["coded"] < 1:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    other = submit(stack.client, lines({"text": TEXT})).headers["Location"]
    finished(stack.client, other)
    held = stack.client.get(place).json
    assert (held["state"], held["paused"], held["counts"]["coded"]) == ("running", True, 1)
    assert stack.client.post(f"{place}/resume").json["paused"] is False
    assert finished(stack.client, place)["counts"]["coded"] == 4


@pytest.mark.parametrize(("method", "tail"), [("DELETE", ""), ("POST", "/pause"), ("POST", "/resume")])
def test_what_is_finished_or_unknown_cannot_be_changed(client, method, tail):
    place = submit(client, lines({"text": TEXT})).headers["Location"]
    finished(client, place)
    answer = client.open(f"{place}{tail}", method=method)
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/job-finished")
    answer = client.open(f"/v1/jobs/none{tail}", method=method)
    assert (answer.status_code, answer.json["type"]) == (404, "/problems/job-not-found")


def test_the_same_key_and_body_are_the_same_job(client):
    first = post(client, lines({"text": TEXT}), "k1")
    again = post(client, lines({"text": TEXT}), "k1")
    packed = client.post(
        "/v1/jobs", data=gzip.compress(lines({"text": TEXT}).encode()), content_type=NDJSON,
        headers={"Idempotency-Key": "k1", "Content-Encoding": "gzip"},
    )  # fmt: skip
    assert [answer.status_code for answer in (first, again, packed)] == [202] * 3
    assert first.json["id"] == again.json["id"] == packed.json["id"]
    assert [answer.headers.get("Idempotency-Replayed") for answer in (first, again, packed)] == [None, "true", "true"]
    assert post(client, lines({"text": TEXT}), "k2").json["id"] != first.json["id"]


@pytest.mark.parametrize(("body", "query"), [(lines({"text": "Other."}), ""), (lines({"text": TEXT}), "?priority=low")])
def test_the_same_key_with_another_body_or_option_is_refused(client, body, query):
    key = f"other{query}"
    assert post(client, lines({"text": TEXT}), key).status_code == 202
    answer = post(client, body, key, query)
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/idempotency-key-reused")


def test_a_key_whose_body_still_comes_in_is_a_conflict(stack):
    with begin(stack.app.extensions["athir"].store, None, "slow"):  # as a request that reads its body has it
        answer = post(stack.client, lines({"text": TEXT}), "slow")
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/idempotency-key-in-flight")
    assert int(answer.headers["Retry-After"]) > 0
    assert post(stack.client, lines({"text": TEXT}), "slow").status_code == 202, "that request gave up"


def test_a_body_that_was_refused_leaves_its_key_free(client):
    assert post(client, "", "free").status_code == 422
    assert post(client, lines({"text": TEXT}), "free").status_code == 202


@pytest.mark.parametrize("key", ["", "x" * 256, "two words", "ümlaut"])
def test_a_key_that_cannot_be_one_is_refused(client, key):
    answer = post(client, lines({"text": TEXT}), key)
    assert (answer.status_code, answer.json["errors"][0]["parameter"]) == (422, "Idempotency-Key")


def test_an_answer_waits_until_the_job_is_finished_or_the_time_is_over(slow):
    stack, place = slow
    begun = time.monotonic()
    early = stack.client.get(place, headers={"Prefer": "wait=1"})
    assert 0.9 < time.monotonic() - begun < 5
    assert (early.json["state"], early.headers["Preference-Applied"]) == ("running", "wait=1")
    threading.Timer(0.3, stack.coder.go_on.set).start()
    late = stack.client.get(place, headers={"Prefer": "wait=20"})
    assert late.json["state"] == "completed"


def test_an_answer_waits_until_the_job_has_changed(slow):
    stack, place = slow
    etag = stack.client.get(place).headers["ETag"]
    same = stack.client.get(place, headers={"Prefer": "wait=1", "If-None-Match": etag})
    assert same.status_code == 304
    threading.Timer(0.3, stack.client.post, [f"{place}/pause"]).start()
    changed = stack.client.get(place, headers={"Prefer": "wait=20", "If-None-Match": etag})
    assert (changed.status_code, changed.json["paused"]) == (200, True)


def events(text: str) -> list[tuple[str, dict]]:
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "data" in fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_a_job_is_watched_as_a_stream_of_events(slow):
    stack, place = slow
    threading.Timer(0.3, stack.coder.go_on.set).start()
    answer = stack.client.get(place, headers={"Accept": "text/event-stream"})
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "text/event-stream",
        "no-store",
    )
    told = events(answer.text)
    assert [name for name, _ in told] == ["progress"] * (len(told) - 1) + ["end"]
    assert (told[0][1]["state"], told[-1][1]["state"]) == ("running", "completed")
    assert told[-1][1]["counts"]["coded"] == 4
    assert stack.client.get(place, headers={"Accept": "text/html"}).status_code == 406
    assert stack.client.get("/v1/jobs/none", headers={"Accept": "text/event-stream"}).status_code == 404


def test_a_stream_ends_at_once_where_too_many_wait_and_gives_its_place_back(start):
    stack = start(api_threads=2, max_wait_seconds=1, wait_seconds=1)  # one may wait
    place = submit(stack.client, lines({"text": "slow"})).headers["Location"]
    first = stack.client.get(place, headers={"Accept": "text/event-stream"}, buffered=False)
    second = stack.client.get(place, headers={"Accept": "text/event-stream"})
    assert len(events(second.text)) == 1
    first.close()
    third = stack.client.get(place, headers={"Accept": "text/event-stream"}, buffered=False)
    begun = time.monotonic()
    assert len(events(third.text)) >= 1
    assert time.monotonic() - begun > 0.5, "it may wait again"


def test_a_full_queue_is_a_reason_to_wait(start):
    stack = start(max_waiting_articles=2, max_waiting_requests=1, wait_seconds=0)
    assert submit(stack.client, lines({"text": "slow"}, {"text": "slow"})).status_code == 202
    answer = submit(stack.client, lines({"text": TEXT}))
    assert (answer.status_code, answer.json["type"]) == (503, "/problems/queue-full")
    assert int(answer.headers["Retry-After"]) > 0
    assert stack.client.post("/v1/code", json={"text": "slow"}).status_code == 202, "another queue"
    assert stack.client.post("/v1/code", json={"text": TEXT}).json["type"] == "/problems/queue-full"


def test_a_full_disk_is_told_and_leaves_nothing(stack, monkeypatch):
    before = stack.client.get("/v1/jobs").json["jobs"]

    def full(*_: object) -> None:
        raise StorageFull("database or disk is full")

    monkeypatch.setattr("jobs.submit.outbox.put", full)
    answer = submit(stack.client, lines({"text": TEXT}))
    monkeypatch.undo()
    assert (answer.status_code, answer.json["type"]) == (503, "/problems/storage-full")
    assert int(answer.headers["Retry-After"]) > 0
    assert stack.client.get("/v1/jobs").json["jobs"] == before


def test_a_full_broker_is_told_to_whoever_waits_and_keeps_nobody_from_storing(stack, monkeypatch):
    def full(store: object) -> int:
        raise BrokerFull("Redis has no memory left")

    monkeypatch.setattr(stack.worker, "publish", full)
    assert submit(stack.client, lines({"text": TEXT})).status_code == 202
    answer = stack.client.post("/v1/code", json={"text": TEXT})
    assert (answer.status_code, answer.json["type"]) == (503, "/problems/broker-full")
    assert answer.headers["Location"].startswith("/v1/jobs/")
