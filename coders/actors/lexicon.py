"""The actor lexicon as the coder uses it: scanning text for names and role words, and looking actors up by name."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coders.actors.compiled import ANY_CASE, CAPITAL, Compiled, compile_spellings, digest_of, open_compiled
from coders.actors.fold import WORD, fold, fold_name
from coders.actors.records import GEOGRAPHIC, NAMED, Kind, Record
from coders.actors.tables import Reading, Table, list_tables, own_tables, read_readings, read_spellings
from coders.errors import DataError

MEMO = 50_000
"""Most look-ups that one process remembers."""
SENTENCES = 2_000
"""Most texts whose matches it remembers."""


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
        self._meanings: dict[str, _Meanings] = {}
        self._scanned: dict[str, tuple[Match, ...]] = {}

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
        words, pairs, match = self.compiled.words, self.compiled.pairs, self._match
        spans = [m.span() for m in WORD.finditer(folded)]
        final = len(spans) - 1
        skip = 0
        for i, (start, end) in enumerate(spans):
            if start < skip:
                continue
            single = words.get(folded[start:end])
            if single is None:
                continue
            longest = pairs.get(folded[start : spans[i + 1][1]]) if i < final else None
            if longest is not None:
                for last in range(min(i + longest - 1, final), i, -1):
                    found = match(text, folded, start, spans[last][1])
                    if found is not None:
                        break
                else:
                    found = match(text, folded, start, end) if single else None
            else:
                found = match(text, folded, start, end) if single else None
            if found is not None:
                skip = found.end
                yield found

    def matches(self, text: str) -> tuple[Match, ...]:
        """All that `scan` yields; the sentences asked for last are remembered, as several stages ask for the same ones."""
        found = self._scanned.get(text)
        if found is None:
            if len(self._scanned) >= SENTENCES:
                self._scanned.clear()
            found = self._scanned[text] = tuple(self.scan(text))
        return found

    def find(self, name: str) -> tuple[Record, ...]:
        """The meanings of exactly this name, whatever its case."""
        return self._lookup(fold_name(name)).records

    def __len__(self) -> int:
        return len(self.compiled)

    def _lookup(self, key: str) -> _Meanings:
        found = self._meanings.get(key)
        if found is None:
            # The trie reads a key up to its first NUL character.
            values = self.compiled.trie.get(key, ()) if "\x00" not in key else ()
            meanings = tuple((self.compiled.record(number), mode, at) for number, mode, at in values)
            free = all(mode == ANY_CASE for _, mode, _ in meanings)
            found = _Meanings(_outranking(tuple(record for record, _, _ in meanings)), None if free else meanings)
            if len(self._meanings) < MEMO:
                self._meanings[key] = found
        return found

    def _match(self, text: str, folded: str, start: int, end: int) -> Match | None:
        """The match of exactly these words; an abbreviation's last full stop belongs to it."""
        if folded[end : end + 1] == ".":
            key = folded[start : end + 1]
            records = self._cased(self._lookup(key), text, start, end + 1)
            if records:
                return Match(start, end + 1, records, key)
        key = folded[start:end]
        meanings = self._lookup(key)
        records = meanings.records if meanings.cased is None else self._cased(meanings, text, start, end)
        return Match(start, end, records, key) if records else None

    @staticmethod
    def _cased(meanings: _Meanings, text: str, start: int, end: int) -> tuple[Record, ...]:
        """The records whose case fits the text."""
        if meanings.cased is None:
            return meanings.records
        capitals = text[start:end].isupper()
        return _outranking(
            tuple(
                record
                for record, mode, at in meanings.cased
                if mode == ANY_CASE or (text[start + at].isupper() if mode == CAPITAL else capitals)
            )
        )


def _outranking(records: tuple[Record, ...]) -> tuple[Record, ...]:
    """The records without those that a user's own outranks, of whatever kind they are."""
    best = max((r.rank for r in records), default=0)
    return tuple(r for r in records if r.rank == best) if best else records


@dataclass(frozen=True, slots=True)
class _Meanings:
    """All records of one spelling, and where case matters how each is matched."""

    records: tuple[Record, ...]
    cased: tuple[tuple[Record, int, int], ...] | None


def load_actor_lexicon(folder: Path, cache: Path | None, own: tuple[Path, ...] = ()) -> ActorLexicon:
    """Opens the actor lexicon whose sources lie in `folder` (with its manifest) and beside it in `agents`.

    `cache` is where compiled files are kept (a temporary folder of this process if None); sources are read only when
    no compiled files of their content are there. `own` are the user's actor files; their entries outrank ours.
    Raises LexiconError for wrong sources, by file and line, and DataError for a cache that cannot be written.
    """
    tables = source_tables(folder, own)
    digest = digest_of(_sources(folder, tables))
    if cache is not None:
        try:
            return ActorLexicon(_compiled(tables, cache, digest))
        except OSError as error:
            raise DataError(f"{cache}: compiled lexicons cannot be kept there ({error.strerror})") from error
    with tempfile.TemporaryDirectory(prefix="athir-actors-") as temporary:
        # The mapping outlives the file's name.
        return ActorLexicon(_compiled(tables, Path(temporary), digest))


def open_actor_lexicon(folder: Path, cache: Path, own: tuple[Path, ...] = ()) -> ActorLexicon | None:
    """The lexicon as `load_actor_lexicon` compiled it into `cache`; null when it did not yet. Writes nothing.

    Raises LexiconError for a missing or malformed manifest or table.
    """
    compiled = open_compiled(cache, digest_of(_sources(folder, source_tables(folder, own))))
    return None if compiled is None else ActorLexicon(compiled)


def check_own(folder: Path, own: tuple[Path, ...]) -> None:
    """Reads a user's own actor files as compiling would. Raises LexiconError, by file and line, for a wrong one."""
    if own:
        countries = [table for table in list_tables(folder) if table.kind == "countries"]
        read_spellings((*countries, *own_tables(own)))


def source_tables(folder: Path, own: tuple[Path, ...] = ()) -> tuple[Table, ...]:
    """All tables that the lexicon at `folder` is made of. Raises LexiconError for a missing or malformed one."""
    return (*list_tables(folder), *list_tables(folder.parent / "agents"), *own_tables(own))


def _sources(folder: Path, tables: tuple[Table, ...]) -> list[Path]:
    return [folder / "manifest.toml", folder.parent / "agents" / "manifest.toml", *(t.path for t in tables)]


def _compiled(tables: tuple[Table, ...], cache: Path, digest: str) -> Compiled:
    found = open_compiled(cache, digest)
    if found is not None:
        return found
    compile_spellings(read_spellings(tables), read_readings(tables), cache, digest)
    opened = open_compiled(cache, digest)
    if opened is None:
        raise DataError(f"compiled lexicon vanished from {cache}")
    return opened
