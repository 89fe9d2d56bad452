"""A group's own actor files: wrong ones stop every command that codes, right ones outrank ours and say so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import athir
from coders.geo import build
from coders.geo.gazetteer import Gazetteer, location

HEADER = "name\taliases\tcode\tfrom\tto\tacled_name\tinter\tnote\n"
TEXT = "Hamas attacked the army of Kenya on Monday."


@pytest.fixture
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    shared: Path = request.config.cache.mkdir("gazetteer")
    Gazetteer.open(shared)
    folder = tmp_path / "cache"
    folder.mkdir()
    (folder / build.FILE).symlink_to(location(shared))
    return folder


def run(command: list[str], cache: Path, *own: Path, text: str | None = None) -> Result:
    environ = {"ATHIR_CACHE_DIR": str(cache), "ATHIR_ACTORS": ":".join(map(str, own))}
    return CliRunner(env=environ).invoke(athir, command, input=text)


def test_an_own_entry_outranks_and_the_trace_says_so(cache: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.tsv", tmp_path / "two.tsv"
    one.write_text(HEADER + "Noon Front\t-\tKENREB\t-\t-\t-\t-\t-\n", encoding="utf-8")
    two.write_text(HEADER + "Dawn Front\tHamas\tTZAREB\t-\t-\tDawn Front (Tanzania)\t2\t-\n", encoding="utf-8")
    command = ["code", "--output", "events", "--format", "ndjson", "--date", "2024-03-02"]
    before = json.loads(run(command, cache, text=TEXT).output.splitlines()[0])["source"]
    source = json.loads(run(command, cache, one, two, text=TEXT).output.splitlines()[0])["source"]
    assert before["code"].startswith("PSE")
    assert (source["code"], source["name"]) == ("TZAREB", "Dawn Front")
    assert "two.tsv:2, an own entry, which outranks the project's" in " ".join(source["trace"])
    assert "own entry" not in " ".join(before["trace"])


@pytest.mark.parametrize("command", ["code", "api", "worker", "up"])
@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (HEADER + "Dawn Front\t-\tKENREB\nDusk Front\t-\tQQQREB\n", "mine.tsv:3: 'QQQREB' begins with 'QQQ'"),
        ("name\tcode\nDawn Front\tKENREB\n", "mine.tsv:1: header must name the columns"),
        (None, "mine.tsv:1: cannot be read: No such file or directory"),
    ],
)
def test_a_wrong_file_stops_the_start_with_one_line(
    cache: Path, tmp_path: Path, command: str, lines: str | None, words: str
) -> None:
    path = tmp_path / "mine.tsv"
    if lines is not None:
        path.write_text(lines, encoding="utf-8")
    done = run([command], cache, path, text=TEXT)
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert done.output.count("\n") == 1
    assert words in done.output


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    own, cache = tmp_path / "mine.tsv", tmp_path / "file"
    own.write_text(HEADER + "Dawn Front\t-\tKENREB\n", encoding="utf-8")
    cache.write_text("no folder")
    done = run(["lexicon", "compile"], cache, own)
    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert str(cache) in done.output
