from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

import athir_client
from cli.main import athir
from exports.registry import FORMATS
from tests.exports.conftest import JIHADIS, MALI_ARMY, event, result
from tests.exports.validators import wrong_cells


def run(*arguments: str, **options):
    return CliRunner().invoke(athir, ["export", *arguments], **options)


def stored(event_or_none=None, **facts) -> dict:
    made = result("s1", [event_or_none or event(1, "193", MALI_ARMY, JIHADIS)], **facts)
    return made


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "coded.ndjson"
    lines = [
        stored(source="Desk"),
        {"id": "x", "error": {"slug": "text-rejected", "detail": "No."}},
        {**stored(), "id": "s2"},
    ]
    path.write_text("\n\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_leaves_in_every_format(file, name):
    done = run("--format", name, file)
    assert done.exit_code == 0, done.output
    lines = done.stdout.split("\n")[:-1]
    assert len(lines) == (0 if name == "acled" else 2) + FORMATS[name].header
    if name != "acled":
        assert wrong_cells(name, lines) == []


def test_standard_input_and_options(file):
    text = Path(file).read_text(encoding="utf-8")
    done = run("--format", "petrarch", "--one-a-day", "-", input=text)
    assert done.stdout.split("\t")[5] == "s1_0;s2_0"
    assert run("--format", "petrarch", "--dyads", "-", input=text).stdout.count("\n") == 2


def test_the_formats_are_listed():
    listed = run("--list").stdout.splitlines()
    assert [line.split()[0] for line in listed] == list(FORMATS)
    assert "header" in listed[0]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--format", "phoenix"], "Name either FILE or --job."),
        (["--format", "phoenix", "--job", "j", "file"], "Name either FILE or --job."),
        (["file"], "Missing option '--format'."),
        (["--format", "excel", "file"], "'excel' is not one of"),
        (["--format", "phoenix", "no such file"], "no such file: No such file or directory"),
        (["--format", "acled", "--one-a-day", "-"], "acled is made of rows, which one-a-day does not apply to"),
    ],
)
def test_wrong_uses_are_told(arguments, told):
    done = run(*arguments)
    assert done.exit_code in (1, 2)
    assert told in done.output


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 2: not JSON"),
        ("[]", "line 2: not an article result"),
        (json.dumps({**stored(), "coder": None}), '"coder"'),
        (json.dumps(stored({**event(1, "193", None, None), "code": "999"})), '"code"'),
        (json.dumps(stored(date="2024-13-01")), '"date"'),
    ],
)
def test_a_line_that_is_no_result_is_named(line, told):
    done = run("--format", "phoenix", "-", input=json.dumps(stored()) + "\n" + line + "\n")
    assert done.exit_code == 1
    assert "line 2" in done.output
    assert told in done.output
    assert "Traceback" not in done.output


def test_a_file_that_is_not_utf_8_is_named(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"\xff\n")
    assert "not UTF-8 at byte 0" in run("--format", "phoenix", str(path)).output


def test_a_job_is_asked_of_the_server(monkeypatch):
    seen: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url)
        if "missing" in request.url.path:
            problem = {"title": "Job not found", "status": 404, "detail": "There is no job missing."}
            return httpx.Response(404, json=problem, headers={"Content-Type": "application/problem+json"})
        return httpx.Response(200, text="one\ntwo\n")

    transport = httpx.MockTransport(answer)
    real = athir_client.Client
    monkeypatch.setattr(athir_client, "Client", lambda url, **kept: real(url, transport=transport, **kept))
    done = run("--format", "gdelt2", "--job", "j-1", "--one-a-day", "--url", "http://athir.test")
    assert (done.exit_code, done.stdout) == (0, "one\ntwo\n")
    assert str(seen[0]) == "http://athir.test/v1/jobs/j-1/export?format=gdelt2&one_a_day=true"
    refused = run("--format", "gdelt2", "--job", "missing", "--dyads", "--url", "http://athir.test")
    assert (refused.exit_code, refused.output) == (1, "Error: 404 Job not found; There is no job missing.\n")
    assert "dyads=true" in str(seen[1])
