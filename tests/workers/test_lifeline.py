"""A tied process dies with its parent, whatever kills the parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import eventually
from workers.lifeline import tied

PARENT = """
import subprocess, sys, time
from workers.lifeline import tied
child = subprocess.Popen({command})
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize(
    ("command", "survives"),
    [("tied(['/bin/sleep', '60'])", False), ("['/bin/sleep', '60']", True)],
    ids=["tied", "untied"],
)
def test_a_child_of_a_killed_parent(command: str, survives: bool) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT.format(command=command)], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.stdout.close()
    eventually(lambda: b"sleep" in Path(f"/proc/{child}/cmdline").read_bytes())
    parent.kill()
    parent.wait()
    if survives:
        assert lives(child)
        os.kill(child, signal.SIGKILL)
    else:
        eventually(lambda: not lives(child), seconds=5)


def test_a_child_whose_parent_is_gone_already_does_not_start(tmp_path: Path) -> None:
    command = tied(["/usr/bin/touch", str(tmp_path / "started")])
    command[4] = "1"  # not this process's id: as if the parent had died and another had taken the child over
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert not (tmp_path / "started").exists()


def test_a_tied_command_keeps_its_arguments_and_exit_code() -> None:
    done = subprocess.run(tied(["/bin/sh", "-c", "echo $0 $1; exit 7", "a b", "c"]), capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (7, b"a b c\n")


def lives(pid: int) -> bool:
    """Whether the process runs; a dead one that nobody has waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
