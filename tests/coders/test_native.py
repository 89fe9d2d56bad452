from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

from coders.errors import StaleBuild
from coders.native import compiled
from coders.registry import CoderOptions, build
from coders.types import Article
from tests.support import ROOT

TEXTS = (
    "KELDA, 3 March 2024 (Norrland Wire) — Warplanes bombed a market near Idlib on Friday, killing at least 11 people, rescuers said. "
    "The Free Harvest Front (FHF) claimed that it had seized three villages from government forces. The FHF denied shelling civilians.",
    "France and Mali agreed to hold talks on the withdrawal of French troops, but Bamako threatened to expel the ambassador unless "
    "Paris apologises. Protesters in Dakar burned tyres and clashed with police, who fired tear gas and arrested dozens.",
    "The minister, who had promised to visit Nairobi, refused to meet the rebels; seventy years ago they fought each other there.",
)
SOURCES_ALONE = """
import sys
from dataclasses import replace
from importlib.machinery import FileFinder, SourceFileLoader
from pathlib import Path

def sources(path):
    if Path({root!r}, "coders") not in (Path(path), *Path(path).parents):
        raise ImportError
    return FileFinder(path, (SourceFileLoader, [".py"]))

sys.path_hooks.insert(0, sources)
from coders.registry import CoderOptions, build
from coders.types import Article
import coders.cameo.interpret

assert coders.cameo.interpret.__file__.endswith(".py")
for result in build("athir", CoderOptions()).code([Article(str(i), text) for i, text in enumerate({texts!r})]):
    print(repr((result.events, [replace(row, timestamp=0) for row in result.rows], result.places)))
"""


def made(package: Path, *, record: bool = True, extension: bool = True) -> Path:
    """A package with one compiled module, at least by the look of it."""
    source = package / "deed.py"
    source.write_text("X = 1\n", encoding="utf-8")
    if extension:
        source.with_suffix(EXTENSION_SUFFIXES[0]).touch()
    if record:
        known = {"": "the recipe", "deed.py": hashlib.sha256(source.read_bytes()).hexdigest()}
        (package / "native.json").write_text(json.dumps(known), encoding="utf-8")
    return source


def test_compiled_modules_are_named(tmp_path: Path) -> None:
    made(tmp_path)
    assert compiled(tmp_path) == ("deed.py",)


def test_sources_alone_are_not_compiled(tmp_path: Path) -> None:
    made(tmp_path, record=False, extension=False)
    assert compiled(tmp_path) == ()


def test_a_source_changed_since_is_refused(tmp_path: Path) -> None:
    made(tmp_path).write_text("X = 2\n", encoding="utf-8")
    with pytest.raises(StaleBuild, match=r"deed\.py: it has changed"):
        compiled(tmp_path)


def test_a_source_taken_away_since_is_refused(tmp_path: Path) -> None:
    made(tmp_path).unlink()
    with pytest.raises(StaleBuild, match=r"deed\.py"):
        compiled(tmp_path)


def test_modules_of_unknown_sources_are_refused(tmp_path: Path) -> None:
    made(tmp_path, record=False)
    with pytest.raises(StaleBuild, match="no record"):
        compiled(tmp_path)


def test_compiled_or_not_the_answers_are_the_same() -> None:
    script = SOURCES_ALONE.format(root=str(ROOT), texts=TEXTS)
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    coder = build("athir", CoderOptions())
    results = coder.code([Article(str(i), text) for i, text in enumerate(TEXTS)])
    here = [
        repr((result.events, [replace(row, timestamp=0) for row in result.rows], result.places)) for result in results
    ]
    assert done.stdout.splitlines() == here
    assert here[0].count("Event(") > 1
