"""`make demo`, as a process: the whole stack with the real coder, over HTTP."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT


@pytest.mark.timeout(240)
def test_the_demo_shows_events_and_rows_with_their_words(tmp_path: Path) -> None:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("ATHIR_")}
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / "demo.py"],
        env={**environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "athir: stopped" in done.stderr
    for shown in ("CAMEO events", "195 ", "RUSMIL", "2021-09-21", "ACLED-style rows", "Air/drone", "struck"):
        assert shown in done.stdout, f"{shown}\n{done.stdout}"
    assert re.search(r"[1-9]\d* events and [1-9]\d* rows", done.stdout)
    assert list(tmp_path.iterdir()) == [], "the demo leaves nothing behind"
