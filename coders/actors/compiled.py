"""The compiled actor lexicon: a trie of spellings and a file of records, memory-mapped so that processes share them."""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from struct import Struct

import marisa_trie  # type: ignore[import-not-found]

from coders.actors.fold import WORD, fold_name
from coders.actors.records import GEOGRAPHIC, Kind, Record
from coders.actors.tables import Reading, Spelling

FORMAT = 12
"""Raised whenever the layout or the way of compiling changes, so that no old cache is read."""

VALUE = "<IBB"
ANY_CASE, CAPITAL, EXACT = 0, 1, 2
"""How a spelling's case is matched: as it comes, with a capital where it has its first one, or all capitals."""

_LONG_NAME = 8
_U32 = Struct("<I")


@dataclass(frozen=True, slots=True)
class Compiled:
    """Trie and records, and what tells a scan early where nothing can match.

    `words` are the first words of all spellings, each with whether it is a spelling by itself; `pairs` their first two
    words, each with the most words a spelling has that begins so. `readings` are the ambiguous names.
    """

    digest: str
    trie: marisa_trie.RecordTrie
    offsets: memoryview
    blob: _Shifted
    words: dict[str, bool]
    pairs: dict[str, int]
    readings: tuple[Reading, ...]

    def record(self, number: int) -> Record:
        """The record of that number."""
        begin, end = self.offsets[number], self.offsets[number + 1]
        return Record.from_json(self.blob[begin:end])

    def __len__(self) -> int:
        return len(self.offsets) - 1


def digest_of(paths: Iterable[Path]) -> str:
    """Content hash of the source files and the format, as hexadecimal digits."""
    total = hashlib.sha256(f"actors {FORMAT}".encode())
    for path in paths:
        data = path.read_bytes()
        total.update(f"\0{path.name}\0{len(data)}\0".encode())
        total.update(data)
    return total.hexdigest()[:32]


def compile_spellings(
    spellings: tuple[Spelling, ...], readings: tuple[Reading, ...], folder: Path, digest: str
) -> None:
    """Writes trie and records to `folder`; a reader never sees half a file, and the records are written last."""
    numbers: dict[Record, int] = {}
    seen: dict[int, int] = {}  # numbers of the very records, which most spellings share: faster than comparing them
    pairs: dict[tuple[str, tuple[int, int, int]], None] = {}
    text, forms = "", []
    cased: dict[Kind, list[tuple[str, int, int]]] = {}
    for s in spellings:
        record = s.record
        number = seen.get(id(record))
        if number is None:
            number = seen[id(record)] = numbers.setdefault(record, len(numbers))
        if s.text != text:  # the records of one spelling follow one another
            text = s.text
            forms = [(form, key) for form in _variants(text) if (key := fold_name(form)) and WORD.match(key)]
            cased = {}
        ways = cased.get(record.kind)
        if ways is None:
            ways = cased[record.kind] = [(key, *_case(form, record.kind)) for form, key in forms]
        for key, case, at in ways:
            pairs[(key, (number, case, at))] = None
    trie = marisa_trie.RecordTrie(VALUE, list(pairs))
    words, openings = _openings(key for key, _ in pairs)
    lines = [r.to_json() for r in numbers]
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    head = json.dumps(
        {"words": words, "pairs": openings, "readings": [[r.name, r.code, list(r.cues), r.origin] for r in readings]}
    ).encode()
    # Offsets of four bytes must lie on a four-byte boundary to be read in place.
    head += b" " * (-len(head) % 4)
    content = b"".join((_U32.pack(len(head)), _U32.pack(len(offsets)), head, *(_U32.pack(o) for o in offsets), *lines))
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / f"actors-{digest}.trie", trie.tobytes())
    _write(folder / f"actors-{digest}.records", content)


def open_compiled(folder: Path, digest: str) -> Compiled | None:
    """Maps the compiled files of `digest` into memory; null when they are not there."""
    trie_path, records_path = folder / f"actors-{digest}.trie", folder / f"actors-{digest}.records"
    if not records_path.is_file() or not trie_path.is_file():
        return None
    trie = marisa_trie.RecordTrie(VALUE)
    trie.mmap(str(trie_path))
    with records_path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return _open(digest, trie, mapped)


def _open(digest: str, trie: marisa_trie.RecordTrie, mapped: mmap.mmap) -> Compiled:
    length, count = _U32.unpack_from(mapped, 0)[0], _U32.unpack_from(mapped, 4)[0]
    head = json.loads(mapped[8 : 8 + length])
    begin = 8 + length
    offsets = memoryview(mapped)[begin : begin + 4 * count].cast("I")
    readings = tuple(Reading(name, code, tuple(cues), origin) for name, code, cues, origin in head["readings"])
    base = begin + 4 * count
    return Compiled(digest, trie, offsets, _Shifted(mapped, base), head["words"], head["pairs"], readings)


def _openings(keys: Iterable[str]) -> tuple[dict[str, bool], dict[str, int]]:
    """First words of the keys, and their first two words with the number of words of the longest key that begins so."""
    words: dict[str, bool] = {}
    pairs: dict[str, int] = {}
    for key in dict.fromkeys(keys):
        parts = key.split(" ")
        if all(map(str.isalnum, parts)):
            count, word = len(parts), parts[0]
            opening = f"{word} {parts[1]}" if count > 1 else ""
        else:  # words within words: u.s.
            spans = [m.end() for m in WORD.finditer(key)]
            count, word = len(spans), key[: spans[0]]
            opening = key[: spans[1]] if count > 1 else ""
        words[word] = words.get(word, False) or count == 1
        if count > 1:
            pairs[opening] = max(pairs.get(opening, 0), count)
    return words, pairs


class _Shifted:
    """Slices of a mapped file counted from an offset."""

    __slots__ = ("_base", "_data")

    def __init__(self, data: mmap.mmap, base: int) -> None:
        self._data = data
        self._base = base

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._base + part.start : self._base + part.stop]


def _write(path: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(temporary).replace(path)


_JOINT = re.compile("[ '’-]")
_ARTICLES = ("al", "el")
_SPELLINGS = (
    ("isation", "ization"),
    ("Defence", "Defense"),
    ("defence", "defense"),
    ("Labour", "Labor"),
    ("labour", "labor"),
    ("Centre", "Center"),
    ("centre", "center"),
    ("Programme", "Program"),
)
_RESPELLED = re.compile("|".join(part for pair in _SPELLINGS for part in pair))


def _variants(form: str) -> tuple[str, ...]:
    """The spelling itself, with the other form of a leading Arabic article, and as British or American English."""
    forms = [form]
    first, mark, rest = form[:2].lower(), form[2:3], form[3:]
    if first in _ARTICLES and mark and mark in "- " and rest:
        forms.append(f"{_ARTICLES[1 - _ARTICLES.index(first)]}-{rest}")
    if _RESPELLED.search(form) is None:
        return tuple(forms)
    for one, other in _SPELLINGS:
        for here, there in ((one, other), (other, one)):
            if here in form:
                forms.append(form.replace(here, there))
    return tuple(forms)


def _case(form: str, kind: Kind) -> tuple[int, int]:
    """How the case of a spelling is matched, and where its first capital stands in the folded spelling."""
    if kind is Kind.AGENT:
        # MP and CEO are words only in capitals.
        return (EXACT, 0) if form.isupper() and len(form) < 4 else (ANY_CASE, 0)
    if form.isupper():
        return EXACT, 0
    at = 0 if form[:1].isupper() else next((i for i, c in enumerate(form) if c.isupper()), None)
    if at is None:
        return ANY_CASE, 0
    single = _JOINT.search(form) is None
    if kind not in GEOGRAPHIC and single and len(form) >= _LONG_NAME:
        return ANY_CASE, 0
    return CAPITAL, min(at, 255)
