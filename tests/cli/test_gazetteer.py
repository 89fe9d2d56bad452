"""`athir gazetteer` on a copy of the packaged gazetteer, so that nothing is built twice, and on a server of dumps."""

from __future__ import annotations

import io
import shutil
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import athir
from coders.geo import build, packaged
from coders.geo.gazetteer import Gazetteer, location
from coders.geo.packaged import Packaged
from coders.geo.store import NameRecord, PlaceRecord

LINE = "{id}\t{name}\t{name}\t\t35.7\t36.5\tP\tPPL\tSY\t\t12\t\t\t\t1200\t\t300\tAsia/Damascus\t2021-01-01\n"
VILLAGE = LINE.format(id=900001, name="Kafr Zorba")


@pytest.fixture(scope="session")
def packaged_file(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.config.cache.mkdir("gazetteer")
    Gazetteer.open(folder)
    return location(folder)


@pytest.fixture
def cache(packaged_file: Path, tmp_path: Path) -> Path:
    """A cache folder with a gazetteer of its own."""
    folder = tmp_path / "cache"
    folder.mkdir()
    shutil.copy(packaged_file, folder / build.FILE)
    return folder


@pytest.fixture
def dumps() -> Iterator[str]:
    """The address of a server that has the dump of SY alone, as a template."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/dump/SY.zip":
                self.send_error(404)
                return
            content = io.BytesIO()
            with zipfile.ZipFile(content, "w") as archive:
                archive.writestr("readme.txt", "About this dump.")
                archive.writestr("SY.txt", VILLAGE)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content.getvalue())

        def log_message(self, *_: object) -> None:
            """Keeps quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/dump/{{country}}.zip"
    server.shutdown()
    thread.join()
    server.server_close()


def run(*arguments: object, **environ: str) -> Result:
    return CliRunner(env=environ).invoke(athir, ["gazetteer", *map(str, arguments)])


def village(cache: Path) -> list[int]:
    return [candidate.place.id for candidate in Gazetteer.open(cache).lookup("kafr zorba")]


def test_a_dump_is_added_and_later_builds_keep_it(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dump = tmp_path / "SY.txt"
    dump.write_text(VILLAGE, encoding="utf-8")
    assert village(cache) == []
    added = run("add", dump, ATHIR_CACHE_DIR=str(cache))
    assert (added.exit_code, added.output) == (0, f"{cache / build.FILE}: 1 places added from {dump}\n")
    assert village(cache) == [900001]

    country = PlaceRecord(1, "Syria", "PCLI", "SYR", None, None, 35.0, 38.0, 20_000_000, 0)
    town = PlaceRecord(2, "Bir Qasim", "PPL", "SYR", None, None, 35.1, 36.2, 900, 0)
    names = [NameRecord("syria", 1, 0), NameRecord("bir qasim", 2, 0)]
    monkeypatch.setattr(packaged, "read", lambda: Packaged([country, town], names))
    monkeypatch.setattr(build.supplement, "read", lambda *_: Packaged([], []))
    built = run("build", "--cache", cache)
    assert (built.exit_code, built.output) == (0, f"{cache / build.FILE}: 3 places, 0 MB\n")
    assert village(cache) == [900001]
    assert Gazetteer.open(cache).lookup("bir qasim")
    assert Gazetteer.open(cache).meta["added"] == "SY.txt"


@pytest.mark.parametrize("source", ["SY", "sy"])
def test_a_country_is_fetched_from_where_the_setting_says(cache: Path, dumps: str, source: str) -> None:
    done = run("add", source, ATHIR_CACHE_DIR=str(cache), ATHIR_GAZETTEER_URL=dumps)
    assert done.exit_code == 0, done.output
    assert village(cache) == [900001]
    assert Gazetteer.open(cache).meta["added"] == "SY.zip"


def test_the_option_goes_before_the_setting(cache: Path, dumps: str) -> None:
    elsewhere = "http://127.0.0.1:1/{country}.zip"
    done = run("add", "SY", "--url", dumps, ATHIR_CACHE_DIR=str(cache), ATHIR_GAZETTEER_URL=elsewhere)
    assert done.exit_code == 0, done.output
    assert village(cache) == [900001]


@pytest.mark.parametrize(
    ("source", "url", "words"),
    [
        ("SY", "", "ATHIR_GAZETTEER_URL"),
        ("LB", "server", "the dump of LB could not be fetched: Client error '404"),
        ("Syria", "server", "Syria: neither a file nor a country's two letters"),
    ],
)
def test_what_cannot_be_added_is_told_and_changes_nothing(
    cache: Path, dumps: str, source: str, url: str, words: str
) -> None:
    held = (cache / build.FILE).read_bytes()
    done = run("add", source, ATHIR_CACHE_DIR=str(cache), ATHIR_GAZETTEER_URL=dumps if url else "")
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert words in done.output
    assert (cache / build.FILE).read_bytes() == held


def test_a_wrong_dump_is_named_by_line(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text(VILLAGE + "only\tthree\tcells\n", encoding="utf-8")
    done = run("add", tmp_path / "bad.txt", "--cache", cache)
    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert "bad.txt:2: 3 columns" in done.output
    assert village(cache) == []


def test_a_wrong_template_is_refused_by_name(cache: Path) -> None:
    done = run("add", "SY", ATHIR_CACHE_DIR=str(cache), ATHIR_GAZETTEER_URL="http://127.0.0.1/SY.zip")
    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert "ATHIR_GAZETTEER_URL" in done.output
