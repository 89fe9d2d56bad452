"""The locks: complete, hashed, of one resolution, and free of the name of any registry."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support import ROOT

LOCKS = ("requirements.lock", "deploy/image.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins(lock: str) -> dict[str, set[str]]:
    """What a lock pins: by package, its versions with their hashes (a package may have one version for each Python)."""
    found: dict[str, set[str]] = {}
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if match := re.match(r"([a-z0-9.-]+)==(\S+)(.*)", line):
            name, version, rest = match.groups()
            hashes = sorted(re.findall(r"--hash=(sha256:[0-9a-f]{64})", rest))
            assert hashes, f"{name} has no hash"
            found.setdefault(name, set()).add(" ".join([version, *hashes]))
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^--(?!hash)|index-url|find-links", text, re.MULTILINE)


def test_the_image_has_the_versions_of_development() -> None:
    developed, shipped = pins("requirements.lock"), pins("deploy/image.lock")
    assert {name: developed.get(name) for name in shipped} == shipped


@pytest.mark.parametrize(
    ("lock", "extras"), [("requirements.lock", ("embedded", "dev")), ("deploy/image.lock", ("embedded", "native"))]
)
def test_every_dependency_is_locked_to_a_version_it_allows(lock: str, extras: tuple[str, ...]) -> None:
    locked = pins(lock)
    wanted = [*PROJECT["dependencies"], *(line for extra in extras for line in PROJECT["optional-dependencies"][extra])]
    for requirement in map(Requirement, wanted):
        if requirement.name == PROJECT["name"]:
            continue
        versions = {entry.split()[0] for entry in locked[canonicalize_name(requirement.name)]}
        assert all(requirement.specifier.contains(version) for version in versions), requirement
