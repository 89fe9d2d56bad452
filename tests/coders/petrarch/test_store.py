from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coders.errors import DataError
from coders.petrarch import compiled
from coders.petrarch.store import Asked, import_folder, imported, read_name, sources, stamp
from tests.coders.petrarch.dictionaries import FILES, write


@pytest.mark.parametrize(
    ("coder", "asked"),
    [
        ("petrarch:world", Asked("world")),
        ("petrarch:my.world-2_x", Asked("my.world-2_x")),
        ("petrarch:world:actors", Asked("world", "actors")),
        ("petrarch:world:verbs", Asked("world", "verbs")),
        ("petrarch:world:", None),
        ("petrarch:world:agents", None),
        ("petrarch:../world", None),
        ("petrarch:", None),
        ("athir", None),
    ],
)
def test_names_of_coders(coder: str, asked: Asked | None) -> None:
    assert read_name(coder) == asked
    assert asked is None or asked.coder == coder


def test_an_import_is_listed_by_what_it_has(tmp_path: Path) -> None:
    folder = tmp_path / "dictionaries"
    assert imported(folder) == imported(None) == ()
    import_folder(write(tmp_path / "all"), "world", folder, None)
    import_folder(write(tmp_path / "names", "world.actors.txt"), "names", folder, None)
    (folder / "stray").mkdir()
    assert imported(folder) == (
        "petrarch:names",
        "petrarch:names:actors",
        "petrarch:world",
        "petrarch:world:actors",
        "petrarch:world:verbs",
    )
    assert sorted(p.name for p in sources(folder, "world").iterdir()) == sorted(FILES)


def test_kinds_that_are_not_asked_for_are_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "dictionaries"
    done = import_folder(write(tmp_path / "all"), "world", folder, None, ("actors", "agents"))
    assert [r.kind for r in done.reports] == ["actors", "agents"]
    assert set(done.others) == {"world.verbs.txt", "world.discards.txt", "world.issues.txt"}
    assert [p.name for p in sorted(sources(folder, "world").iterdir())] == ["world.actors.txt", "world.agents.txt"]
    assert imported(folder) == ("petrarch:world", "petrarch:world:actors")


def test_a_new_import_takes_the_place_of_the_old_one_whole(tmp_path: Path) -> None:
    folder = tmp_path / "dictionaries"
    import_folder(write(tmp_path / "all"), "world", folder, None)
    before = stamp(folder, "world")
    import_folder(write(tmp_path / "few", "world.verbs.txt"), "world", folder, None)
    assert stamp(folder, "world") not in (None, before)
    assert imported(folder) == ("petrarch:world", "petrarch:world:verbs")
    assert [p.name for p in folder.iterdir()] == ["world"]
    assert sorted(folder.glob("world/*")) == sorted([sources(folder, "world"), folder / "world" / "manifest.json"])
    assert [p.name for p in sources(folder, "world").iterdir()] == ["world.verbs.txt"]
    assert stamp(folder, "nobody") is None


@pytest.mark.parametrize("name", ["", "../x", "a b", "x" * 65, "a:b", ".hidden"])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="no name"):
        import_folder(write(tmp_path / "all"), name, tmp_path / "dictionaries", None)


def test_dictionaries_of_which_no_line_can_be_read_are_refused(tmp_path: Path) -> None:
    source = write(tmp_path / "s", **{"x.agents.txt": "nothing of use\n"})
    for name in FILES:
        (source / name).unlink()
    with pytest.raises(DataError, match="no line"):
        import_folder(source, "x", tmp_path / "dictionaries", None)
    assert imported(tmp_path / "dictionaries") == ()


def test_the_cache_is_read_for_the_same_content_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, cache = write(tmp_path / "s"), tmp_path / "cache"
    first = compiled.load(source, cache)

    def refuse(*_: object) -> None:
        raise AssertionError("read again")

    with monkeypatch.context() as patched:
        patched.setattr(compiled, "read_folder", refuse)
        again = compiled.load(source, cache)
        assert (again.digest, again.verbs, again.issues) == (first.digest, first.verbs, first.issues)
        assert [r.code for r in again.actors.find("Belmark")] == ["BEL"]
    (source / "world.actors.txt").write_text("BELMARK [BLM]\n", encoding="utf-8")
    changed = compiled.load(source, cache)
    assert changed.digest != first.digest
    assert [r.code for r in changed.actors.find("Belmark")] == ["BLM"]
    assert [r.code for r in compiled.load(source, None).actors.find("Belmark")] == ["BLM"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(DataError, match="cannot be kept"):
        import_folder(write(tmp_path / "s"), "world", tmp_path / "file" / "d", None)


def test_a_reader_finds_an_import_at_any_moment_of_a_newer_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, seen = tmp_path / "dictionaries", []
    source = write(tmp_path / "s")
    import_folder(source, "world", folder, None)
    for step in (Path.rename, Path.replace, Path.mkdir):

        def look(self: Path, *args: Any, step: Callable[..., Any] = step, **kwargs: Any) -> Any:
            for when in (lambda: None, lambda: step(self, *args, **kwargs)):
                done = when()
                seen.append((imported(folder)[0], len(list(sources(folder, "world").iterdir()))))
            return done

        monkeypatch.setattr(Path, step.__name__, look)
    (source / "more.actors.txt").write_text("CALDERA [CAL]\n", encoding="utf-8")
    import_folder(source, "world", folder, None)
    assert set(seen) == {("petrarch:world", len(FILES)), ("petrarch:world", len(FILES) + 1)}


def test_an_import_of_the_older_layout_is_read_and_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "dictionaries"
    write(folder / "world" / "files", "world.verbs.txt")
    manifest = {"name": "world", "digest": "0" * 32, "kinds": ["verbs"], "files": {}}
    (folder / "world" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert compiled.load(sources(folder, "world"), None).digest != "0" * 32
    import_folder(write(tmp_path / "s"), "world", folder, None)
    assert not (folder / "world" / "files").exists()
    assert len(list(sources(folder, "world").iterdir())) == len(FILES)
    with pytest.raises(DataError, match="no imported dictionary"):
        sources(folder, "nobody")
