"""Merged rows over HTTP: lists, one event, taken apart and put together, in every form; on the ACLED-style API too."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from coders.types import ArticleResult, Sentence
from tests.api import conftest
from tests.api.test_jobs import finished, lines, submit
from tests.coders.acled.test_merge import UNKNOWN, row

FIRST = row("a", fatalities=5, timestamp=1_700_000_010, source="Daily Lake")
SECOND = row("b", two=UNKNOWN, timestamp=1_700_000_020, source="Ridge Radio", place="Lanet")
ELSEWHERE = row("c", place="Naivasha", timestamp=1_700_000_030)
ROWS = {made.article_id: made for made in (FIRST, SECOND, ELSEWHERE)}


@pytest.fixture(scope="module")
def served(start):
    """A stack whose coder gives the rows above by the article's id, with three jobs done; tests only read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conftest, "result", told)
        return filled(start())


@pytest.fixture
def changed(start, monkeypatch):
    """The same for a test that changes things."""
    monkeypatch.setattr(conftest, "result", told)
    return filled(start())


def filled(stack):
    jobs = []
    for name in "abc":
        answer = submit(stack.client, lines({"id": name, "text": "Troops left the town."}))
        jobs.append(answer.headers["Location"])
        finished(stack.client, jobs[-1])
    return stack.client, jobs


def told(article) -> ArticleResult:
    sentence = Sentence(0, 0, len(article.text), article.text, status="coded")
    return ArticleResult(article.id, conftest.INFO, (sentence,), (), (), (ROWS[article.id],))


def items(answer) -> list[dict]:
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def ids(answer) -> list[tuple[str, list[str]]]:
    return [(item["event_id_cnty"], [m["event_id_cnty"] for m in item["members"]]) for item in items(answer)]


BOTH = (FIRST.event_id_cnty, [FIRST.event_id_cnty, SECOND.event_id_cnty])
LONE = (ELSEWHERE.event_id_cnty, [])


def test_lists_show_each_event_once_with_its_reports(served):
    client, jobs = served
    assert len(items(client.get("/v1/rows"))) == 3, "unmerged unless asked for"
    (merged, other) = items(client.get("/v1/rows?merge=true"))
    assert merged["source"] == "Daily Lake; Ridge Radio"
    assert [member["source"] for member in merged["members"]] == ["Daily Lake", "Ridge Radio"]
    assert [m["timestamp"] for m in merged["members"]] == [1_700_000_010, 1_700_000_020], "members stay as they came"
    assert [(m["kept"], m["joined"]) for m in merged["merges"]] == [tuple(BOTH[1])]
    assert merged["event_ids"] == [*FIRST.event_ids, *SECOND.event_ids]
    assert merged["article_id"] == "a"
    assert (other["members"], other["merges"]) == ([], [])
    assert ids(client.get(f"{jobs[0]}/results?output=rows&merge=true")) == [BOTH]
    assert ids(client.get(f"{jobs[1]}/results?output=rows&merge=true")) == [BOTH], "with the other job's report"
    assert len(items(client.get(f"{jobs[1]}/results?output=rows"))) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("order=desc", [LONE, BOTH]),
        ("article=b", [BOTH]),
        ("article=c", [LONE]),
        ("actor=Ridge%20Front&since=2023-05-10&until=2023-05-10", [BOTH, LONE]),
        ("country=Kenya&event_type=Battles&sub_event_type=Armed%20clash", [BOTH, LONE]),
        ("country=Mali", []),
        ("until=2023-05-09", []),
        (f"actor={UNKNOWN.replace(' ', '%20')}", []),
        ("job=nothing", []),
    ],
)
def test_filters_look_at_the_event(served, query, found):
    client, _ = served
    assert ids(client.get(f"/v1/rows?merge=true&{query}")) == found


def test_pages_are_linked(served):
    client, _ = served
    address, found = "/v1/rows?merge=true&limit=1", []
    while address:
        answer = client.get(address)
        found += ids(answer)
        link = answer.headers.get("Link", "")
        address = link[1 : link.index(">")] if link else ""
    assert found == [BOTH, LONE]


def test_tables_name_the_members(served):
    client, _ = served
    lines = list(csv.DictReader(io.StringIO(client.get("/v1/rows?merge=true&format=csv").text, newline="")))
    assert [line["member_ids"] for line in lines] == [" ".join(BOTH[1]), ""]
    assert lines[0]["merge_reasons"].startswith("same day, ")
    assert client.get("/v1/rows?merge=true&format=parquet").status_code == 200


def test_the_acled_style_api_shows_what_is_merged(served):
    client, _ = served
    client.get("/v1/rows?merge=true")
    answer = client.get("/api/acled/read").json
    assert {one["event_id_cnty"] for one in answer["data"]} == {BOTH[0], LONE[0]}
    assert client.get("/api/acled/read?source=Ridge").json["data"][0]["event_id_cnty"] == BOTH[0]
    (deleted,) = client.get("/api/deleted/read").json["data"]
    assert deleted["event_id_cnty"] == SECOND.event_id_cnty


def test_an_event_is_taken_apart_and_put_together(changed):
    client, _ = changed
    for name in BOTH[1]:
        (found,) = client.get(f"/v1/merges/{name}").json["results"]
        assert found["event_id_cnty"] == BOTH[0]
    (alone,) = client.delete(f"/v1/merges/{SECOND.event_id_cnty}").json["results"]
    assert (alone["event_id_cnty"], alone["source"], alone["members"]) == (SECOND.event_id_cnty, "Ridge Radio", [])
    assert len(ids(client.get("/v1/rows?merge=true"))) == 3
    assert client.get("/api/deleted/read").json["data"] == []
    (first,) = client.put(f"/v1/merges/{FIRST.event_id_cnty}").json["results"]
    assert first["members"] == []
    (again,) = client.put(f"/v1/merges/{SECOND.event_id_cnty}").json["results"]
    assert [member["event_id_cnty"] for member in again["members"]] == BOTH[1]


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_an_unknown_event_is_a_problem(served, method):
    answer = getattr(served[0], method)("/v1/merges/XXX1")
    assert (answer.status_code, answer.json["type"].rpartition("/")[2]) == (404, "event-not-found")


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/v1/rows?merge=true&after=rs1", "after"),
        ("/v1/rows?merge=perhaps", "merge"),
        ("/v1/events?merge=true", "merge"),
        ("{job}/results?output=events&merge=true", "merge"),
    ],
)
def test_bad_parameters_are_named(served, address, parameter):
    client, jobs = served
    answer = client.get(address.format(job=jobs[0]))
    assert answer.status_code == 422
    assert answer.json["errors"][0]["parameter"] == parameter


def test_a_job_and_an_installation_may_do_without(start, monkeypatch):
    monkeypatch.setattr(conftest, "result", told)
    for query, changes in (("?merge=false", {}), ("", {"merge_reports": 0})):
        client = start(**changes).client
        made = [{"id": name, "text": "Troops left the town."} for name in "ab"]
        job = submit(client, lines(*made), query=query).headers["Location"]
        finished(client, job)
        assert len(ids(client.get("/v1/rows?merge=true"))) == 2
        assert client.get(job).json["options"] == ({"merge": False} if query else {})


def test_a_merged_row_that_breaks_its_schema_is_a_problem(start, monkeypatch):
    monkeypatch.setattr(conftest, "result", told)
    monkeypatch.setitem(ROWS, "b", replace(SECOND, geo_precision=9))
    client = start().client
    finished(client, submit(client, lines({"id": "b", "text": "Troops left the town."})).headers["Location"])
    assert client.get("/v1/rows?merge=true").json["type"].endswith("invalid-result")
