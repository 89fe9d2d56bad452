from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coders.actors import lexicon as module
from coders.actors.lexicon import ActorLexicon, load_actor_lexicon

GROUP = "Dawn Front\tDF\tKENREB\t-\t-\t-\t-\t-\n"
AGENT = "soldier\t-\tMIL\tperson\t-\n"


def test_sources_are_read_once_for_one_content(
    small: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actors, cache = small(GROUP, AGENT), tmp_path / "cache"
    first = load_actor_lexicon(actors, cache)
    files = sorted(p.name for p in cache.iterdir())

    def refuse(tables: object) -> None:
        raise AssertionError("sources were parsed again")

    monkeypatch.setattr(module, "read_spellings", refuse)
    second = load_actor_lexicon(actors, cache)
    assert (second.digest, len(second)) == (first.digest, len(first))
    assert sorted(p.name for p in cache.iterdir()) == files
    assert [m.key for m in second.scan("Dawn Front soldiers")] == ["dawn front", "soldiers"]


def test_changed_content_is_compiled_anew(
    small: Callable[..., Path], own_file: Callable[[str], Path], tmp_path: Path
) -> None:
    actors, cache = small(GROUP, AGENT), tmp_path / "cache"
    before = load_actor_lexicon(actors, cache)
    (actors / "groups.tsv").write_text(
        (actors / "groups.tsv").read_text().replace("KENREB", "KENSEP"), encoding="utf-8"
    )
    after = load_actor_lexicon(actors, cache)
    assert [r.code for r in before.find("DF")] == ["KENREB"]
    assert [r.code for r in after.find("DF")] == ["KENSEP"]
    more = load_actor_lexicon(actors, cache, (own_file("Noon Front\t-\tKENREB\t-\t-\t-\t-\t-\n"),))
    assert len({before.digest, after.digest, more.digest}) == 3
    assert not after.find("Noon Front")
    assert more.find("Noon Front")


def test_compiled_files_are_mapped_so_that_processes_share_them(lexicon: ActorLexicon) -> None:
    maps = Path("/proc/self/maps").read_text(encoding="utf-8")
    assert f"actors-{lexicon.digest}.records" in maps
    assert f"actors-{lexicon.digest}.trie" in maps


def test_without_a_cache_nothing_is_left_behind(
    small: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actors, scratch = small(GROUP, AGENT), tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    assert load_actor_lexicon(actors, None).find("Dawn Front")
    assert list(scratch.iterdir()) == []
