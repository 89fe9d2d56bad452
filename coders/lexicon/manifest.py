"""The manifest of a lexicon folder: its version, licence and source. A folder without a permitted licence is refused."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from coders.errors import LexiconError

PERMITTED = frozenset({"Apache-2.0", "MIT", "BSD-3-Clause", "CC0-1.0", "CC-BY-4.0"})


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder's manifest.toml says."""

    folder: str
    version: str
    licence: str
    source: str


def read_manifests(lexicons: Path) -> tuple[Manifest, ...]:
    """The manifests of all folders under `lexicons` that hold tables.

    Raises LexiconError for a missing or incomplete manifest, or a licence that does not permit bundling.
    """
    found: list[Manifest] = []
    for folder in sorted({path.parent for path in lexicons.rglob("*.tsv")}):
        shown = f"{folder.relative_to(lexicons)}/manifest.toml"
        path = folder / "manifest.toml"
        if not path.exists():
            raise LexiconError(shown, 1, "the folder has no manifest")
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise LexiconError(shown, 1, f"not TOML: {error}") from error
        missing = [key for key in ("version", "licence", "source") if not data.get(key)]
        if missing:
            raise LexiconError(shown, 1, f"does not say {', '.join(missing)}")
        if data["licence"] not in PERMITTED:
            raise LexiconError(shown, 1, f"licence {data['licence']!r} is not among {', '.join(sorted(PERMITTED))}")
        found.append(Manifest(str(folder.relative_to(lexicons)), str(data["version"]), data["licence"], data["source"]))
    return tuple(found)
