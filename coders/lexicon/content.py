"""One hash for all that a coder's lexicons say, by which answers name the words they were made with."""

from __future__ import annotations

import hashlib
from pathlib import Path


def content_hash(lexicons: Path, own: tuple[Path, ...] = ()) -> str:
    """A hash over names and contents of all lexicon files: two coders with the same hash know the same words.

    `own` are a user's own files. Raises OSError for a file that cannot be read.
    """
    digest = hashlib.sha256()
    for path in sorted(p for p in lexicons.rglob("*") if p.suffix in (".tsv", ".toml")):
        digest.update(str(path.relative_to(lexicons)).encode())
        digest.update(path.read_bytes())
    for path in own:
        digest.update(f"own {path.name}".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
