"""The recipes of docs/exports.md, word for word, on the exports of a running Athir with the real coder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from cli.redis_server import free_port
from tests.exports.validators import wrong_cells
from tests.support import ROOT, Processes, eventually

DOCS = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", DOCS, re.DOTALL)
ARTICLES = [
    {
        "id": "n1",
        "date": "2024-03-04",
        "source": "Lake Courier",
        "url": "https://courier.test/1",
        "text": "Nigerian troops attacked rebels near Maiduguri on Sunday. Kenya's president visited Ethiopia on Monday.",
    },
    {
        "id": "n2",
        "date": "2024-03-04",
        "source": "Desk",
        "text": "Nigerian troops attacked rebels near Maiduguri on Sunday.",
    },
    {"id": "n3", "date": "2024-03-04", "text": "French police arrested a Syrian trader in Paris on Monday."},
]
FILES = {
    "phoenix": "events.txt",
    "gdelt2": "events.export.CSV",
    "icews": "events.tab",
    "polecat": "events-polecat.txt",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A running Athir."""
    folder, port, processes = tmp_path_factory.mktemp("up"), free_port(), Processes()
    environ = {"HOME": os.environ["HOME"]}
    process = processes.start(
        "up", "--port", str(port), "--data", folder / "data", environ=environ, log=folder / "up.log"
    )
    url = f"http://127.0.0.1:{port}"

    def ready() -> bool:
        assert process.poll() is None, (folder / "up.log").read_text()
        try:
            return httpx.get(f"{url}/readyz", timeout=10).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    try:
        eventually(ready, seconds=120, every=0.2)
        yield url
    finally:
        processes.end()


@pytest.fixture(scope="module")
def folder(address, tmp_path_factory) -> Path:
    """A folder with the files that the recipes read."""
    folder = tmp_path_factory.mktemp("recipes")
    lines = "".join(json.dumps(article) + "\n" for article in ARTICLES)
    headers = {"Content-Type": "application/x-ndjson"}
    job = httpx.post(f"{address}/v1/jobs", content=lines, headers=headers).json()["id"]
    eventually(lambda: httpx.get(f"{address}/v1/jobs/{job}").json()["state"] == "completed", seconds=60)
    for name, file in FILES.items():
        if name == "phoenix":  # one by the command; a process for each would take longer than all the rest
            text = athir("export", "--format", name, "--job", job, "--url", address)
        else:
            text = httpx.get(f"{address}/v1/jobs/{job}/export", params={"format": name}).text
        (folder / file).write_text(text, encoding="utf-8", newline="")
        assert wrong_cells(name, (folder / file).read_text(encoding="utf-8").split("\n")[:-1]) == []
    return folder


def athir(*arguments: str) -> str:
    command = [sys.executable, "-P", "-m", "cli.main", *arguments]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def recipe(marker: str) -> str:
    (found,) = [block for block in BLOCKS if marker in block]
    return found


def told(marker: str, folder: Path, monkeypatch) -> dict:
    monkeypatch.chdir(folder)
    names: dict = {}
    exec(compile(recipe(marker), "docs/exports.md", "exec"), names)
    return names


def test_every_recipe_is_tried():
    assert len(BLOCKS) == 5


def test_phoenix_is_read(folder, monkeypatch):
    phoenix = told("PHOENIX", folder, monkeypatch)["phoenix"]
    assert phoenix.shape[1] == 26
    attack = phoenix[(phoenix.SourceActorFull == "NGAMIL") & (phoenix.EventRootCode == "19")]
    assert list(attack.Date) == ["20240303", "20240303"]
    assert list(attack.NewsSources) == ["Lake Courier", "Desk"]
    assert list(attack.PentaClass) == ["4", "4"]
    assert list(attack.URLs) == ["https://courier.test/1", ""]


def test_gdelt_is_read(folder, monkeypatch):
    names = told("gdelt = ", folder, monkeypatch)
    assert names["gdelt"].shape[1] == 61
    conflict = names["conflict"]
    assert set(conflict[28]) >= {"19", "17"}
    assert set(conflict[7].dropna()) >= {"NGA", "FRA"}
    assert set(conflict[53].dropna()) >= {"NI", "FR"}


def test_icews_is_read(folder, monkeypatch):
    icews = told("icews = ", folder, monkeypatch)["icews"]
    assert {"Nigeria", "France"} <= set(icews["Source Country"])
    assert str(icews["Event Date"].dtype).startswith("datetime64")
    assert "173" in set(icews["CAMEO Code"])


def test_polecat_is_read(folder, monkeypatch):
    polecat = told("polecat = ", folder, monkeypatch)["polecat"]
    assert polecat.shape[1] == 40
    assert {"ASSAULT", "COERCE"} <= set(polecat["Event Type"])
    assert {475.0, 220.0} <= set(polecat["Actor COW"])


def test_a_client_of_hypnos_works_unchanged_but_for_its_address(address, folder, tmp_path):
    script = recipe("hypnos")
    assert script.count("http://localhost:8000") == 1
    path = tmp_path / "client.py"
    path.write_text(script.replace("http://localhost:8000", address), encoding="utf-8")
    done = subprocess.run([sys.executable, "-W", "error", str(path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "0 A Kenyan court jailed a Somali trader for two years on Monday .",
        "    KENJUD SOMBUS 173",
        "1 The sky was clear .",
    ]


def test_the_store_leaves_over_http_too(address, folder):
    text = httpx.get(f"{address}/v1/export", params={"format": "phoenix", "one_a_day": "true", "root": "19"}).text
    lines = text.split("\n")[:-1]
    assert wrong_cells("phoenix", lines) == []
    assert any("n1_0;n2_0" in line for line in lines)
