from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from coders import registry
from coders.petrarch.store import import_folder
from settings import Settings
from tests.coders.petrarch.dictionaries import write
from workers.runtime import Runtime


def test_a_coder_is_built_once_and_again_when_its_dictionary_is_imported_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    monkeypatch.setattr(registry, "build", lambda name, options: built.append(name) or object())
    folder = tmp_path / "dictionaries"
    settings = replace(
        Settings.from_env({}), database_url=f"sqlite:///{tmp_path / 'x.db'}", dictionaries=folder, cache_dir=tmp_path
    )
    runtime = Runtime(settings)
    import_folder(write(tmp_path / "source"), "world", folder, None)
    first = runtime.coder_for("petrarch:world")
    assert runtime.coder_for("petrarch:world") is first
    import_folder(write(tmp_path / "source", **{"more.actors.txt": "CALDERA [CAL]\n"}), "world", folder, None)
    assert runtime.coder_for("petrarch:world") is not first
    runtime.coder_for("athir")
    runtime.coder_for("athir")
    assert built == ["petrarch:world", "petrarch:world", "athir"]
    runtime.close()
