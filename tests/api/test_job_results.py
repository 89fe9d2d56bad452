from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from sqlalchemy import update

from api import formats, listing
from coders.wire import ROW_COLUMNS
from schemas.flat import EVENT_COLUMNS
from storage.engine import now, writing
from storage.models import Job
from tests.api.test_jobs import TEXT, fetched, finished, lines, submit


@pytest.fixture(scope="module")
def place(stack) -> str:
    """A finished job: eight articles, of which the third could not be coded."""
    made = [{"id": f"a{n}", "text": "unreadable" if n == 2 else f"={n} {TEXT}"} for n in range(8)]
    answer = submit(stack.client, lines(*made))
    finished(stack.client, answer.headers["Location"])
    return answer.headers["Location"]


IDS = [f"a{n}" for n in range(8) if n != 2]


@pytest.mark.parametrize(
    ("form", "media"),
    [("csv", "text/csv"), ("tsv", "text/tab-separated-values"), ("parquet", "application/vnd.apache.parquet"),
     ("ndjson", "application/x-ndjson"), ("json", "application/json")],
)  # fmt: skip
@pytest.mark.parametrize("output", ["events", "rows", "articles"])
def test_every_output_comes_in_every_form(client, place, form, media, output):
    by_name = client.get(f"{place}/results?output={output}&format={form}", headers={"Accept": "text/plain"})
    by_type = client.get(f"{place}/results?output={output}", headers={"Accept": media})
    assert by_name.status_code == by_type.status_code == 200
    assert by_name.mimetype == by_type.mimetype == media
    assert by_name.data == by_type.data
    key = "id" if output == "articles" else "article_id"
    assert [item[key] for item in read(form, by_name.data)] == (
        IDS if key == "article_id" else [f"a{n}" for n in range(8)]
    )


def read(form: str, data: bytes) -> list[dict]:
    if form == "parquet":
        return pq.read_table(io.BytesIO(data)).to_pylist()
    if form == "json":
        return json.loads(data)["results"]
    if form == "ndjson":
        return [json.loads(line) for line in data.splitlines()]
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), delimiter="," if form == "csv" else "\t"))


def test_csv_has_the_columns_in_order_and_guards_formulas(client, place):
    rows = client.get(f"{place}/results?output=rows&format=csv")
    assert rows.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert rows.text.split("\r\n")[0].split(",") == [*ROW_COLUMNS, "article_id", "event_ids"]
    events = client.get(f"{place}/results?format=csv").text
    assert tuple(events.split("\r\n")[0].split(",")) == EVENT_COLUMNS
    assert {event["source_text"] for event in read("csv", events.encode())} == {f"'={n} W" for n in range(8) if n != 2}
    unsafe = client.get(f"{place}/results?format=csv&safe=false&header=false").text
    assert unsafe.split("\r\n")[0].startswith("a0,0,e-a0,190")
    assert ",=0 W," in unsafe


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("code=190", IDS),
        ("code=19&country=SYR", []),
        ("code=195&code=19", IDS),
        ("code=036", []),
        ("source_country=SYR&article=a3&article=a4", ["a3", "a4"]),
        ("since=2024-03-01&until=2024-03-01", IDS),
        ("until=2024-02-29", []),
        ("output=rows&actor=Military Forces of Syria", IDS),
        ("output=rows&sub_event_type=Attack", []),
        ("output=rows&country=Syria&since=2024-03-01", IDS),
        ("output=articles&status=failed", ["a2"]),
        ("output=articles&status=failed&status=coded&article=a1&article=a2", ["a1", "a2"]),
    ],
)
def test_results_are_filtered(client, place, query, ids):
    assert [item.get("article_id") or item["id"] for item in fetched(client, place, f"?{query}")] == ids


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("status=coded", "status"), ("output=rows&code=19", "code"), ("output=articles&since=2024-01-01", "since"),
        ("output=events&actor=x", "actor"), ("code=9", "code/0"), ("code=21", "code/0"), ("since=2024-02-30", "since"),
        ("since=2024-03-02&until=2024-03-01", "until"), ("format=xml", "format"), ("summary=maybe", "summary"),
        ("source=", "source/0"), ("all=true", "all"), ("output=articles&status=done", "status/0"),
        ("&".join(f"article={n}" for n in range(51)), "article"),
    ],
)  # fmt: skip
def test_a_filter_that_means_nothing_is_named(client, place, query, parameter):
    answer = client.get(f"{place}/results?{query}")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["parameter"] == parameter


@pytest.mark.parametrize("form", ["ndjson", "csv", "tsv", "parquet", "json"])
def test_a_summary_says_that_everything_is_there(client, place, form):
    answer = client.get(f"{place}/results?format={form}&summary=true")
    if form == "parquet":
        said = json.loads(pq.ParquetFile(io.BytesIO(answer.data)).metadata.metadata[b"athir.summary"])
    elif form == "json":
        said = answer.json["summary"]
    elif form == "ndjson":
        said = read(form, answer.data)[-1]["_summary"]
    else:
        last = list(csv.reader(io.StringIO(answer.text, newline=""), delimiter="," if form == "csv" else "\t"))[-1]
        assert (last[0], len(last)) == ("_summary", len(EVENT_COLUMNS))
        said = json.loads(last[1])
    assert (said["items"], said["complete"], said["state"], said["output"]) == (7, True, "completed", "events")
    assert said["counts"] == {"received": 8, "coded": 7, "failed": 1, "quarantined": 0, "rejected": 0}
    assert fetched(client, place, f"?after={said['cursor']}") == []


@pytest.mark.parametrize("form", ["ndjson", "csv"])
def test_pages_of_one_form_make_the_whole(client, place, form):
    whole = client.get(f"{place}/results?format={form}&output=rows").data
    found, address = b"", f"{place}/results?format={form}&output=rows&limit=3&header=false&summary=false"
    if form == "csv":
        found = whole[: whole.index(b"\r\n") + 2]
    pages = 0
    while address:
        answer = client.get(address)
        found += answer.data
        pages += 1
        link = answer.headers.get("Link", "")
        address = link[1 : link.index(">")] if link else ""
    assert (found, pages) == (whole, 3)


def test_only_the_last_page_is_complete(client, place):
    first = client.get(f"{place}/results?limit=4&format=json&summary=true&source_country=SYR").json
    assert first["summary"]["complete"] is False
    last = client.get(f"{place}/results?limit=4&format=json&summary=true&after={first['next']}").json
    assert (last["summary"]["complete"], last["summary"]["items"]) == (True, 3)


def test_a_page_of_large_articles_ends_early_and_the_next_goes_on(client, place, monkeypatch):
    monkeypatch.setattr(listing, "_PAGE_BYTES", 1)
    first = client.get(f"{place}/results?output=articles&format=json").json
    assert [item["id"] for item in first["results"]] == ["a0"]
    second = client.get(f"{place}/results?output=articles&format=json&limit=5&after={first['next']}").json
    assert [item["id"] for item in second["results"]] == ["a1"]


def test_of_a_running_job_the_summary_says_that_more_may_come(start):
    stack = start(chunk_articles=1)
    place = submit(stack.client, lines({"id": "late", "text": "slow"})).headers["Location"]
    (only,) = fetched(stack.client, place, "?summary=true")
    assert only["_summary"] | {"complete": False, "items": 0, "cursor": None} == only["_summary"]
    stack.coder.go_on.set()


def test_without_pyarrow_parquet_is_refused_and_the_reason_told(client, place, monkeypatch):
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    answer = client.get(f"{place}/results?format=parquet")
    assert answer.status_code == 406
    assert "athir[parquet]" in answer.json["detail"]
    assert client.get(f"{place}/results?format=csv").status_code == 200


def test_results_say_when_they_go_and_are_gone_then(stack, client):
    place = submit(client, lines({"text": TEXT})).headers["Location"]
    job = finished(client, place)
    assert job["expires_at"] is None
    assert "Sunset" not in client.get(f"{place}/results").headers
    store = stack.app.extensions["athir"].store

    def expire_in(seconds: float) -> None:
        with writing(store) as session:
            until = now(session) + timedelta(seconds=seconds)
            session.execute(update(Job).where(Job.id == job["id"]).values(expires_at=until))

    etag = client.get(place).headers["ETag"]
    expire_in(3600)
    assert client.get(place).headers["ETag"] != etag
    assert client.get(place).json["expires_at"].endswith("Z")
    assert client.get(f"{place}/results").headers["Sunset"].endswith(" GMT")
    expire_in(-1)
    gone = client.get(f"{place}/results")
    assert (gone.status_code, gone.json["type"]) == (410, "/problems/results-expired")
    assert client.get(place).json["counts"]["coded"] == 1
