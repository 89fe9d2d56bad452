"""`athir jobs` against an API of its own making: what it sends, and what it tells of a job."""

from __future__ import annotations

import gzip
from pathlib import Path

import click
import httpx
import pytest
from click.testing import CliRunner

from athir_client import transport as client_module
from cli.jobs import _media_type, _settled
from cli.main import athir

COUNTS = {
    "received": 9, "coded": 4, "empty": 2, "failed": 1, "quarantined": 1, "rejected": 1, "cancelled": 0,
}  # fmt: skip


def job(state: str = "running", **changes: object) -> dict[str, object]:
    return {
        "id": "j1", "state": state, "paused": False, "counts": COUNTS, "rate": 2.0,
        "estimated_end": "2024-03-01T12:00:00.000Z", **changes,
    }  # fmt: skip


class Server:
    """Answers with the jobs given, the last one again and again, and keeps what it was asked."""

    def __init__(self, *jobs: dict[str, object], status: int = 200) -> None:
        self.jobs = list(jobs)
        self.status = status
        self.seen: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.seen.append(request)
        found = self.jobs.pop(0) if len(self.jobs) > 1 else self.jobs[0]
        return httpx.Response(self.status, json=found, headers={"ETag": f'"{len(self.seen)}"'})


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch):
    def go(server: Server, *arguments: str):
        made = httpx.Client

        def with_transport(**options: object) -> httpx.Client:
            return made(**{**options, "transport": httpx.MockTransport(server)})

        monkeypatch.setattr(client_module.httpx, "Client", with_transport)
        return CliRunner().invoke(athir, ["jobs", "--url", "http://athir.test", *arguments])

    return go


def test_options_are_sent_and_the_id_is_printed(run, tmp_path: Path):
    file = tmp_path / "articles.csv.gz"
    file.write_bytes(gzip.compress(b"text\na\n"))
    server = Server(job("queued"))
    done = run(
        server, "submit", str(file), "--date", "2024-03-01", "--priority", "high", "--output", "rows", "--key", "k1"
    )
    assert (done.exit_code, done.stdout) == (0, "j1\n"), done.output
    (sent,) = server.seen
    assert dict(sent.url.params) == {"format": "csv", "date": "2024-03-01", "priority": "high", "output": "rows"}
    assert (sent.headers["Content-Type"], sent.headers["Idempotency-Key"]) == ("application/gzip", "k1")
    assert sent.content == file.read_bytes()


@pytest.mark.parametrize(
    ("last", "code", "told"),
    [
        (job("completed"), 0, "completed: 9 received, 4 coded, 2 empty, 1 failed, 1 quarantined, 1 rejected"),
        (job("cancelled"), 1, "cancelled: 9 received"),
    ],
)
def test_a_job_is_watched_to_its_end(run, last, code, told):
    server = Server(job("queued", rate=None, estimated_end=None), job(), job(paused=True), last)
    done = run(server, "watch", "j1")
    assert done.exit_code == code
    assert told in done.stderr
    assert [request.headers.get("If-None-Match") for request in server.seen] == [None, '"1"', '"2"', '"3"']
    assert all(request.headers["Prefer"].startswith("wait=") for request in server.seen[1:])


def test_a_job_that_has_not_changed_is_asked_for_again(run):
    answers = iter([httpx.Response(200, json=job(), headers={"ETag": '"1"'}), httpx.Response(304), httpx.Response(304)])
    last = httpx.Response(200, json=job("completed"))
    assert run(lambda request: next(answers, last), "watch", "j1").exit_code == 0


@pytest.mark.parametrize(
    ("command", "method", "path", "changed", "told"),
    [
        ("cancel", "DELETE", "/v1/jobs/j1", job("cancelled"), "cancelled: "),
        ("pause", "POST", "/v1/jobs/j1/pause", job(paused=True), "running, paused: "),
        ("resume", "POST", "/v1/jobs/j1/resume", job(), "running: "),
    ],
)
def test_a_job_is_changed(run, command, method, path, changed, told):
    server = Server(changed)
    done = run(server, command, "j1")
    assert (done.exit_code, done.stderr.startswith(told)) == (0, True), done.output
    assert [(request.method, request.url.path) for request in server.seen] == [(method, path)]


def test_the_bar_is_full_when_all_is_settled():
    assert _settled({**COUNTS, "cancelled": 2}) == 9


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("-", ("application/x-ndjson", None)),
        ("a.ndjson", ("application/x-ndjson", None)),
        ("A.JSON", ("application/json", None)),
        ("a.b.csv", ("text/csv", None)),
        ("a.tsv", ("text/tab-separated-values", None)),
        ("a.jsonl.gz", ("application/gzip", "ndjson")),
        ("a.json.zst", ("application/zstd", "json")),
    ],
)
def test_the_name_tells_the_type(name, expected):
    assert _media_type(name) == expected


@pytest.mark.parametrize("name", ["articles", "a.txt", "a.gz", "a.txt.gz", ".zst"])
def test_a_name_that_tells_nothing_is_refused(name):
    with pytest.raises(click.UsageError, match="suffix"):
        _media_type(name)
