"""What is installed: the wheel and the image's build context have every room that the program needs, and nothing of the tests."""

from __future__ import annotations

import tomllib
import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

from tests.support import ROOT

ASIDE = {"tests", "benchmarks", "examples", "deploy"}  # for whoever works on Athir


def rooms() -> set[str]:
    return {path.parent.name for path in ROOT.glob("*/*.py")} - ASIDE


def test_the_wheel_has_every_room(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    held = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
    assert held == rooms() | {"lexicons", "settings.py"}
    assert {"athir_client/py.typed", "athir_client/client.py", "api/templates/docs.html"} <= names


def test_the_image_is_built_from_every_room() -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"}
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"][
        "wheel"
    ]
    assert rooms() <= sent
    assert set(wheel["only-include"]) <= sent
