"""The actor lexicon as the coder uses it: scanning text for names and role words, and looking actors up by name."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from coders.actors.compiled import ANY_CASE, CAPITAL, Compiled, compile_spellings, digest_of, open_compiled
from coders.actors.fold import WORD, fold, fold_name
from coders.actors.records import GEOGRAPHIC, NAMED, Kind, Record
from coders.actors.tables import Reading, Table, list_tables, own_table, read_readings, read_spellings

MEMO = 50_000
"""Most look-ups that one process remembers."""


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of text that the lexicon knows, with all its meanings. Offsets are those of the text scanned."""

    start: int
    end: int
    records: tuple[Record, ...]
    key: str

    def of(self, *kinds: Kind) -> tuple[Record, ...]:
        """The meanings of these kinds."""
        return tuple(r for r in self.records if r.kind in kinds)

    @property
    def named(self) -> tuple[Record, ...]:
        """The meanings that name one actor: a group, body, person or metonym."""
        return tuple(r for r in self.records if r.kind in NAMED)

    @property
    def geographic(self) -> tuple[Record, ...]:
        """The meanings that are a country, its people or a place in it."""
        return tuple(r for r in self.records if r.kind in GEOGRAPHIC)

    @property
    def agents(self) -> tuple[Record, ...]:
        """The meanings that are role words."""
        return tuple(r for r in self.records if r.kind is Kind.AGENT)


class ActorLexicon:
    """Compiled tables of actors. Safe to share between threads; cheap to open in many processes."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.record: Callable[[int], Record] = lru_cache(maxsize=MEMO)(compiled.record)
        self._values: dict[str, tuple[tuple[int, int, int], ...]] = {}

    @property
    def digest(self) -> str:
        """Content hash of the sources."""
        return self.compiled.digest

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Names that mean something else in some articles."""
        return self.compiled.readings

    def scan(self, text: str) -> Iterator[Match]:
        """Yields the longest matches of `text` from left to right, without overlaps."""
        folded = fold(text)
        words, pairs = self.compiled.words, self.compiled.pairs
        spans = [m.span() for m in WORD.finditer(folded)]
        skip = 0
        for i, (start, end) in enumerate(spans):
            if start < skip or folded[start:end] not in words:
                continue
            longest = pairs.get(folded[start : spans[i + 1][1]], 1) if i + 1 < len(spans) else 1
            for last in range(min(i + longest, len(spans)) - 1, i - 1, -1):
                match = self._match(text, folded, start, spans[last][1])
                if match is not None:
                    skip = match.end
                    yield match
                    break

    def find(self, name: str) -> tuple[Record, ...]:
        """The meanings of exactly this name, whatever its case."""
        return tuple(self.record(number) for number, _, _ in self._lookup(fold_name(name)))

    def search(self, query: str, limit: int = 20) -> tuple[Record, ...]:
        """Actors whose name or alias begins with `query`, the shortest spellings first; role words are left out."""
        start = fold_name(query)
        found: dict[Record, None] = {}
        if not start:
            return ()
        keys = sorted({key for key, _ in self.compiled.trie.iteritems(start)}, key=lambda k: (len(k), k))
        for key in keys:
            for number, _, _ in self._lookup(key):
                record = self.record(number)
                if record.kind is not Kind.AGENT:
                    found[record] = None
            if len(found) >= limit:
                break
        return tuple(found)[:limit]

    def __len__(self) -> int:
        return len(self.compiled)

    def _lookup(self, key: str) -> tuple[tuple[int, int, int], ...]:
        values = self._values.get(key)
        if values is None:
            values = tuple(self.compiled.trie.get(key, ()))
            if len(self._values) < MEMO:
                self._values[key] = values
        return values

    def _match(self, text: str, folded: str, start: int, end: int) -> Match | None:
        """The match of exactly these words; an abbreviation's last full stop belongs to it."""
        for stop in (end + 1, end) if folded[end : end + 1] == "." else (end,):
            key = folded[start:stop]
            ids = self._matching(key, text, start)
            if ids:
                return Match(start, stop, tuple(self.record(i) for i in ids), key)
        return None

    def _matching(self, key: str, text: str, start: int) -> list[int]:
        ids = []
        for number, mode, at in self._lookup(key):
            if mode == ANY_CASE:
                ids.append(number)
            elif mode == CAPITAL:
                if text[start + at].isupper():
                    ids.append(number)
            elif text[start : start + len(key)].isupper():
                ids.append(number)
        return ids


def load_actor_lexicon(folder: Path, cache: Path | None, own: tuple[Path, ...] = ()) -> ActorLexicon:
    """Opens the actor lexicon whose sources lie in `folder` (with its manifest) and beside it in `agents`.

    `cache` is where compiled files are kept (a temporary folder of this process if None); sources are read only when
    no compiled files of their content are there. `own` are the user's actor files; their entries outrank ours.
    Raises LexiconError for wrong sources, by file and line.
    """
    tables = (*list_tables(folder), *list_tables(folder.parent / "agents"), *(own_table(p) for p in own))
    digest = digest_of(_sources(folder, tables))
    if cache is not None:
        return ActorLexicon(_compiled(tables, cache, digest))
    with tempfile.TemporaryDirectory(prefix="athir-actors-") as temporary:
        # The mapping outlives the file's name.
        return ActorLexicon(_compiled(tables, Path(temporary), digest))


def _sources(folder: Path, tables: tuple[Table, ...]) -> list[Path]:
    return [folder / "manifest.toml", folder.parent / "agents" / "manifest.toml", *(t.path for t in tables)]


def _compiled(tables: tuple[Table, ...], cache: Path, digest: str) -> Compiled:
    found = open_compiled(cache, digest)
    if found is not None:
        return found
    compile_spellings(read_spellings(tables), read_readings(tables), cache, digest)
    opened = open_compiled(cache, digest)
    if opened is None:
        raise OSError(f"compiled lexicon vanished from {cache}")
    return opened
