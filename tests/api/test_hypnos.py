from __future__ import annotations

import pytest

BODY = {"text": "Troops left the town.", "id": "abc123", "date": "20240302"}
PATH = "/hypnos/extract"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_text_is_answered_as_hypnos_does(client, method):
    answer = client.open(PATH, method=method, json=BODY)
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    story = answer.json["abc123"]
    assert story["meta"] == {"date": "20240302", "verbs": []}
    assert list(story["sents"]) == ["0"]
    sentence = story["sents"]["0"]
    assert sentence["content"] == "Troops left the town ."
    assert sentence["events"] == [["SYRMIL", "---", "190"]]
    assert sentence["meta"]["actortext"] == [["Troo", "---"]]
    assert "issues" not in sentence
    assert "parsed" not in sentence


def test_the_work_goes_the_way_of_all_interactive_work(stack):
    before = len(stack.worker.sent)
    stack.client.get(PATH, json=BODY)
    assert stack.worker.sent[before:] == ["interactive"]
    (newest,) = stack.client.get("/v1/jobs?limit=1").json["jobs"]
    assert (newest["queue"], newest["state"]) == ("interactive", "completed")


@pytest.mark.parametrize(
    ("change", "key", "date"),
    [
        ({"id": 7}, "7", "20240302"),
        ({"date": None}, "abc123", None),
        ({"date": "2024-03-02"}, "abc123", "2024-03-02"),
        ({"more": "is ignored"}, "abc123", "20240302"),
    ],
)
def test_what_else_is_taken(client, change, key, date):
    answer = client.get(PATH, json={**BODY, **change})
    assert answer.status_code == 200
    assert answer.json[key]["meta"]["date"] == date


def test_a_text_without_an_id_gets_one(client):
    (key,) = client.get(PATH, json={"text": BODY["text"]}).json
    assert len(key) == 36


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"id": "a"}, "/text"),
        ({"text": None}, "/text"),
        ({"text": " "}, "/text"),
        ({"text": 3}, "/text"),
        ({**BODY, "date": "20240230"}, "/date"),
        ({**BODY, "date": "yesterday"}, "/date"),
        ({**BODY, "date": 20240302}, "/date"),
        ({**BODY, "date": "٢٠٢٤٠٣٠٢"}, "/date"),
        ({**BODY, "id": ["a"]}, "/id"),
        ({**BODY, "id": True}, "/id"),
        ([BODY], None),
        ("text", None),
    ],
)
def test_bad_input_is_an_error_and_no_silent_answer(client, body, pointer):
    answer = client.get(PATH, json=body)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.json["error"] == "Bad request"
    assert answer.json["type"] == "/problems/bad-request"
    if pointer:
        assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


def test_every_error_has_the_member_that_hypnos_gives(client):
    for answer, status in [
        (client.get(PATH), 415),
        (client.get(PATH, data="{", content_type="application/json"), 400),
        (client.put(PATH, json=BODY), 405),
        (client.get("/hypnos/other", json=BODY), 404),
        (client.get(PATH, json={**BODY, "text": "unreadable"}), 422),
        (client.get(f"{PATH}?coder=nobody", json=BODY), 422),
    ]:
        assert answer.status_code == status
        assert answer.json["error"] == answer.json["title"]
    assert "error" not in client.get("/v1/jobs/none").json


def test_a_result_that_breaks_its_schema_is_an_error(client, logged):
    answer = client.get(PATH, json={**BODY, "text": "broken"})
    assert (answer.status_code, answer.json["error"]) == (500, "Invalid result")


def test_a_text_that_takes_too_long_names_its_job(start):
    slow = start(wait_seconds=1, max_wait_seconds=1)
    answer = slow.client.get(PATH, json={**BODY, "text": "slow"})
    assert answer.status_code == 504
    assert answer.json["type"] == "/problems/not-coded-in-time"
    slow.coder.go_on.set()
    assert slow.client.get(answer.json["job"]).status_code == 200
    assert answer.headers["Location"] == answer.json["job"]


def test_without_a_broker_the_text_is_stored_and_the_job_named(start):
    stack = start(wait_seconds=1)
    stack.worker.up = False
    answer = stack.client.get(PATH, json=BODY)
    assert (answer.status_code, answer.json["error"]) == (503, "Broker unavailable")
    assert stack.client.get(answer.json["job"]).json["state"] == "queued"
