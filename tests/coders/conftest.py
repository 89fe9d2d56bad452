"""The real coder over the project's own lexicons, built once; what it compiles is kept in pytest's cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from coders.pipeline import AthirCoder, build
from coders.registry import CoderOptions


@pytest.fixture(scope="session")
def coder_cache(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.config.cache.mkdir("gazetteer")
    return folder


@pytest.fixture(scope="session")
def coder(coder_cache: Path) -> AthirCoder:
    return build(CoderOptions(cache=coder_cache))
