"""Ties a process to its parent: when the parent dies, even by SIGKILL, the child is killed too. Linux only.

Elsewhere nothing is tied, and only an orderly stop of the parent stops its children. As a command,
`python -m workers.lifeline PARENT COMMAND…` ties itself and becomes COMMAND.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """Ties this process to the process `parent`, which must be its parent; kills it at once if that is gone already.

    The kernel watches the thread that forked, so `parent` must fork in a thread that lives as long as itself.
    Raises OSError if the kernel refuses.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def tied(command: list[str]) -> list[str]:
    """The command line that runs `command` tied to this process. The tie outlives the exec that replaces the Python."""
    return [sys.executable, "-P", "-m", "workers.lifeline", str(os.getpid()), *command]


if __name__ == "__main__":
    die_with_parent(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - no shell is wanted
