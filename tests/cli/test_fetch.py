"""`athir jobs fetch` against a server that fails in the middle."""

from __future__ import annotations

import json
from pathlib import Path

import click
import httpx
import pytest
from click.testing import CliRunner

from athir_client import Client, ServerError
from cli import fetch
from cli.jobs import jobs

QUERY = {"output": "events", "format": "ndjson"}


class Server:
    """Gives numbered lines in pages of three, as the API does. `failures` are statuses to answer first, 0 to break off."""

    def __init__(self, lines: int = 8) -> None:
        self.lines = lines
        self.finished = True
        self.failures: list[int | None] = []
        self.asked: list[dict[str, str]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/results"):
            return httpx.Response(200, json={"id": "j", "finished_at": "now" if self.finished else None})
        query = dict(request.url.params)
        self.asked.append(query)
        failure = self.failures.pop(0) if self.failures else None
        if failure == 0:
            raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")
        if failure:
            return httpx.Response(failure)
        start = int(query.get("after", "0"))
        end = self.lines if query["format"] == "parquet" else min(start + 3, self.lines)
        body = "header\n" if query["format"] == "csv" and query["header"] == "true" else ""
        body += "".join(f'{{"n": {n}}}\n' for n in range(start, end))
        links = {"Link": f'</v1/jobs/j/results?limit=3&after={end}>; rel="next"'} if end < self.lines else {}
        return httpx.Response(200, content=body.encode(), headers=links)

    @property
    def client(self) -> Client:
        return Client("http://athir.test", transport=httpx.MockTransport(self))


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)


def whole(count: int = 8) -> bytes:
    return "".join(f'{{"n": {n}}}\n' for n in range(count)).encode()


def to_file(server: Server, path: Path, said: list[str] | None = None, **query: str) -> bool:
    lines = [] if said is None else said
    return fetch.to_file(server.client, "j", path, query=QUERY | query, say=lines.append)


def test_pages_are_put_together(tmp_path: Path) -> None:
    server = Server()
    assert to_file(server, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == whole()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_header_comes_once(tmp_path: Path) -> None:
    assert to_file(Server(), tmp_path / "out", format="csv")
    assert (tmp_path / "out").read_bytes() == b"header\n" + whole()


def test_a_passing_failure_is_asked_again(tmp_path: Path) -> None:
    server = Server()
    server.failures = [None, 503, 0, None]
    assert to_file(server, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == whole()


@pytest.mark.parametrize("torn", [b"", b'{"n": 3}\n{"n"'])
def test_a_download_that_broke_off_goes_on_where_it_was_whole(tmp_path: Path, torn: bytes) -> None:
    server = Server()
    server.failures = [None, *[0] * 6]
    with pytest.raises(ServerError, match="no answer"):
        to_file(server, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with (tmp_path / "out.part").open("ab") as part:
        part.write(torn)  # what a killed process had written of the next page
    server.asked.clear()
    said: list[str] = []
    assert to_file(server, tmp_path / "out", said)
    assert (tmp_path / "out").read_bytes() == whole()
    assert server.asked[0]["after"] == "3"
    assert said == ["going on after 27 bytes"]


def test_a_refusal_is_not_asked_again(tmp_path: Path) -> None:
    server = Server()
    server.failures = [410]
    with pytest.raises(ServerError, match="410"):
        to_file(server, tmp_path / "out")
    assert len(server.asked) == 1


def test_of_a_running_job_the_part_stays_and_is_gone_on_with(tmp_path: Path) -> None:
    server = Server(lines=5)
    server.finished = False
    assert not to_file(server, tmp_path / "out")
    assert (tmp_path / "out.part").read_bytes() == whole(5)
    assert not (tmp_path / "out").exists()
    server.lines, server.finished = 8, True
    assert to_file(server, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == whole()


def test_the_part_of_another_download_is_not_touched(tmp_path: Path) -> None:
    server = Server()
    server.failures = [None, *[0] * 6]
    with pytest.raises(ServerError):
        to_file(server, tmp_path / "out")
    before = (tmp_path / "out.part").read_bytes()
    with pytest.raises(click.UsageError, match="another download"):
        to_file(server, tmp_path / "out", output="rows")
    assert (tmp_path / "out.part").read_bytes() == before
    (tmp_path / "out.part.json").write_text("{")
    with pytest.raises(click.UsageError, match="cannot be read"):
        to_file(server, tmp_path / "out")


def test_a_part_that_is_shorter_than_its_note_is_begun_anew(tmp_path: Path) -> None:
    note = {"job": "j", **QUERY, "size": 27, "after": "3"}
    (tmp_path / "out.part.json").write_text(json.dumps(note))
    (tmp_path / "out.part").write_bytes(b"x")
    assert to_file(Server(), tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == whole()


def test_parquet_comes_at_once(tmp_path: Path) -> None:
    server = Server()
    assert to_file(server, tmp_path / "out", format="parquet")
    assert len(server.asked) == 1
    assert "limit" not in server.asked[0]


@pytest.mark.parametrize(("finished", "code"), [(True, 0), (False, 1)])
def test_the_command_writes_to_standard_output(finished: bool, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server()
    server.finished = finished
    monkeypatch.setattr("cli.jobs.Client", lambda url, **_: server.client)
    done = CliRunner().invoke(jobs, ["fetch", "j"])
    assert (done.exit_code, done.stdout) == (code, whole().decode())
    assert ("still runs" in done.stderr) is not finished
