from __future__ import annotations

import tracemalloc

import pytest

from api import exports as routes
from exports.registry import FORMATS
from tests.exports.validators import wrong_cells
from tests.support import eventually


@pytest.fixture(scope="module")
def job(stack) -> str:
    articles = [
        {"id": "x1", "text": "Troops left.", "date": "2024-03-02", "source": "Desk", "url": "https://press.test/1"},
        {"id": "x2", "text": "unreadable"},
        {"id": "x3", "text": "Troops came."},
    ]
    return stack.client.post("/v1/code", json={"articles": articles}).json["job"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_job_leaves_in_every_format(client, job, name):
    answer = client.get(f"/v1/jobs/{job}/export?format={name}")
    assert answer.status_code == 200
    form = FORMATS[name]
    assert answer.mimetype == form.media_type
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{job}-{name}{form.ending}"'
    lines = answer.text.split("\n")[:-1]
    assert len(lines) == 2 + form.header
    if name != "acled":
        assert wrong_cells(name, lines) == []


def test_what_was_posted_with_an_article_is_in_its_line(client, job):
    first, second = client.get(f"/v1/jobs/{job}/export?format=petrarch").text.splitlines()
    assert first.split("\t") == ["20240301", "SYRMIL", "---", "190", "", "x1_0", "https://press.test/1", "Desk"]
    assert second.split("\t")[5:] == ["x3_0", "", "NULL"]


def test_options(client, job):
    path = f"/v1/jobs/{job}/export?format=petrarch"
    (merged,) = client.get(f"{path}&one_a_day=true").text.splitlines()
    assert merged.split("\t")[5] == "x1_0;x3_0"
    assert client.get(f"{path}&dyads=true").text == ""


@pytest.mark.parametrize(
    ("path", "status", "parameter"),
    [
        ("/v1/jobs/{}/export", 422, "format"),
        ("/v1/jobs/{}/export?format=excel", 422, "format"),
        ("/v1/jobs/{}/export?format=phoenix&one_a_day=perhaps", 422, "one_a_day"),
        ("/v1/jobs/{}/export?format=acled&one_a_day=true", 422, "one_a_day"),
        ("/v1/jobs/{}/export?format=acled&dyads=true", 422, "dyads"),
        ("/v1/jobs/{}/export?format=phoenix&date_from=2024-01-01", 422, "date_from"),
        ("/v1/export?format=phoenix&date_from=yesterday", 422, "date_from"),
        ("/v1/export?format=phoenix&root=21", 422, "root"),
        ("/v1/export?format=acled&root=19", 422, "root"),
        ("/v1/jobs/none/export?format=phoenix", 404, None),
    ],
)
def test_wrong_requests_are_told(client, job, path, status, parameter):
    answer = client.get(path.format(job))
    assert answer.status_code == status
    if parameter:
        assert [error["parameter"] for error in answer.json["errors"]] == [parameter]
    else:
        assert answer.json["type"] == "/problems/job-not-found"


def test_the_store_leaves_as_a_whole_and_in_part(start):
    client = start(wait_seconds=10).client
    for text in ("Troops left.", "Troops came."):
        client.post("/v1/code", json={"articles": [{"id": "same", "text": text}, {"id": text, "text": text}]})
    assert client.get("/v1/export?format=petrarch").text.count("\n") == 3  # `same` was coded twice
    assert client.get("/v1/export?format=acled").text.count("\n") == 1 + 3
    for query, number in [
        ("date_from=2024-03-01&date_to=2024-03-01&root=19", 3),
        ("date_from=2024-03-02", 0),
        ("date_to=2024-02-29", 0),
        ("root=01", 0),
        ("country=SYR", 0),  # the events have no place
    ]:
        assert client.get(f"/v1/export?format=petrarch&{query}").text.count("\n") == number, query
    answer = client.get("/v1/export?format=acled&country=Syria")
    assert answer.text.count("\n") == 1 + 3
    assert answer.headers["Content-Disposition"] == 'attachment; filename="athir-acled.csv"'


def test_a_result_that_breaks_its_schema_never_leaves(start, logged, monkeypatch):
    client = start(wait_seconds=10).client
    job = client.post("/v1/jobs", json=[{"id": "a", "text": "Fine."}, {"id": "b", "text": "broken"}]).json["id"]
    eventually(lambda: client.get(f"/v1/jobs/{job}").json["state"] == "completed")
    for path in (f"/v1/jobs/{job}/export?format=acled", "/v1/export?format=acled"):
        answer = client.get(path)
        assert answer.status_code == 500
        assert answer.json["type"] == "/problems/invalid-result"
    # once something was sent, the answer breaks off
    monkeypatch.setattr(routes, "_PIECE", 1)
    with pytest.raises(routes.Problem):
        client.get(f"/v1/jobs/{job}/export?format=acled").get_data()


def test_memory_does_not_grow_with_the_job(start):
    stack = start(wait_seconds=30, max_articles_per_request=1000)

    def peak(number: int) -> int:
        lines = [{"id": f"a{n}", "text": "Troops left. " * 100} for n in range(number)]
        job = stack.client.post("/v1/code", json={"articles": lines}, headers={"Prefer": "wait=30"}).json["job"]
        path = f"/v1/jobs/{job}/export?format=gdelt2"
        stack.client.get(path).get_data()
        tracemalloc.start()
        answer = stack.client.get(path, buffered=False)
        assert sum(piece.count(b"\n") for piece in answer.response) == number
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        answer.close()
        return held

    small, large = peak(50), peak(500)
    assert large < 1.5 * small + 500_000
