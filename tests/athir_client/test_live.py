"""The client against a server that listens: what is sent comes back, also later and in parts."""

from __future__ import annotations

import threading

import pytest

from athir_client import Conflict, InvalidInput, NoAnswer, NotFound


def articles(number: int, prefix: str) -> list[dict[str, str]]:
    return [{"id": f"{prefix}{n}", "text": f"Troops left town {n}.", "date": "2024-03-02"} for n in range(number)]


def test_a_text_and_articles_are_coded(served):
    with served.client() as client:
        (result,) = client.code("Troops left the town.")["results"]
        assert result["events"][0]["code"] == "190"
        several = client.code([*articles(2, "a"), {"id": "bad", "text": ""}])
        assert [item["id"] for item in several["results"]] == ["a0", "a1", "bad"]
        assert several["results"][2]["error"]["slug"] == "invalid-article"
        with pytest.raises(InvalidInput, match="/text") as raised:
            client.code({"text": ""})
        assert (raised.value.status, raised.value.kind) == (422, "invalid-input")


def test_what_is_not_coded_in_time_is_waited_for(served):
    served.stack.coder.go_on.clear()
    threading.Timer(1.5, served.stack.coder.go_on.set).start()
    with served.client() as client:
        found = client.code([{"id": "s", "text": "slow troops"}, {"id": "t", "text": "unreadable"}], wait=1)
        assert found["counts"] == {"received": 2, "coded": 1, "failed": 1}
        assert [item["id"] for item in found["results"]] == ["s", "t"]
        served.stack.coder.go_on.clear()
        job = client.submit([{"text": "slow troops"}])
        with pytest.raises(NoAnswer, match="not finished after 1 s"):
            client.wait(job["id"], 1)
        served.stack.coder.go_on.set()
        assert client.wait(job["id"], 20)["state"] == "completed"


def test_results_are_walked_and_gone_on_with(served):
    with served.client() as client:
        job = client.wait(client.submit(articles(7, "w"))["id"], 20)
        listing = client.results(job["id"], "rows", limit=3)
        walked = iter(listing)
        assert [next(walked)["article_id"] for _ in range(3)] == ["w0", "w1", "w2"]
        assert not listing.complete
        again = client.results(job["id"], "rows", limit=3, after=listing.cursor)
        assert [row["article_id"] for row in again] == ["w3", "w4", "w5", "w6"]
        assert again.complete
        assert [a["id"] for a in client.results(job["id"], "articles", limit=2)] == [f"w{n}" for n in range(7)]
        assert len(list(client.results(job["id"]))) == 7
        assert {e["article_id"] for e in client.events(job=job["id"], limit=2)} == {f"w{n}" for n in range(7)}
        assert len(list(client.rows(article="w1", job=job["id"]))) == 1


def test_the_store_is_followed(served):
    with served.client() as client:
        client.code(articles(2, "before"))
        seen = client.events()
        list(seen)
        client.code(articles(2, "later"))
        assert [event["article_id"] for event in client.events(after=seen.cursor)] == ["later0", "later1"]


def test_jobs_are_listed_and_steered(served):
    with served.client() as client:
        made = [client.submit(articles(1, f"j{n}"))["id"] for n in range(3)]
        listed = [job["id"] for job, _ in zip(client.jobs(limit=2), range(3), strict=False)]
        assert listed == made[::-1]
        client.wait(made[0], 20)
        with pytest.raises(Conflict):
            client.hold(made[0], "pause")
        with pytest.raises(NotFound) as raised:
            client.job("none")
        assert raised.value.kind == "job-not-found"


def test_a_file_is_sent_and_a_name_is_kept(served, tmp_path):
    path = tmp_path / "articles.csv"
    path.write_text("id,text\nc1,Troops left.\n")
    with served.client() as client, path.open("rb") as file:
        job = client.submit(file, "text/csv", key="once")
        assert client.submit(path.read_bytes(), "text/csv", key="once")["id"] == job["id"]
        assert client.wait(job["id"], 20)["counts"]["coded"] == 1


def test_what_is_looked_up_is_found(served):
    with served.client() as client:
        assert client.ready()
        assert set(client.version()["coders"]) == {"plain", "other"}
        assert client.cameo("195")["parent"] == "19"
        assert client.actors("shabaab", limit=1)
        assert client.places("Idlib", country="SYR")[0]["country"] == "SYR"
        served.stack.alive[0] = False
        assert not client.ready()
        served.stack.alive[0] = True
