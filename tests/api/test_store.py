from __future__ import annotations

import csv
import io
import json

import pytest

from tests.api.test_jobs import TEXT, finished, lines, submit


@pytest.fixture(scope="module")
def filled(start):
    """A store with two jobs of four articles."""
    stack = start()
    places = []
    for base in (0, 4):
        made = [{"id": f"a{n}", "text": TEXT} for n in range(base, base + 4)]
        places.append(submit(stack.client, lines(*made)).headers["Location"])
        finished(stack.client, places[-1])
    return stack.client, [place.rpartition("/")[2] for place in places]


def ids(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [json.loads(line)["article_id"] for line in answer.text.splitlines()]


ALL = [f"a{n}" for n in range(8)]


@pytest.mark.parametrize("output", ["events", "rows"])
def test_everything_is_listed_whatever_job_gave_it(filled, output):
    client, jobs = filled
    assert ids(client.get(f"/v1/{output}")) == ALL
    assert ids(client.get(f"/v1/{output}?order=desc")) == ALL[::-1]
    assert ids(client.get(f"/v1/{output}?all=true")) == ALL
    assert ids(client.get(f"/v1/{output}?job={jobs[1]}")) == ALL[4:]
    assert ids(client.get(f"/v1/{output}?job=nothing")) == []
    assert ids(client.get(f"/v1/{output}?since=2024-03-01&article=a3")) == ["a3"]
    assert ids(client.get(f"/v1/{output}?until=2024-02-28")) == []


@pytest.mark.parametrize("query", ["", "code=19&", "since=2024-01-01&", "order=desc&"])
@pytest.mark.parametrize("form", ["ndjson", "json"])
def test_pages_are_linked_without_loss_or_repetition(filled, query, form):
    client, _ = filled
    found: list[str] = []
    address = f"/v1/events?{query}limit=3&format={form}"
    while address:
        answer = client.get(address)
        items = answer.json["results"] if form == "json" else map(json.loads, answer.text.splitlines())
        found += [item["article_id"] for item in items]
        link = answer.headers.get("Link", "")
        address = link[1 : link.index(">")] if link else ""
    assert found == (ALL[::-1] if "desc" in query else ALL)


def test_it_comes_as_csv_with_a_summary(filled):
    client, _ = filled
    table = list(csv.reader(io.StringIO(client.get("/v1/rows?format=csv&summary=true&limit=5").text, newline="")))
    assert len(table) == 1 + 5 + 1
    assert json.loads(table[-1][1]) | {"items": 5, "complete": False, "output": "rows"} == json.loads(table[-1][1])


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("actor=x", "actor"), ("output=rows", "output"), ("limit=0", "limit"), ("order=up", "order"), ("after=es", "after"),
     ("after=es1&since=2024-01-01", "after"), ("all=true&format=json", "all"), ("all=true&limit=1", "all"),
     ("status=coded", "status")],
)  # fmt: skip
def test_bad_parameters_are_named(filled, query, parameter):
    answer = filled[0].get(f"/v1/events?{query}")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["parameter"] == parameter


def test_an_event_that_breaks_its_schema_is_a_problem(start):
    client = start().client
    finished(client, submit(client, lines({"text": "broken"})).headers["Location"])
    assert client.get("/v1/rows").json["type"] == "/problems/invalid-result"
    assert len(ids(client.get("/v1/events"))) == 1
