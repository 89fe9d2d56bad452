"""A folder of dictionaries compiled: verbs, discards and issues as one JSON file, actors as the trie our own lexicon uses.

Compiled files are named after a hash of the sources, so that a changed dictionary is never read from an old cache.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coders.actors.compiled import compile_spellings, open_compiled
from coders.actors.lexicon import ActorLexicon
from coders.errors import DataError
from coders.petrarch.collecting import no_collecting
from coders.petrarch.folder import KINDS, Folder, dictionary_files, read_folder
from coders.petrarch.issues import Issue
from coders.petrarch.names import spellings

FORMAT = 3
"""Raised whenever the layout or the way of reading changes, so that no old cache is read."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A compiled dictionary. `verbs` is what `coders.petrarch.index` reads; discards map a phrase to where it stands."""

    digest: str
    kinds: frozenset[str]
    verbs: dict[str, Any]
    discards: dict[str, str]
    story_discards: dict[str, str]
    issues: tuple[Issue, ...]
    actors: ActorLexicon


def digest_of(folder: Path) -> str:
    """Hash of the dictionaries in `folder` and of the way they are read. Raises DataError if they cannot be."""
    total = hashlib.sha256(f"petrarch {FORMAT}".encode())
    for path, kind in dictionary_files(folder):
        data = path.read_bytes()
        total.update(f"\0{kind}\0{path.name}\0{len(data)}\0".encode())
        total.update(data)
    return total.hexdigest()[:32]


def load(folder: Path, cache: Path | None) -> Dictionary:
    """The dictionary in `folder`, from `cache` if it was compiled before (a temporary folder of this call if None).

    Raises DataError if files or cache cannot be used.
    """
    digest = digest_of(folder)
    if cache is None:
        with tempfile.TemporaryDirectory(prefix="athir-petrarch-") as temporary:
            return compile_folder(read_folder(folder), Path(temporary), digest)
    return _open(cache, digest) or compile_folder(read_folder(folder), cache, digest)


@no_collecting()
def compile_folder(folder: Folder, cache: Path, digest: str) -> Dictionary:
    """Compiles what was read into `cache` under `digest`, and opens it. Raises DataError if the cache cannot be written."""
    body = {
        "kinds": [kind for kind in KINDS if getattr(folder, kind)],
        "verbs": _verbs(folder),
        "discards": {d.phrase.lower(): d.origin for f in folder.discards for d in f.discards if not d.story},
        "stories": {d.phrase.lower(): d.origin for f in folder.discards for d in f.discards if d.story},
        "issues": [[list(i.phrases), i.code, i.origin, i.story] for f in folder.issues for i in f.issues],
    }
    try:
        cache.mkdir(parents=True, exist_ok=True)
        compile_spellings(spellings(folder.actors, folder.agents), (), cache, f"petrarch-{digest}")
        _write(cache / f"petrarch-{digest}.json", json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
    except OSError as error:
        raise DataError(f"{cache}: compiled dictionaries cannot be kept there ({error.strerror})") from error
    opened = _open(cache, digest)
    if opened is None:
        raise DataError(f"{cache}: the compiled dictionary vanished")
    return opened


def _open(cache: Path, digest: str) -> Dictionary | None:
    try:
        body = json.loads((cache / f"petrarch-{digest}.json").read_bytes())
    except FileNotFoundError:
        return None
    actors = open_compiled(cache, f"petrarch-{digest}")
    if actors is None:
        return None
    return Dictionary(
        digest=digest,
        kinds=frozenset(body["kinds"]),
        verbs=body["verbs"],
        discards=body["discards"],
        story_discards=body["stories"],
        issues=tuple(Issue(tuple(phrases), code, origin, story) for phrases, code, origin, story in body["issues"]),
        actors=ActorLexicon(actors),
    )


def _verbs(folder: Folder) -> dict[str, Any]:
    """All verb files as one: sets joined, blocks numbered, verbs by the word that carries the verb."""
    sets: dict[str, dict[str, None]] = {}
    blocks: list[list[Any]] = []
    heads: dict[str, list[list[Any]]] = {}
    transformations: list[list[Any]] = []
    for file in folder.verbs:
        name = file.report.file
        for key, members in file.sets.items():
            sets.setdefault(key, {}).update(dict.fromkeys(members))
        for block in file.blocks:
            number = len(blocks)
            blocks.append([block.name, [[p.source, str(p.code), f"{name}:{p.line}"] for p in block.patterns]])
            for verb in block.verbs:
                forms = list(_unhyphened(verb.forms))
                base = forms[0][0][forms[0][1]]
                for words, at in forms:
                    entry = [number, words, at, str(verb.code), f"{name}:{verb.line}", base]
                    heads.setdefault(words[at], []).append(entry)
        transformations.extend(
            [t.outer, t.source, t.target, t.inner, t.verb, list(t.result), f"{name}:{t.line}"]
            for t in file.transformations
        )
    return {
        "sets": {key: list(members) for key, members in sets.items()},
        "blocks": blocks,
        "heads": heads,
        "transformations": transformations,
    }


def _unhyphened(forms: tuple[tuple[tuple[str, ...], int], ...]) -> Iterator[tuple[list[str], int]]:
    """Forms as a parser's tokens write them: a hyphened verb is several words, the last of them the verb."""
    for words, at in forms:
        first = words[at].split("-")
        yield [*words[:at], *first, *words[at + 1 :]], at + len(first) - 1


def _write(path: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(temporary).replace(path)
