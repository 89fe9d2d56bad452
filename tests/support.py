"""What tests share beside fixtures: waiting, a real Redis, and processes of Athir that never outlive their test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from redis.exceptions import RedisError

from cli.data_folder import DataFolder
from cli.redis_server import private_redis
from workers.broker import connect

ROOT = Path(__file__).parents[1]
T = TypeVar("T")


def eventually(ask: Callable[[], T], *, seconds: float = 20, every: float = 0.05) -> T:
    """The first true answer of `ask`; fails the test if there is none within `seconds`."""
    end = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        assert time.monotonic() < end, f"still {answer!r} after {seconds} s"
        time.sleep(every)


class Redis:
    """A redis-server of the test's own, on a socket in `folder`, started as `athir up` starts its."""

    def __init__(self, folder: Path) -> None:
        self._server = private_redis(DataFolder(folder))
        self.url = self._server.url
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(self._server.command, stdout=subprocess.DEVNULL)
        eventually(self.answers)

    def answers(self) -> bool:
        try:
            with connect(self.url) as client:
                return bool(client.ping())
        except RedisError:
            return False

    def flush(self) -> None:
        with connect(self.url) as client:
            client.flushall()

    def freeze(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Processes:
    """Starts commands of Athir, all marked in their environment so that whatever they leave behind can be found."""

    def __init__(self) -> None:
        self.mark = f"TEST_MARK={uuid4().hex}"
        self._folders: set[bytes] = set()
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str | Path, environ: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
        """Starts `athir ARGUMENTS…` with `environ` beside what every process needs; its output goes to `log`."""
        name, _, value = self.mark.partition("=")
        kept = {k: v for k, v in os.environ.items() if not k.startswith("ATHIR_")}
        path = os.pathsep.join(filter(None, (str(ROOT), environ.get("PYTHONPATH"))))
        self._folders.add(bytes(log.parent))
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "cli.main", *map(str, arguments)],
                env={**kept, **environ, "PYTHONPATH": path, name: value},
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._started.append(process)
        return process

    def running(self) -> dict[int, str]:
        """Command lines, by process id, of all living processes started here and of all their descendants.

        Redis writes its title over its environment, so it is known by the test's folder in that title.
        """
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            with suppress(OSError):  # a process that ended meanwhile
                environ, line = (entry / "environ").read_bytes(), (entry / "cmdline").read_bytes()
                titled = b"redis-server" in line and any(folder in line for folder in self._folders)
                if titled or self.mark.encode() in environ.split(b"\0"):
                    found[int(entry.name)] = line.replace(b"\0", b" ").decode()
        return found

    def end(self) -> None:
        """Kills everything that still runs."""
        while left := self.running():
            for pid in left:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            for process in self._started:
                process.poll()
            time.sleep(0.02)
        for process in self._started:
            process.wait()
