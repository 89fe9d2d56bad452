from __future__ import annotations

import json
import time

import pytest

from api.problems import Problem

TEXT = "Warplanes struck a depot near Bir Qasim on Friday."
NDJSON = "application/x-ndjson"


def lines(*articles: object) -> str:
    return "".join(json.dumps(article) + "\n" for article in articles)


def submit(client, body: str | bytes, content_type: str = NDJSON, query: str = ""):
    return client.post(f"/v1/jobs{query}", data=body, content_type=content_type)


def finished(client, place: str) -> dict:
    deadline = time.monotonic() + 30
    while (job := client.get(place).json)["finished_at"] is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return job


def fetched(client, place: str, query: str = "") -> list[dict]:
    return [json.loads(line) for line in client.get(f"{place}/results{query}").text.splitlines()]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (lines({"id": "1", "text": TEXT}, {"id": "2", "text": TEXT}), NDJSON),
        (lines({"id": "1", "text": TEXT}, {"id": "2", "text": TEXT}), "application/jsonl"),
        (lines({"id": "1", "text": TEXT}, {"id": "2", "text": TEXT}).replace("\n", "\r\n\r\n").rstrip(), NDJSON),
        (json.dumps([{"id": "1", "text": TEXT}, {"id": "2", "text": TEXT}]), "application/json"),
        (json.dumps({"articles": [{"id": "1", "text": TEXT}, {"id": "2", "text": TEXT}]}), "application/json"),
    ],
    ids=["ndjson", "jsonl", "blank lines and no end", "array", "envelope"],
)
def test_articles_are_taken_in_coded_and_fetched(client, body, content_type):
    answer = submit(client, body, content_type)
    assert answer.status_code == 202
    place = answer.headers["Location"]
    assert answer.json["id"] == place.rsplit("/", 1)[1]
    assert answer.json["counts"]["received"] == 2
    assert int(answer.headers["Retry-After"]) > 0
    job = finished(client, place)
    assert job["state"] == "completed"
    assert job["counts"]["coded"] == 2
    assert job["errors"] == []
    assert [event["article_id"] for event in fetched(client, place)] == ["1", "2"]


def test_a_single_article_is_a_job_of_one(client):
    place = submit(client, json.dumps({"text": TEXT}), "application/json").headers["Location"]
    assert finished(client, place)["counts"]["coded"] == 1


def test_bulk_work_goes_to_the_bulk_queue(stack):
    stack.worker.sent.clear()
    submit(stack.client, lines({"text": TEXT}))
    assert stack.worker.sent == ["bulk"]


def test_a_bad_line_is_an_error_with_its_number_and_stops_nothing(client):
    body = b"".join(
        [
            lines({"id": "1", "text": TEXT}).encode(),
            b"{broken\n",
            b"\n",
            b'{"text": "\xff"}\n',
            lines({"id": "5", "text": "", "date": "x"}).encode(),
            lines([{"text": TEXT}]).encode(),
            b'{"text": "a", "text": "b"}\n',
            lines({"id": "8", "text": TEXT}, {"id": "9", "text": "unreadable"}).encode(),
        ]
    )
    place = submit(client, body).headers["Location"]
    job = finished(client, place)
    assert job["state"] == "completed"
    assert job["counts"]["received"] == 8
    assert job["counts"]["coded"] == 2
    assert job["counts"]["rejected"] == 5
    by_line = {error["line"]: error for error in job["errors"] if error.get("line")}
    assert list(by_line) == [2, 4, 5, 6, 7]
    assert "column 2" in by_line[2]["detail"]
    assert "UTF-8" in by_line[4]["detail"]
    assert by_line[5]["pointer"] == "/text"
    assert "1 more" in by_line[5]["detail"]
    assert by_line[6] | {"pointer": "", "detail": "Must be a JSON object."} == by_line[6]
    assert "twice" in by_line[7]["detail"]
    assert [event["article_id"] for event in fetched(client, place)] == ["1", "8"]


def test_a_job_of_bad_lines_only_is_finished_at_once(client):
    answer = submit(client, "{\n{\n")
    assert answer.status_code == 202
    job = finished(client, answer.headers["Location"])
    assert (job["state"], job["counts"]["rejected"]) == ("completed", 2)
    assert fetched(client, answer.headers["Location"]) == []


def test_a_line_over_the_limit_is_an_error_and_the_next_is_read(client):
    body = lines({"id": "1", "text": TEXT}) + '{"text": "' + "x" * 5_000_000 + '"}\n' + lines({"id": "3", "text": TEXT})
    job = finished(client, submit(client, body).headers["Location"])
    assert (job["counts"]["coded"], job["counts"]["rejected"]) == (2, 1)
    assert "limit of 2000000 bytes" in job["errors"][0]["detail"]
    assert job["errors"][0]["line"] == 2


@pytest.mark.parametrize(
    ("body", "content_type"),
    [("", NDJSON), ("\n \n\r\n", NDJSON), ("[]", "application/json"), ('{"articles": []}', "application/json")],
)
def test_a_body_without_articles_is_refused(client, body, content_type):
    answer = submit(client, body, content_type)
    assert answer.status_code == 422
    assert "article" in answer.json["detail"]


def test_an_unknown_coder_is_refused_before_anything_is_stored(client):
    before = [job["id"] for job in client.get("/v1/jobs").json["jobs"]]
    assert submit(client, lines({"text": TEXT}), query="?coder=nobody").status_code == 422
    assert [job["id"] for job in client.get("/v1/jobs").json["jobs"]] == before


def test_without_a_broker_the_job_is_stored_all_the_same(start):
    stack = start()
    stack.worker.up = False
    answer = submit(stack.client, lines({"text": TEXT}))
    assert answer.status_code == 202
    assert answer.json["state"] == "queued"
    stack.worker.up = True
    submit(stack.client, lines({"text": TEXT}))
    assert finished(stack.client, answer.headers["Location"])["state"] == "completed"


def test_a_job_has_an_etag_that_changes_with_it(start):
    stack = start()
    place = submit(stack.client, lines({"text": "slow"})).headers["Location"]
    running = stack.client.get(place)
    assert running.json["finished_at"] is None
    assert int(running.headers["Retry-After"]) > 0
    stack.coder.go_on.set()
    finished(stack.client, place)
    done = stack.client.get(place)
    assert "Retry-After" not in done.headers
    assert done.headers["ETag"] != running.headers["ETag"]
    same = stack.client.get(place, headers={"If-None-Match": done.headers["ETag"]})
    assert same.status_code == 304
    assert same.data == b""
    assert stack.client.get(place, headers={"If-None-Match": running.headers["ETag"]}).status_code == 200


def test_a_job_says_where_it_and_its_results_are(client):
    job = submit(client, lines({"text": TEXT})).json
    assert client.get(job["links"]["self"]).json["id"] == job["id"]
    finished(client, job["links"]["self"])
    assert client.get(job["links"]["results"]).status_code == 200


def test_the_list_of_jobs_is_paged_newest_first(start):
    client = start().client
    ids = [submit(client, lines({"text": TEXT})).json["id"] for _ in range(5)]
    first = client.get("/v1/jobs?limit=3")
    assert [job["id"] for job in first.json["jobs"]] == ids[:1:-1]
    assert first.json["next"] == ids[2]
    link = first.headers["Link"]
    assert link.endswith('; rel="next"')
    second = client.get(link[1 : link.index(">")])
    assert [job["id"] for job in second.json["jobs"]] == ids[1::-1]
    assert second.json["next"] is None
    assert "Link" not in second.headers


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "page=2", "before="])
def test_bad_parameters_of_the_list_are_named(client, query):
    answer = client.get(f"/v1/jobs?{query}")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["parameter"] == query.split("=")[0]


@pytest.mark.parametrize("tail", ["", "/results"])
@pytest.mark.parametrize(
    "job_id", ["nothing", "00000000-0000-0000-0000-000000000000", "%00", "%ff", "a" * 5000, "1' or '1'='1"]
)
def test_an_unknown_job_is_not_found(client, job_id, tail):
    answer = client.get(f"/v1/jobs/{job_id}{tail}")
    assert answer.status_code == 404
    assert answer.json["type"] == "/problems/job-not-found"


@pytest.fixture(scope="module")
def place(stack) -> str:
    """A finished job with six coded articles."""
    answer = submit(stack.client, lines(*({"id": f"a{n}", "text": TEXT} for n in range(6))))
    finished(stack.client, answer.headers["Location"])
    return answer.headers["Location"]


@pytest.mark.parametrize(
    ("output", "key"),
    [("", "article_id"), ("?output=events", "article_id"), ("?output=rows", "article_id"), ("?output=articles", "id")],
)
@pytest.mark.parametrize(
    ("accept", "media"),
    [(None, NDJSON), ("*/*", NDJSON), ("application/x-ndjson", NDJSON), ("application/json", "application/json"),
     ("application/json;q=0.5, application/x-ndjson;q=0.1", "application/json")],
)  # fmt: skip
def test_results_come_in_the_output_and_form_asked_for(client, place, output, key, accept, media):
    answer = client.get(f"{place}/results{output}", headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer.mimetype == media
    found = (
        answer.json["results"]
        if media == "application/json"
        else [json.loads(line) for line in answer.text.splitlines()]
    )
    assert [item[key] for item in found] == [f"a{n}" for n in range(6)]


@pytest.mark.parametrize("accept", [NDJSON, "application/json"])
def test_results_are_paged_without_loss_or_repetition(client, place, accept):
    found: list[str] = []
    address = f"{place}/results?output=rows&limit=4"
    pages = 0
    while address:
        answer = client.get(address, headers={"Accept": accept})
        items = answer.json["results"] if accept != NDJSON else [json.loads(line) for line in answer.text.splitlines()]
        found += [item["article_id"] for item in items]
        link = answer.headers.get("Link", "")
        address = link[1 : link.index(">")] if link else ""
        pages += 1
    assert found == [f"a{n}" for n in range(6)]
    assert pages == 2


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("output=all", "output"),
        ("limit=0", "limit"),
        ("limit=10001", "limit"),
        ("after=", "after"),
        ("ouput=rows", "ouput"),
    ],
)
def test_bad_parameters_of_the_results_are_named(client, place, query, parameter):
    answer = client.get(f"{place}/results?{query}")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["parameter"] == parameter


@pytest.mark.parametrize("after", ["nonsense", "-1", "1:2:3", "9" * 400, "a\u202eb"])
def test_a_cursor_that_is_none_of_ours_is_refused(client, place, after):
    answer = client.get(f"{place}/results", query_string={"after": after})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["parameter"] == "after"


@pytest.mark.parametrize("accept", ["text/plain", "text/html", "application/json;q=0"])
def test_a_form_that_is_not_offered_is_refused(client, place, accept):
    answer = client.get(f"{place}/results", headers={"Accept": accept})
    assert answer.status_code == 406
    assert "application/x-ndjson" in answer.json["detail"]


def test_results_of_a_running_job_are_what_is_there(start):
    stack = start(chunk_articles=1)
    place = submit(stack.client, lines({"id": "quick", "text": TEXT}, {"id": "late", "text": "slow"})).headers[
        "Location"
    ]
    deadline = time.monotonic() + 20
    while not (found := fetched(stack.client, place)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert [event["article_id"] for event in found] == ["quick"]


def test_a_first_result_that_breaks_its_schema_is_a_problem(client):
    place = submit(client, lines({"text": "broken"})).headers["Location"]
    finished(client, place)
    assert client.get(f"{place}/results?output=rows").json["type"] == "/problems/invalid-result"
    assert len(fetched(client, place, "?output=events")) == 1


def test_a_later_result_that_breaks_its_schema_cuts_the_stream_off(client):
    texts = [TEXT] * 100 + ["broken"]
    place = submit(client, lines(*({"text": text} for text in texts))).headers["Location"]
    finished(client, place)
    answer = client.get(f"{place}/results?output=rows", buffered=False)
    pieces: list[bytes] = []
    with pytest.raises(Problem, match="breaks its schema"):
        pieces.extend(answer.response)
    rows = [json.loads(line) for line in b"".join(pieces).splitlines()]
    assert 0 < len(rows) <= 100
    assert {row["year"] for row in rows} == {2024}
