"""`athir code` with the real coder, built once and lent to every call; one test goes through a process of its own."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import cli.code
from cli.main import athir
from coders.registry import Coder, CoderOptions, build
from coders.wire import ROW_COLUMNS
from schemas.flat import EVENT_COLUMNS, flat_event
from tests.support import ROOT

STORY = "Russian forces shelled Ukrainian positions near Kharkiv on Monday, killing two soldiers. Snow fell in Oslo.\n"
PRAISE = {"id": "p", "text": "Italy praised Tunisia's government.", "date": "2024-05-01"}

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def coder_cache(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.config.cache.mkdir("gazetteer")
    return folder


@pytest.fixture(scope="module")
def coder(coder_cache: Path) -> Coder:
    return build("athir", CoderOptions(cache=coder_cache))


@pytest.fixture
def run(coder: Coder, coder_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `athir code` with text on standard input."""
    monkeypatch.setattr(cli.code, "build", lambda name, _: coder if name == "athir" else build(name, CoderOptions()))
    monkeypatch.setenv("ATHIR_CACHE_DIR", str(coder_cache))

    def invoke(*arguments: str, text: str | bytes = "") -> Result:
        return CliRunner().invoke(athir, ["code", *arguments], input=text)

    return invoke


def lines(result: Result) -> list[dict[str, Any]]:
    assert (result.exit_code, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_text_on_standard_input_gives_lines_of_events(run: Run) -> None:
    events = lines(run(text=STORY))
    assert (events[0]["code"], events[0]["article_id"]) == ("194", "-")
    assert events[0]["source"]["code"] == "RUSMIL"
    assert events[0]["date"] is None


def test_the_date_counts_for_articles_that_carry_none(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "two.ndjson"
    path.write_text(json.dumps({"id": "s", "text": STORY}) + "\n" + json.dumps(PRAISE) + "\n", encoding="utf-8")
    events = lines(run(str(path), "--date", "2024-03-06"))
    dated = {e["article_id"]: e["date"] for e in events}
    assert dated == {"s": "2024-03-04", "p": "2024-05-01"}


def test_articles_hold_everything(run: Run) -> None:
    (article,) = lines(run("--output", "articles", "--date", "2024-03-06", text=STORY))
    assert article["sentences"][0]["status"] == "coded"
    assert article["coder"]["name"] == "athir"
    assert "Kharkiv" in [p["text"] for p in article["places"]]
    assert {e["event_id"] for e in article["events"]} >= set(article["rows"][0]["event_ids"])


def test_rows_as_json_and_csv_say_the_same(run: Run) -> None:
    arguments = ("--output", "rows", "--date", "2024-03-06")
    as_json = run(*arguments, "--format", "json", text=STORY)
    rows = json.loads(as_json.stdout)
    assert rows
    table = list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv", text=STORY).stdout)))
    assert list(table[0]) == [*ROW_COLUMNS, "article_id", "event_ids"]
    assert [r["event_type"] for r in table] == [r["event_type"] for r in rows]
    assert table[0]["event_ids"].split() == rows[0]["event_ids"]


def test_the_day_of_receipt_stands_for_the_day_of_a_row_without_a_date(run: Run) -> None:
    (row,) = lines(run("--output", "rows", "--received", "2024-03-09", text=STORY))
    assert (row["event_date"], row["time_precision"]) == ("2024-03-09", 3)
    (again,) = lines(run("--output", "rows", text=STORY))
    assert again["event_id_cnty"] == row["event_id_cnty"]
    assert lines(run("--received", "2024-03-09", text=STORY))[0]["date"] is None


TWICE = [
    {"id": "a", "text": STORY, "date": "2024-03-06", "source": "Daily Lake"},
    {"id": "b", "text": STORY.replace("two", "three"), "date": "2024-03-05", "source": "Reuters"},
    {"id": "c", "text": "Police arrested four opposition activists in Nairobi on Monday.", "date": "2024-03-06"},
]


def test_an_event_of_two_articles_is_one_merged_row(run: Run) -> None:
    text = "".join(json.dumps(article) + "\n" for article in TWICE)
    apart = {r["article_id"]: r for r in lines(run("--output", "rows", text=text))}
    alone, both = lines(run("--output", "rows", "--merge", text=text))
    assert (alone["country"], alone["members"], alone["merges"]) == ("Kenya", [], [])
    assert (both["source"], both["fatalities"]) == ("Daily Lake; Reuters", 2)
    timeless = {"timestamp": 0}
    assert [{**m, **timeless} for m in sorted(both["members"], key=lambda m: str(m["article_id"]))] == [
        {**apart[i], **timeless} for i in ("a", "b")
    ]
    ((merge),) = both["merges"]
    assert {merge["kept"], merge["joined"]} == {apart[i]["event_id_cnty"] for i in ("a", "b")}
    assert merge["reason"].startswith("same day")
    table = list(csv.DictReader(io.StringIO(run("--output", "rows", "--merge", "--format", "csv", text=text).stdout)))
    assert [len(line["member_ids"].split()) for line in table] == [0, 2]
    assert json.loads(run("--output", "rows", "--merge", "--format", "json", text="It rained.").stdout) == []


def test_events_as_csv_are_flat(run: Run) -> None:
    table = list(csv.DictReader(io.StringIO(run("--format", "csv", text=STORY).stdout)))
    assert tuple(table[0]) == EVENT_COLUMNS
    assert (table[0]["code"], table[0]["source_code"], table[0]["trigger"]) == ("194", "RUSMIL", "shelled")


def test_an_event_without_sides_and_place_is_flat_too(run: Run) -> None:
    (event, *_) = lines(run(text=STORY))
    flat = flat_event({**event, "source": None, "target": None, "place": None})
    assert tuple(flat) == EVENT_COLUMNS
    assert [flat[c] for c in ("source_code", "target_text", "place", "latitude")] == [None] * 4


def test_an_explanation_names_lexicon_lines(run: Run) -> None:
    result = run("--explain", text=STORY)
    assert result.exit_code == 0
    assert "act     cameo/" in result.stdout


def test_nothing_in_nothing_out(run: Run) -> None:
    assert lines(run("-", text=json.dumps({"id": "a", "text": "It rained."}))) == []
    assert json.loads(run("--format", "json", text="It rained.").stdout) == []


@pytest.mark.parametrize(
    ("arguments", "text", "code", "message"),
    [
        (["no-such-file.txt"], "", 1, "no-such-file.txt: No such file or directory"),
        ([], b"\xff\xfe", 1, "not UTF-8 at byte 0"),
        ([], '{"id": "a"}\n', 1, "line 1: "),
        ([], '{"id": "a", "text": "x"}\n{"id": "b", "text": 7}\n', 1, "line 2: "),
        (["--date", "yesterday"], "It rained.", 1, "text: "),
        (["--coder", "nobody"], "It rained.", 1, "no coder named 'nobody'"),
        (["--output", "articles", "--format", "csv"], "It rained.", 2, "articles have no flat form"),
        (["--merge"], "It rained.", 2, "--merge is for --output rows"),
        (["--output", "poems"], "", 2, "'poems' is not one of"),
    ],
)
def test_what_is_wrong_is_one_line(run: Run, arguments: list[str], text: str | bytes, code: int, message: str) -> None:
    result = run(*arguments, text=text)
    assert result.exit_code == code
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_process_of_its_own_codes_a_file(coder_cache: Path, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(b"\xef\xbb\xbf" + STORY.encode())
    environ = {**os.environ, "ATHIR_CACHE_DIR": str(coder_cache), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "code", str(path)], env=environ, capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    event = json.loads(done.stdout.splitlines()[0])
    assert (event["article_id"], event["code"]) == ("story.txt", "194")
    assert STORY[event["trigger"]["start"] : event["trigger"]["end"]] == "shelled"
