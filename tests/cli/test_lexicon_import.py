from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import athir
from tests.coders.petrarch.dictionaries import write


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATHIR_DICTIONARIES", str(tmp_path / "dictionaries"))
    monkeypatch.setenv("ATHIR_CACHE_DIR", str(tmp_path / "cache"))
    write(tmp_path / "source")
    return tmp_path


def test_an_import_reports_counts_and_problems_by_file_and_line(folders: Path) -> None:
    result = CliRunner().invoke(athir, ["lexicon", "import", "--petrarch", str(folders / "source"), "world"])
    assert result.exit_code == 0, result.output
    assert "world.agents.txt:9: the line must read PHRASE {PLURAL} [~CODE]; it has no code\n" in result.stderr
    assert "world.discards.txt (discards): 3 lines: discards 3; not read 0\n" in result.stdout
    assert "world.agents.txt (agents): 9 lines: markers 1, agents 7; not read 1\n" in result.stdout
    assert result.stdout.endswith("imported as petrarch:world, 3 lines with problems\n")
    manifest = json.loads((folders / "dictionaries" / "world" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["kinds"] == ["verbs", "actors", "agents", "discards", "issues"]
    assert list((folders / "cache").glob("petrarch-*.json"))


def test_only_what_is_asked_for_is_imported(folders: Path) -> None:
    command = ["lexicon", "import", "--petrarch", str(folders / "source"), "--use", "actors", "--quiet", "names"]
    result = CliRunner().invoke(athir, command)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "world.verbs.txt: left out\n" in result.stdout


@pytest.mark.parametrize(
    ("source", "name", "code", "says"),
    [
        ("none", "world", 2, "does not exist"),
        (".", "world", 1, "there is no dictionary"),
        ("source", "../world", 1, "is no name"),
    ],
)
def test_what_cannot_be_imported(folders: Path, source: str, name: str, code: int, says: str) -> None:
    result = CliRunner().invoke(athir, ["lexicon", "import", "--petrarch", str(folders / source), name])
    assert result.exit_code == code
    assert says in result.stderr
    assert not (folders / "dictionaries").exists()
