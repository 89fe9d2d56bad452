"""A group's own dictionary from import to export, by the commands and addresses that docs/petrarch.md names, on a running Athir."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.redis_server import free_port
from tests.coders.petrarch.dictionaries import write
from tests.support import ROOT, Processes, eventually

KNOWN = "France pounded Germany with rockets on Monday."
TEXT = "Ardovia pounded Belmark with rockets on Monday. The harvest was poor, said Ardovia."


class Running:
    """A running Athir, and the commands a user gives beside it."""

    def __init__(self, folder: Path, processes: Processes) -> None:
        self.data = folder / "data"
        self.url = f"http://127.0.0.1:{free_port()}"
        self._log = folder / "up.log"
        port = self.url.rpartition(":")[2]
        self._process = processes.start(
            "up", "--port", port, "--data", self.data, environ={"HOME": os.environ["HOME"]}, log=self._log
        )
        eventually(self._ready, seconds=120, every=0.2)

    def _ready(self) -> bool:
        assert self._process.poll() is None, self._log.read_text()
        try:
            return httpx.get(f"{self.url}/readyz", timeout=10).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def athir(self, *arguments: str | Path) -> str:
        environ = {**os.environ, "PYTHONPATH": str(ROOT), "ATHIR_DICTIONARIES": str(self.data / "dictionaries")}
        command = [sys.executable, "-P", "-m", "cli.main", *map(str, arguments)]
        done = subprocess.run(command, env=environ, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def code(self, coder: str, text: str = TEXT) -> httpx.Response:
        body = {"articles": [{"id": "a", "text": text, "date": "2024-03-05"}], "coder": coder}
        headers = {"Prefer": "wait=25"}
        return httpx.post(f"{self.url}/v1/code", json=body, headers=headers, timeout=70)

    def coded(self, coder: str, text: str = TEXT) -> dict[str, Any]:
        answer = self.code(coder, text)
        if (
            answer.status_code == httpx.codes.ACCEPTED
        ):  # a busy machine took longer to build the coder than requests wait
            job = answer.json()["id"]
            eventually(lambda: self.get(job)["state"] == "completed", seconds=120)
            return httpx.get(f"{self.url}/v1/jobs/{job}/results?output=articles").json()
        assert answer.status_code == httpx.codes.OK, answer.text
        (result,) = answer.json()["results"]
        return result

    def job(self, coder: str) -> str:
        line = json.dumps({"id": "a", "text": TEXT, "date": "2024-03-05"})
        headers = {"Content-Type": "application/x-ndjson"}
        job = httpx.post(f"{self.url}/v1/jobs", params={"coder": coder}, content=line, headers=headers).json()["id"]
        eventually(lambda: self.get(job)["state"] == "completed", seconds=120)
        return job

    def get(self, job: str) -> dict[str, Any]:
        return httpx.get(f"{self.url}/v1/jobs/{job}").json()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    processes = Processes()
    try:
        yield Running(tmp_path_factory.mktemp("up"), processes)
    finally:
        processes.end()


def dyads(result: dict[str, Any]) -> list[tuple[str | None, str, str | None]]:
    found = [(e["source"] or {}, e["code"], e["target"] or {}) for e in result["events"]]
    return [(source.get("code"), code, target.get("code")) for source, code, target in found]


@pytest.mark.timeout(600)
def test_a_dictionary_from_import_to_export(running: Running, tmp_path: Path) -> None:
    refused = running.code("petrarch:world")
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (422, "unknown-coder")

    source = write(tmp_path / "source")
    said = running.athir("lexicon", "import", "--petrarch", source, "--quiet", "world")
    assert said.endswith("imported as petrarch:world, 3 lines with problems\n")

    whole = running.coded("petrarch:world")
    assert dyads(whole) == [("ARD", "194", "BEL")]
    assert any("world.verbs.txt:" in line for line in whole["events"][0]["trace"])
    ours = running.coded("petrarch:world:actors")
    assert dyads(ours) == [("ARD", ours["events"][0]["code"], "BEL")]
    assert not any("world.verbs.txt" in line for line in ours["events"][0]["trace"])
    assert dyads(running.coded("petrarch:world:verbs", KNOWN)) == [("FRA", "194", "DEU")]

    job = running.job("petrarch:world")
    exported = running.athir("export", "--format", "petrarch", "--job", job, "--url", running.url)
    assert [line.split("\t")[:4] for line in exported.splitlines()] == [["20240304", "ARD", "BEL", "194"]]

    # A newer import while the worker runs: the next articles are coded by it, and say so.
    actors = source / "world.actors.txt"
    actors.write_text(actors.read_text(encoding="utf-8").replace("BELMARK [BEL]", "BELMARK [BLM]"), encoding="utf-8")
    running.athir("lexicon", "import", "--petrarch", source, "--quiet", "world")
    newer = running.coded("petrarch:world")
    assert dyads(newer) == [("ARD", "194", "BLM")]
    assert newer["coder"]["lexicon"] != whole["coder"]["lexicon"]

    # One taken away is unknown from then on, and what is coded by it stays.
    shutil.rmtree(running.data / "dictionaries" / "world")
    assert running.code("petrarch:world").status_code == 422
    assert running.athir("export", "--format", "petrarch", "--job", job, "--url", running.url) == exported
