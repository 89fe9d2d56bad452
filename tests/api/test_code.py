from __future__ import annotations

import json
import threading
import time

import pytest

from storage.errors import StorageUnavailable

TEXT = "Warplanes struck a depot near Bir Qasim on Friday."


def post(client, body: object, *, query: str = "", **headers: str):
    return client.post(f"/v1/code{query}", json=body, headers=headers)


def test_one_article_is_answered_with_its_events_and_rows(client):
    answer = post(client, {"id": "one", "text": TEXT, "date": "2024-03-02"})
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    body = answer.json
    assert body["counts"] == {"received": 1, "coded": 1, "failed": 0}
    (result,) = body["results"]
    assert result["id"] == "one"
    assert [event["event_id"] for event in result["events"]] == ["e-one"]
    assert list(result["rows"][0])[-2:] == ["article_id", "event_ids"]
    assert len(result["rows"][0]) == 33
    assert client.get(f"/v1/jobs/{body['job']}").json["state"] == "completed"
    assert "Preference-Applied" not in answer.headers


def test_an_article_without_an_id_gets_one(client):
    one, two = (post(client, {"text": TEXT}).json["results"][0]["id"] for _ in range(2))
    assert len(one) == 36
    assert one != two


def test_several_articles_are_answered_in_their_order(client):
    names = ["z", "a", "m"]
    body = post(client, {"articles": [{"id": name, "text": TEXT} for name in names]}).json
    assert [result["id"] for result in body["results"]] == names
    assert body["counts"] == {"received": 3, "coded": 3, "failed": 0}


def test_a_bad_article_leaves_the_rest_of_its_batch_untouched(client):
    articles = [
        {"id": "good", "text": TEXT},
        {"id": "bad", "text": " ", "date": "yesterday"},
        "no article",
        {"id": "good", "text": TEXT},
        {"id": "failing", "text": "unreadable"},
    ]
    answer = post(client, {"articles": articles})
    assert answer.status_code == 200
    body = answer.json
    assert body["counts"] == {"received": 5, "coded": 1, "failed": 4}
    good, bad, nothing, twice, failing = body["results"]
    assert good["events"]
    assert bad["id"] == "bad"
    assert bad["error"]["slug"] == "invalid-article"
    assert {error["pointer"] for error in bad["error"]["errors"]} == {"/articles/1/text", "/articles/1/date"}
    assert nothing["id"] is None
    assert nothing["error"]["errors"] == [{"pointer": "/articles/2", "detail": "Must be a JSON object."}]
    assert twice["error"]["slug"] == "duplicate-id"
    assert failing == {"id": "failing", "error": {"slug": "text-rejected", "detail": "The text cannot be read."}}


def test_a_batch_of_bad_articles_only_is_answered_like_any_batch(client):
    answer = post(client, {"articles": [{"text": ""}]})
    assert answer.status_code == 200
    assert answer.json["counts"] == {"received": 1, "coded": 0, "failed": 1}
    assert client.get(f"/v1/jobs/{answer.json['job']}").json["state"] == "completed"


def test_a_single_bad_article_is_a_problem_that_names_the_field(client):
    answer = post(client, {"text": TEXT, "date": "31.12.2024"})
    assert answer.status_code == 422
    assert answer.json["type"] == "/problems/invalid-input"
    assert [error["pointer"] for error in answer.json["errors"]] == ["/date"]


def test_the_limit_of_the_text_is_named(client):
    answer = post(client, {"text": "x" * 1_000_001})
    assert answer.status_code == 422
    assert "at most 1000000 characters, has 1000001" in answer.json["detail"]


@pytest.mark.parametrize(
    "text",
    [
        "قصفت القوات الحكومية قرية.",
        "\u202bقوات\u202c",
        "Protest 🚩👩‍👩‍👧 🇸🇾",
        "word " * 199_999 + "end",
        "x" * 1_000_000,
    ],
    ids=["arabic", "marks", "emoji", "1 MB without a full stop", "1 MB word"],
)
def test_any_real_text_is_coded_and_comes_back_as_it_was(client, text):
    answer = post(client, {"text": text})
    assert answer.status_code == 200
    assert answer.json["results"][0]["sentences"][0]["text"] == text


@pytest.mark.parametrize(
    ("query", "in_body", "status", "slug"),
    [
        ("?coder=plain", None, 200, None),
        ("", "plain", 200, None),
        ("?coder=plain", "plain", 200, None),
        ("?coder=other", "plain", 422, "invalid-input"),
        ("?coder=nobody", None, 422, "unknown-coder"),
        ("", "nobody", 422, "unknown-coder"),
        ("", 5, 422, "invalid-input"),
        ("?coder=", None, 422, "invalid-input"),
        ("?codr=plain", None, 422, "invalid-input"),
    ],
)
def test_the_coder_is_named_by_query_or_body(client, query, in_body, status, slug):
    body = {"articles": [{"text": TEXT}]} | ({} if in_body is None else {"coder": in_body})
    answer = post(client, body, query=query)
    assert answer.status_code == status
    assert answer.json.get("type") == (f"/problems/{slug}" if slug else None)


def test_an_unknown_coder_is_told_the_known_ones(client):
    answer = post(client, {"text": TEXT}, query="?coder=nobody")
    assert "other, plain" in answer.json["detail"]
    assert answer.json["errors"][0]["parameter"] == "coder"


@pytest.mark.parametrize("body", [[], [{"text": TEXT}], "text", 5, None, True])
def test_a_body_of_another_type_is_refused(client, body):
    answer = client.post("/v1/code", data=json.dumps(body), content_type="application/json")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == ""


@pytest.mark.parametrize(
    ("body", "pointer", "words"),
    [
        ({"articles": []}, "/articles", "at least one"),
        ({"articles": {}}, "/articles", "list"),
        ({"articles": None}, "/articles", "null"),
        ({"articles": [{"text": TEXT}] * 6}, "/articles", "at most 5 articles, has 6"),
        ({"articles": [{"text": TEXT}], "extra": 1}, "/extra", "Unknown"),
    ],
)
def test_a_bad_envelope_is_refused_whole(client, body, pointer, words):
    answer = post(client, body)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == pointer
    assert words in answer.json["errors"][0]["detail"]


def test_interactive_requests_go_to_the_interactive_queue(stack):
    stack.worker.sent.clear()
    post(stack.client, {"text": TEXT})
    assert stack.worker.sent == ["interactive"]


@pytest.mark.parametrize(
    ("prefer", "applied"), [("wait=0", "respond-async"), ("respond-async", "respond-async"), ("wait=1", "wait=1")]
)
def test_past_the_wait_the_job_is_answered_and_goes_on(start, prefer, applied):
    stack = start()
    begun = time.perf_counter()
    answer = post(stack.client, {"id": "late", "text": "slow"}, Prefer=prefer)
    assert time.perf_counter() - begun < 4
    assert answer.status_code == 202
    assert answer.headers["Preference-Applied"] == applied
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json["state"] in ("queued", "running")
    place = answer.headers["Location"]
    assert place == f"/v1/jobs/{answer.json['id']}"
    stack.coder.go_on.set()
    deadline = time.monotonic() + 20
    while stack.client.get(place).json["state"] != "completed":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    results = stack.client.get(f"{place}/results?output=articles")
    assert [json.loads(line)["id"] for line in results.text.splitlines()] == ["late"]


def test_a_wait_beyond_the_server_s_limit_is_cut_to_it(client):
    answer = post(client, {"text": TEXT}, Prefer="wait=86400")
    assert answer.status_code == 200
    assert answer.headers["Preference-Applied"] == "wait=20"


@pytest.mark.parametrize("prefer", ["wait=-1", "wait=soon", "wait", "handling=strict", "", ",,;"])
def test_a_preference_that_means_nothing_is_ignored(client, prefer):
    answer = post(client, {"text": TEXT}, Prefer=prefer)
    assert answer.status_code == 200
    assert "Preference-Applied" not in answer.headers


def test_without_a_broker_the_job_is_kept_named_and_coded_later(start):
    stack = start()
    stack.worker.up = False
    answer = post(stack.client, {"id": "kept", "text": TEXT})
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json["type"] == "/problems/broker-unavailable"
    place = answer.json["job"]
    assert answer.headers["Location"] == place
    assert stack.client.get(place).json["state"] == "queued"
    stack.worker.up = True
    assert post(stack.client, {"text": TEXT}).status_code == 200  # the next request sends what was left
    assert stack.client.get(place).json["state"] == "completed"
    assert json.loads(stack.client.get(f"{place}/results").text)["article_id"] == "kept"


def test_a_database_that_fails_after_storing_leaves_the_job_named(start, monkeypatch):
    stack = start()

    def fail(store: object) -> int:
        raise StorageUnavailable("the database cannot be used: secret-host is away")

    monkeypatch.setattr(stack.worker, "publish", fail)
    answer = post(stack.client, {"text": TEXT})
    assert answer.status_code == 503
    assert answer.json["type"] == "/problems/storage-unavailable"
    assert "secret-host" not in answer.text
    assert stack.client.get(answer.json["job"]).json["state"] == "queued"


def test_a_result_that_breaks_its_schema_is_never_passed_on(client):
    answer = post(client, {"id": "x", "text": "broken"})
    assert answer.status_code == 500
    assert answer.json["type"] == "/problems/invalid-result"
    assert "/rows/0/year" in answer.json["detail"]
    assert "1999" not in answer.text


def test_waiting_requests_leave_a_thread_for_short_ones(start):
    stack = start(api_threads=2, wait_seconds=30)
    first = threading.Thread(target=post, args=(stack.client, {"text": "slow"}))
    first.start()
    deadline = time.monotonic() + 10
    while not stack.worker.sent:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    time.sleep(0.2)
    begun = time.perf_counter()
    answer = post(stack.client, {"text": TEXT})
    assert answer.status_code == 202
    assert time.perf_counter() - begun < 4
    stack.coder.go_on.set()
    first.join(30)
    assert post(stack.client, {"text": TEXT}).status_code == 200
