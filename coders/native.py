"""Whether the coder's busiest modules run compiled, and a guard against compiled modules that are older than their sources.

`deploy/native.py` compiles them in place and leaves a record of the sources; Python prefers what is compiled, so that a
source changed since would be ignored without a word.
"""

from __future__ import annotations

import hashlib
import json
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

from coders.errors import StaleBuild

RECORD = "native.json"


def compiled(package: Path = Path(__file__).parent) -> tuple[str, ...]:
    """The modules of `package` that run compiled, as paths of their sources; empty where none is.

    Raises StaleBuild when one of them was compiled from another source than the one that stands beside it.
    """
    record = package / RECORD
    if not record.exists():
        if any(package.glob(f"*{EXTENSION_SUFFIXES[0]}")):
            raise StaleBuild("coders", "there is no record of what was compiled")
        return ()
    sources: dict[str, str] = json.loads(record.read_text(encoding="utf-8"))
    names = tuple(sorted(name for name in sources if name))
    for name in names:
        source = package / name
        if not source.exists() or hashlib.sha256(source.read_bytes()).hexdigest() != sources[name]:
            raise StaleBuild(name, "it has changed since it was compiled")
    return names
