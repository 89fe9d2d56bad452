"""How fast articles go through the whole stack, beside `athir code` in one process, on the same articles in one run.

    python -m benchmarks.jobs_speed [--articles 2000] [--rounds 2] [--memory-articles 100000] [--quick] [--database URL]
                                    [--only speed|latency|memory]

Measures articles per second through HTTP, Redis, worker and store with one and two worker processes; what a short
POST /v1/code takes on an idle stack and while a bulk job runs; and the memory of API and worker over many articles. On a
machine that others use too, look at the figures by CPU time: what a worker spends on an article does not change with
what else runs.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from benchmarks import articles

_TICKS = os.sysconf("SC_CLK_TCK")
_ATHIR = [sys.executable, "-P", "-m", "cli.main"]
_START_SECONDS = 240
_SHORT = {"text": "Warplanes struck a depot near Idlib on Friday.", "date": "2024-03-02"}


@dataclass(slots=True)
class Speed:
    """Of one way of coding: articles per second of the clock in each round, and CPU seconds per article."""

    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Of the fastest round."""
        return max(self.rates)

    @property
    def per_article(self) -> float:
        """CPU seconds of the cheapest round."""
        return min(self.cpu)


class Stack:
    """A running `athir up`."""

    def __init__(self, folder: Path, workers: int, database: str | None) -> None:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environ = {**os.environ, "ATHIR_WORKER_CONCURRENCY": str(workers), "ATHIR_LOG_LEVEL": "warning"}
        if database:
            environ["ATHIR_DATABASE_URL"] = database
        self._process = subprocess.Popen([*_ATHIR, "up", "--port", str(port), "--data", str(folder)], env=environ)
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120)

    def wait(self) -> None:
        """Returns when the stack can code. Raises SystemExit if it does not come up."""
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise SystemExit("the stack ended")
            try:
                # The worker kept for requests starts last and is not waited for; its start is no part of any article.
                kept = 0 if os.environ.get("ATHIR_REQUEST_WORKERS") == "0" else 1
                if f"\nathir_workers {1 + kept}" in self.http.get("/metrics").text:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.3)
        raise SystemExit("the stack does not come up")

    def stop(self) -> None:
        """Stops it in order."""
        self.http.close()
        self._process.send_signal(signal.SIGTERM)
        self._process.wait()

    def processes(self, what: str) -> list[int]:
        """Process ids below the stack whose command line has `what` in it."""
        return [pid for pid in _below(self._process.pid) if what in _command(pid)]

    def submit(self, count: int, first: int, sentences: int = 12) -> str:
        """Sends articles as a bulk job; gives its path."""
        answer = self.http.post(
            "/v1/jobs",
            content=articles.lines(count, first, sentences),
            headers={"Content-Type": "application/x-ndjson"},
        )
        answer.raise_for_status()
        return str(answer.headers["Location"])

    def job(self, path: str) -> dict[str, Any]:
        """The job as it stands."""
        body: dict[str, Any] = self.http.get(path).json()
        return body

    def finish(self, path: str, every: float = 0.5) -> Iterator[dict[str, Any]]:
        """The job every so often until it has ended, and once more then."""
        while (job := self.job(path))["finished_at"] is None:
            yield job
            time.sleep(every)
        yield job


@contextmanager
def running(workers: int, database: str | None) -> Iterator[Stack]:
    """A stack in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="athir-bench-") as folder:
        stack = Stack(Path(folder), workers, database)
        try:
            stack.wait()
            yield stack
        finally:
            stack.stop()


def in_process(count: int, speed: Speed) -> None:
    """`athir code` over `count` articles, its start taken off by a run over one."""
    with tempfile.TemporaryDirectory(prefix="athir-bench-") as folder:
        file = Path(folder) / "articles.ndjson"
        seconds, cpu = [], []
        for number in (1, count + 1):
            articles.write(file, number)
            began, used = time.perf_counter(), _children_cpu()
            subprocess.run([*_ATHIR, "code", str(file), "--output", "articles"], check=True, stdout=subprocess.DEVNULL)
            seconds.append(time.perf_counter() - began)
            cpu.append(_children_cpu() - used)
    speed.rates.append(count / (seconds[1] - seconds[0]))
    speed.cpu.append((cpu[1] - cpu[0]) / count)


def through(stack: Stack, count: int, first: int, speed: Speed) -> dict[str, float]:
    """A bulk job of `count` articles through the stack; gives CPU seconds per article by part."""
    before = {part: _cpu(stack.processes(part)) for part in ("worker", "api", "sweeper", "redis-server")}
    # From the sending of the first byte, not from the first claim: what the intake costs counts.
    began = time.perf_counter()
    *_, job = stack.finish(stack.submit(count, first), every=0.1)
    seconds = time.perf_counter() - began
    if job["counts"]["coded"] != count:
        raise SystemExit(f"not all articles were coded: {job['counts']}")
    spent = {part: (_cpu(stack.processes(part)) - used) / count for part, used in before.items()}
    speed.rates.append(count / seconds)
    speed.cpu.append(spent["worker"])
    return spent


def latency(stack: Stack, requests: int) -> list[float]:
    """Milliseconds of POST /v1/code for a short article, sorted."""
    taken = []
    for number in range(requests):
        began = time.perf_counter()
        stack.http.post("/v1/code", json={**_SHORT, "id": f"short-{number}"}).raise_for_status()
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)


def memory(stack: Stack, count: int, first: int, sentences: int) -> dict[str, list[float]]:
    """MiB of API and worker child after each hundredth of a job of `count` articles of so many sentences."""
    seen: dict[str, list[float]] = {"api": [], "worker": []}
    settled = 0
    path = stack.submit(count, first, sentences)
    for job in stack.finish(path, every=0.2):
        done = sum(job["counts"][name] for name in ("coded", "failed", "quarantined"))
        if done - settled >= count / 100 or job["finished_at"]:
            settled = done
            for part, sizes in seen.items():
                sizes.append(max(_resident(pid) for pid in stack.processes(part)))
    with stack.http.stream("GET", f"{path}/results", params={"output": "articles"}) as answer:
        for number, _ in enumerate(answer.iter_lines()):
            if number % (count // 20 or 1) == 0:
                seen["api"].append(max(_resident(pid) for pid in stack.processes("api")))
    return seen


def _below(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == pid:
                found += [int(entry.name), *_below(int(entry.name))]
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _cpu(pids: Sequence[int]) -> float:
    """CPU seconds that living processes have used, threads included."""
    used = 0.0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        used += (int(fields[11]) + int(fields[12])) / _TICKS
    return used


def _children_cpu() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _resident(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _percentile(taken: Sequence[float], share: float) -> float:
    return taken[min(len(taken) - 1, round(share * (len(taken) - 1)))]


def measure_speed(asked: argparse.Namespace) -> None:
    """Articles per second in one process and through the stack, and POST /v1/code idle and under a bulk job."""
    alone, one, two = Speed(), Speed(), Speed()
    spent: dict[str, float] = {}
    idle: list[float] = []
    busy: list[float] = []
    first = 1_000_000
    for _ in range(asked.rounds):
        in_process(asked.articles, alone)
        for workers, speed in ((1, one), (2, two)):
            with running(workers, asked.database) as stack:
                latency(stack, 5)
                now = through(stack, asked.articles, first, speed)
                first += asked.articles
                if workers == 1:
                    spent = now
                    between(stack, asked, first, idle, busy)
                    first += 4 * asked.articles
    print(f"{asked.articles} articles a round, {asked.rounds} rounds, the fastest of each:")
    print(f"  athir code, one process: {alone.rate:7.1f} articles/s, {alone.per_article * 1000:6.2f} ms CPU an article")
    for name, speed in (("one worker: ", one), ("two workers:", two)):
        print(f"  stack, {name}      {speed.rate:7.1f} articles/s, {speed.per_article * 1000:6.2f} ms CPU an article")
    print("  CPU an article by part:  " + ", ".join(f"{part} {used * 1000:.2f} ms" for part, used in spent.items()))
    by_clock, by_cpu = one.rate / alone.rate, alone.per_article / one.per_article
    print(f"  one worker / one process: {by_clock:.2f} by the clock, {by_cpu:.2f} by CPU")
    print(f"  two workers / one worker: {two.rate / one.rate:.2f} by the clock")
    tell_latency(idle, busy)


def measure_latency(asked: argparse.Namespace) -> None:
    """POST /v1/code alone, idle and under a bulk job, with one and with two workers."""
    for workers in (1, 2):
        idle: list[float] = []
        busy: list[float] = []
        with running(workers, asked.database) as stack:
            latency(stack, 5)
            between(stack, asked, 1_000_000 * workers, idle, busy)
        print(f"ATHIR_WORKER_CONCURRENCY={workers}:")
        tell_latency(idle, busy)


def between(stack: Stack, asked: argparse.Namespace, first: int, idle: list[float], busy: list[float]) -> None:
    """Adds what requests take on the idle stack to `idle`, and to `busy` what they take while a bulk job runs."""
    idle += latency(stack, asked.requests)
    # Long enough to run until the last request.
    job = stack.submit(4 * asked.articles, first)
    while stack.job(job)["counts"]["coded"] == 0:
        time.sleep(0.05)
    busy += latency(stack, asked.requests)
    if stack.job(job)["finished_at"]:
        print("the bulk job ended before the last request: take more articles")


def tell_latency(idle: list[float], busy: list[float]) -> None:
    """Prints p50 and p95 of both, and their ratio."""
    for name, taken in (("idle", sorted(idle)), ("under a bulk job", sorted(busy))):
        print(f"  POST /v1/code {name}: p50 {statistics.median(taken):.0f} ms, p95 {_percentile(taken, 0.95):.0f} ms")
    print(f"  p95 under load / idle: {_percentile(sorted(busy), 0.95) / _percentile(sorted(idle), 0.95):.2f}")


def measure_memory(asked: argparse.Namespace) -> None:
    """The memory of API and worker over one long job of short articles, and of the API while its results are read."""
    with running(1, asked.database) as stack:
        for part, sizes in memory(stack, asked.memory_articles, 100_000_000, asked.memory_sentences).items():
            tenth = max(1, len(sizes) // 10)
            begin, end = max(sizes[tenth : 2 * tenth] or sizes), max(sizes[-tenth:])
            print(
                f"  memory of {part}: {begin:.0f} MiB after a tenth, {end:.0f} MiB at the end ({end / begin - 1:+.1%})"
            )
            print("    by tenths: " + ", ".join(f"{size:.0f}" for size in sizes[::tenth]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints the figures."""
    parser = argparse.ArgumentParser(description="Speed, latency and memory of the whole stack, in one run.")
    parser.add_argument("--articles", type=int, default=2000, help="articles of each round (default 2000)")
    parser.add_argument("--rounds", type=int, default=2, help="rounds of each way, in turn (default 2)")
    parser.add_argument("--requests", type=int, default=100, help="POST /v1/code of each kind (default 100)")
    parser.add_argument(
        "--memory-articles", type=int, default=100_000, help="articles of the memory run; 0 leaves it out"
    )
    parser.add_argument(
        "--memory-sentences", type=int, default=1, help="sentences of each of them (default 1, so that it ends)"
    )
    parser.add_argument("--only", choices=["speed", "latency", "memory"], help="one of the measurements")
    parser.add_argument("--quick", action="store_true", help="600 articles, one round, no memory run")
    parser.add_argument("--database", help="a PostgreSQL to use instead of SQLite; it is filled")
    asked = parser.parse_args(arguments)
    if asked.quick:
        asked.articles, asked.rounds, asked.requests = min(asked.articles, 600), 1, 40
        asked.memory_articles = asked.memory_articles if asked.only == "memory" else 0
    print(f"load of this machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if asked.only in (None, "speed"):
        measure_speed(asked)
    if asked.only == "latency":
        measure_latency(asked)
    if asked.memory_articles and asked.only in (None, "memory"):
        measure_memory(asked)
    print(f"load of this machine after: {os.getloadavg()[0]:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
