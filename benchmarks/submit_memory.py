"""Streams a million article lines to a real API process over HTTP and tells how much its memory grew.

    python -m benchmarks.submit_memory [--lines 1000000] [--database URL]

The process is `athir api` with one worker; without --database it writes to SQLite in a temporary folder. No worker runs
and no broker answers: the job is stored, which is what is measured.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from cli.redis_server import free_port
from storage import migrate

ROOT = Path(__file__).parents[1]
_PLACES = ("the northern gate", "a river crossing", "the old market", "two villages", "the airfield road")
_BATCH = 200


def body(lines: int) -> Iterator[bytes]:
    """NDJSON of so many made-up articles of some 400 characters, in pieces."""
    for first in range(0, lines, _BATCH):
        yield b"".join(_line(number) for number in range(first, min(lines, first + _BATCH)))


def _line(number: int) -> bytes:
    place = _PLACES[number % len(_PLACES)]
    text = f"Patrol {number} of the border guard reached {place} on Monday and found it quiet. " * 5
    return json.dumps({"id": f"made-{number}", "date": "2024-03-04", "text": text}).encode() + b"\n"


def rss(pid: int) -> int:
    """Resident memory of a process, in KiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError(f"process {pid} has no resident memory")


def serving(parent: int) -> int:
    """The process that answers requests: the only child of gunicorn's arbiter."""
    (child,) = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return int(child)


def post(port: int, lines: int) -> dict[str, object]:
    """Posts so many lines; gives the job. Raises RuntimeError for another answer than 202."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3600)
    headers = {"Content-Type": "application/x-ndjson", "Transfer-Encoding": "chunked"}
    connection.request("POST", "/v1/jobs", body=body(lines), headers=headers, encode_chunked=True)
    answer = connection.getresponse()
    told = answer.read()
    connection.close()
    if answer.status != http.client.ACCEPTED:
        raise RuntimeError(f"{answer.status}: {told[:500]!r}")
    job: dict[str, object] = json.loads(told)
    return job


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Returns when the API answers. Raises RuntimeError if it ends instead."""
    while process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the API did not start")


def measure(lines: int, url: str, folder: Path) -> dict[str, object]:
    """Starts the API on the database, warms it with a small job, streams the large one, and tells what was seen."""
    port = free_port()
    migrate.upgrade(url)
    environ = {
        **os.environ,
        "ATHIR_DATABASE_URL": url,
        "ATHIR_REDIS_URL": "redis://127.0.0.1:1/0",
        "ATHIR_PORT": str(port),
        "ATHIR_LOG_LEVEL": "error",
        "TMPDIR": str(folder),
        "PYTHONPATH": str(ROOT),
    }
    process = subprocess.Popen([sys.executable, "-P", "-m", "cli.main", "api"], env=environ, cwd=folder)
    try:
        wait_for(port, process)
        post(port, 10_000)
        child = serving(process.pid)
        before = peak = rss(child)
        over = threading.Event()

        def watch() -> None:
            nonlocal peak
            while not over.wait(0.1):
                peak = max(peak, rss(child))

        watcher = threading.Thread(target=watch)
        watcher.start()
        begun = time.monotonic()
        try:
            job = post(port, lines)
        finally:
            seconds = time.monotonic() - begun
            over.set()
            watcher.join()
        return {
            "lines": lines,
            "received": job["counts"]["received"],  # type: ignore[index]
            "seconds": round(seconds, 1),
            "rss_before_mib": round(before / 1024, 1),
            "rss_peak_mib": round(peak / 1024, 1),
            "rss_after_mib": round(rss(child) / 1024, 1),
            "growth_mib": round((peak - before) / 1024, 1),
        }
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--database", help="URL of an empty database [default: SQLite in a temporary folder]")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="athir-bench-") as name:
        folder = Path(name)
        url = options.database or f"sqlite:///{folder / 'athir.db'}"
        print(json.dumps(measure(options.lines, url, folder), indent=1))


if __name__ == "__main__":
    main()
