"""Imported dictionaries: one folder each, with copies of the files and a manifest that names them.

The manifest is replaced in one step, so that a reader finds the older import or the newer one, whole, and never none.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coders.errors import DataError
from coders.petrarch.compiled import compile_folder, digest_of
from coders.petrarch.folder import KINDS, dictionary_files, read_folder
from coders.petrarch.lines import Report

PREFIX = "petrarch:"
PARTS = ("actors", "verbs")
"""What a coder's name may ask for alone: `petrarch:NAME:actors` takes their actors and our verbs, `…:verbs` the reverse."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_MANIFEST = "manifest.json"
_FILES = "files"


@dataclass(frozen=True, slots=True)
class Asked:
    """A coder's name taken apart: the dictionary, and the one part of it to be used; "" for all that it has."""

    name: str
    part: str = ""

    @property
    def coder(self) -> str:
        """The coder's name."""
        return PREFIX + self.name + (f":{self.part}" if self.part else "")


@dataclass(frozen=True, slots=True)
class Imported:
    """The outcome of an import: the account of each file, and the files that are no dictionaries."""

    name: str
    digest: str
    reports: tuple[Report, ...]
    others: tuple[str, ...]


def read_name(coder: str) -> Asked | None:
    """The dictionary and part that a coder's name asks for; null where the name is no such one."""
    if not coder.startswith(PREFIX):
        return None
    name, mark, part = coder[len(PREFIX) :].partition(":")
    if not _NAME.fullmatch(name) or (mark and part not in PARTS):
        return None
    return Asked(name, part)


def imported(folder: Path | None) -> tuple[str, ...]:
    """The names of all coders that the dictionaries under `folder` give, sorted."""
    if folder is None or not folder.is_dir():
        return ()
    found: list[str] = []
    for path in sorted(folder.iterdir()):
        manifest = _manifest(path)
        if manifest is None or not _NAME.fullmatch(path.name):
            continue
        kinds = set(manifest["kinds"])
        found.append(Asked(path.name).coder)
        found.extend(Asked(path.name, part).coder for part in PARTS if part in kinds)
    return tuple(found)


def stamp(folder: Path | None, name: str) -> str | None:
    """The content hash of an imported dictionary; null where there is none of that name."""
    manifest = _manifest(folder / name) if folder is not None else None
    return str(manifest["digest"]) if manifest is not None else None


def missing(folder: Path | None, coder: str) -> str:
    """Why there is no coder of that name, where it asks for a dictionary; empty where it does not."""
    asked = read_name(coder)
    if asked is None:
        return ""
    if stamp(folder, asked.name) is None:
        return f"no dictionary {asked.name!r} is imported into this machine's ATHIR_DICTIONARIES"
    return f"the dictionary {asked.name!r} has no {asked.part}" if asked.part else ""


def sources(folder: Path, name: str) -> Path:
    """The folder with the files of an imported dictionary. Raises DataError where there is none of that name."""
    manifest = _manifest(folder / name)
    if manifest is None:
        raise DataError(f"{folder / name}: there is no imported dictionary")
    return folder / name / str(manifest.get("folder", _FILES))


def import_folder(source: Path, name: str, folder: Path, cache: Path | None, kinds: Iterable[str] = KINDS) -> Imported:
    """Reads the dictionaries in `source`, compiles them and keeps copies under `folder` as `name`, in the place of an older import.

    Lines that cannot be read are in the reports. Raises DataError where there is no dictionary, no entry that can be
    used, a name that is not allowed, or a folder that cannot be written.
    """
    if not _NAME.fullmatch(name):
        raise DataError(f"{name!r} is no name for a dictionary: letters, digits, '.', '_' and '-', at most 64")
    wanted = frozenset(kinds)
    read = read_folder(source, wanted)
    if not any(report.entries for report in read.reports):
        raise DataError(f"{source}: no line of its dictionaries can be read")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=f".{name}-") as temporary:
            files = Path(temporary) / _FILES
            files.mkdir()
            for path, kind in dictionary_files(source):
                if kind in wanted:
                    shutil.copyfile(path, files / path.name)
            digest = digest_of(files)
            kept = f"{_FILES}-{Path(temporary).name[-8:]}"
            manifest = {
                "name": name,
                "digest": digest,
                "folder": kept,
                "kinds": [kind for kind in KINDS if getattr(read, kind)],
                "files": {r.file: {"kind": r.kind, "lines": r.lines, "entries": r.entries} for r in read.reports},
            }
            text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
            (Path(temporary) / _MANIFEST).write_text(text, encoding="utf-8")
            if cache is not None:
                compile_folder(read, cache, digest)
            (folder / name).mkdir(exist_ok=True)
            files.rename(folder / name / kept)
            before = _manifest(folder / name)
            (Path(temporary) / _MANIFEST).replace(folder / name / _MANIFEST)
            if before is not None:
                shutil.rmtree(folder / name / str(before.get("folder", _FILES)), ignore_errors=True)
    except OSError as error:
        raise DataError(f"{folder}: dictionaries cannot be kept there ({error.strerror})") from error
    return Imported(name, digest, read.reports, tuple(read.others))


def _manifest(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads((path / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and {"digest", "kinds"} <= found.keys() else None
