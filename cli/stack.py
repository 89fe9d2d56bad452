"""A few child processes run as one: started in order, started again when one dies, stopped without leaving anything.

Each starts when the one before it is ready, and they stop in the opposite order.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from coders.errors import AthirError
from workers.lifeline import tied
from workers.signals import EX_CONFIG

# A child that dies this often within this many seconds is not going to live.
MOST_DEATHS = 5
DEATHS_WITHIN_SECONDS = 60.0
_POLL_SECONDS = 0.1


class StackError(AthirError):
    """A part of the stack cannot be started or kept alive."""

    slug = "stack-failed"


@dataclass(slots=True)
class Part:
    """One child: its command, how to tell that it is ready, and how long (seconds) it may take to start and to stop."""

    name: str
    command: Sequence[str]
    ready: Callable[[], bool]
    start_seconds: float
    stop_seconds: float
    remark: str = ""
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=deque)


class Stack:
    """Runs parts. All methods are to be called from the main thread, which must outlive the children."""

    def __init__(self, parts: Sequence[Part], environ: Mapping[str, str]) -> None:
        self._parts = parts
        self._environ = dict(environ)
        self._stop_asked = 0
        self._log = structlog.get_logger("athir.up")

    def ask_to_stop(self, *_: object) -> None:
        """A signal handler: the first call stops the stack in order, the second without waiting."""
        self._stop_asked += 1

    def start(self, say: Callable[[str], None]) -> bool:
        """Starts all parts, each once the one before is ready; false if a stop was asked for meanwhile.

        Raises StackError if a part ends or is not ready in its time.
        """
        for part in self._parts:
            say(f"starting {part.name}{part.remark}")
            self._launch(part)
            if not self._wait_until_ready(part):
                return False
        return True

    def watch(self) -> None:
        """Keeps the parts alive until a stop is asked for. Raises StackError if one cannot be kept alive."""
        while not self._stop_asked:
            for part in self._parts:
                code = part.process.poll() if part.process else None
                if code is not None:
                    self._revive(part, code)
            time.sleep(_POLL_SECONDS)

    def stop(self) -> None:
        """Ends all parts, last started first, and whatever processes they left."""
        asked_before = self._stop_asked
        for part in reversed(self._parts):
            if part.process is None:
                continue
            if part.process.poll() is None:
                part.process.terminate()
            end = time.monotonic() + part.stop_seconds
            while part.process.poll() is None and time.monotonic() < end and self._stop_asked <= max(1, asked_before):
                time.sleep(_POLL_SECONDS / 2)
            if part.process.poll() is None:
                self._log.warning("killed: it had not stopped yet", part=part.name)
            _kill_group(part.process.pid)
            part.process.wait()
            part.process = None

    def _launch(self, part: Part) -> None:
        # A session of its own: Ctrl-C reaches this process only, which then stops the parts in order. All that the parts
        # say is for the log; standard output belongs to this command.
        part.process = subprocess.Popen(  # noqa: S603 - the commands are ours
            tied(list(part.command)),
            env=self._environ,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr.fileno(),
            start_new_session=True,
        )

    def _wait_until_ready(self, part: Part) -> bool:
        end = time.monotonic() + part.start_seconds
        while not self._stop_asked:
            code = part.process.poll() if part.process else None
            if code is not None:
                raise StackError(f"{part.name} did not start: it {_ended(code)}; its own lines above say why")
            if part.ready():
                return True
            if time.monotonic() > end:
                raise StackError(f"{part.name} was not ready within {part.start_seconds:.0f} s")
            time.sleep(_POLL_SECONDS)
        return False

    def _revive(self, part: Part, code: int) -> None:
        if part.process is not None:
            _kill_group(part.process.pid)
        now = time.monotonic()
        part.deaths.append(now)
        while now - part.deaths[0] > DEATHS_WITHIN_SECONDS:
            part.deaths.popleft()
        if code == EX_CONFIG or len(part.deaths) >= MOST_DEATHS:
            raise StackError(f"{part.name} {_ended(code)}, and starting it again would not help")
        self._log.warning("started again", part=part.name, because=_ended(code))
        time.sleep(0.2 * (2 ** (len(part.deaths) - 1) - 1))
        self._launch(part)


def _ended(code: int) -> str:
    return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return  # nobody of the group is left
