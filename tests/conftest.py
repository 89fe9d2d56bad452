"""Fixtures shared by all tests: a real Redis, and processes of Athir.

Folders with sockets stand in the system's temporary folder and not in tmp_path, whose paths grow too long for sockets.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import Processes, Redis


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder with a short path, for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="athir-t-"))
    (folder / "redis").mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def redis_server(short_folder: Path) -> Iterator[Redis]:
    """A running Redis."""
    server = Redis(short_folder)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def processes() -> Iterator[Processes]:
    """Commands of Athir, killed at the end of the test."""
    started = Processes()
    yield started
    started.end()
