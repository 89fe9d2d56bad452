from __future__ import annotations

from pathlib import Path

import pytest

from coders.errors import LexiconError
from coders.lexicon.manifest import PERMITTED, Manifest, read_manifests
from coders.lexicon.paths import LEXICONS

GOOD = 'version = "1"\nlicence = "MIT"\nsource = "here"\n'


def folder(root: Path, name: str, manifest: str | None) -> None:
    (root / name).mkdir()
    (root / name / "words.tsv").write_text("word\n", encoding="utf-8")
    if manifest is not None:
        (root / name / "manifest.toml").write_text(manifest, encoding="utf-8")


def test_folders_with_tables_have_manifests(tmp_path: Path) -> None:
    folder(tmp_path, "b", GOOD)
    folder(tmp_path, "a", GOOD.replace("MIT", "CC0-1.0"))
    (tmp_path / "empty").mkdir()
    assert read_manifests(tmp_path) == (Manifest("a", "1", "CC0-1.0", "here"), Manifest("b", "1", "MIT", "here"))


def test_the_project_s_folders_may_be_passed_on() -> None:
    manifests = read_manifests(LEXICONS)
    assert {m.folder for m in manifests} == {str(p.parent.relative_to(LEXICONS)) for p in LEXICONS.rglob("*.tsv")}
    assert all(m.licence in PERMITTED for m in manifests)


@pytest.mark.parametrize(
    ("manifest", "problem"),
    [
        (None, "the folder has no manifest"),
        ("version = ", "not TOML"),
        ('version = "1"\n', "does not say licence, source"),
        (GOOD.replace("here", ""), "does not say source"),
        (GOOD.replace("MIT", "GPL-3.0"), "licence 'GPL-3.0' is not among Apache-2.0, "),
    ],
)
def test_a_wrong_manifest_is_named(tmp_path: Path, manifest: str | None, problem: str) -> None:
    folder(tmp_path, "a", GOOD)
    folder(tmp_path, "b", manifest)
    with pytest.raises(LexiconError) as raised:
        read_manifests(tmp_path)
    assert str(raised.value).startswith(f"b/manifest.toml:1: {problem}")
