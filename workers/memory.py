"""How much memory a process and its children hold; what they share, as forked children share compiled lexicons, counts once."""

from __future__ import annotations

import os
from pathlib import Path

_PROC = Path("/proc")


def held_bytes(pid: int | None = None) -> int:
    """Bytes held by the process `pid` (this one if None) and all below it; 0 where the system does not tell."""
    total, waiting = 0, [pid or os.getpid()]
    while waiting:
        process = _PROC / str(waiting.pop())
        try:
            lines = (process / "smaps_rollup").read_text(encoding="ascii").splitlines()
            total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
            for task in (process / "task").iterdir():
                waiting.extend(map(int, (task / "children").read_text(encoding="ascii").split()))
        except OSError:  # ended meanwhile, or no such file on this system
            continue
    return total
