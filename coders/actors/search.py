"""Search for actors by name: what the lexicon knows under a name or the beginning of one, with its sources' spellings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from coders.actors.fold import WORD, fold_name
from coders.actors.lexicon import ActorLexicon, source_tables
from coders.actors.records import Kind, Record
from coders.actors.tables import COUNTRY_COLUMNS, NAMED_COLUMNS, NAMED_KINDS, PLACE_COLUMNS, Table
from coders.lexicon.reader import Entry, read_table

EXACT, BEGINNING, WITHIN = range(3)
"""How a spelling fits the words looked for, the best first: it is them, begins with them, has them as whole words."""

_COLUMNS = {"countries": COUNTRY_COLUMNS, "places": PLACE_COLUMNS, **dict.fromkeys(NAMED_KINDS, NAMED_COLUMNS)}
_SPELLED = {"countries": ("aliases", "adjectives", "people", "capital"), "places": ("aliases",)}


@dataclass(frozen=True, slots=True)
class FoundActor:
    """One line of the lexicon. `since` and `until` are the first and last day on which it holds, null where open.

    `aliases` are its other spellings as the line has them; of a country also adjectives, people and capital.
    """

    name: str
    kind: str
    code: str
    since: str | None
    until: str | None
    aliases: tuple[str, ...]
    acled_name: str | None
    inter: int | None
    own: bool  # from a user's own file
    origin: str  # file:line


@dataclass(frozen=True, slots=True)
class _Line:
    kind: str
    name: str
    aliases: tuple[str, ...]


class ActorSearch:
    """Finds actors in a compiled lexicon. Safe to share between threads; look-ups leave nothing behind in memory."""

    def __init__(self, lexicon: ActorLexicon, lines: dict[str, _Line]) -> None:
        self._compiled = lexicon.compiled
        self._lines = lines
        self._keys = "\n" + "\n".join(sorted(set(lexicon.compiled.trie.iterkeys()))) + "\n"
        self.digest = lexicon.digest

    def search(self, query: str, day: date | None = None, limit: int = 20) -> tuple[FoundActor, ...]:
        """Lines with a spelling that is `query`, begins with it or has it as whole words; role words are left out.

        Case, diacritics and hyphens make no difference. With a `day` only what holds then is found. Exact spellings
        stand first, then beginnings; among them a user's own lines, then the shortest spellings, then the latest lines.
        """
        wanted = fold_name(query)
        if not WORD.search(wanted):
            return ()
        today = day.isoformat() if day else None
        ranked: list[tuple[int, bool, int, str, Record]] = [
            (fit, not record.rank, len(key), key, record)
            for fit, key in self._spellings(wanted)
            for record in self._records(key)
            if record.kind is not Kind.AGENT and (today is None or record.holds(today))
        ]
        ranked.sort(key=lambda item: item[-1].since, reverse=True)
        ranked.sort(key=lambda item: item[:-1])
        lines: dict[str, Record] = {}
        for *_, record in ranked:
            lines.setdefault(record.origin, record)
            if len(lines) == limit:
                break
        return tuple(map(self._found, lines.values()))

    def _spellings(self, wanted: str) -> Iterator[tuple[int, str]]:
        """Every spelling that fits, once, and how."""
        seen = set()
        escaped = re.escape(wanted)
        for match in re.finditer(rf"\n{escaped}|(?<![^\W_]){escaped}(?![^\W_])", self._keys):
            begin = self._keys.rindex("\n", 0, match.start() + 1) + 1
            key = self._keys[begin : self._keys.index("\n", match.end())]
            if key not in seen:
                seen.add(key)
                yield EXACT if key == wanted else BEGINNING if key.startswith(wanted) else WITHIN, key

    def _records(self, key: str) -> Iterator[Record]:
        for number in dict.fromkeys(value[0] for value in self._compiled.trie.get(key, ())):
            yield self._compiled.record(number)

    def _found(self, record: Record) -> FoundActor:
        line = self._lines[record.origin]
        return FoundActor(
            name=line.name,
            kind=line.kind,
            code=record.code,
            since=record.since or None,
            until=record.until or None,
            aliases=line.aliases,
            acled_name=record.acled_name or None,
            inter=record.inter or None,
            own=record.rank > 0,
            origin=record.origin,
        )


def open_search(lexicon: ActorLexicon, folder: Path, own: tuple[Path, ...] = ()) -> ActorSearch:
    """Search in `lexicon`, whose sources are those at `folder` and `own`. Raises LexiconError for a wrong table."""
    lines: dict[str, _Line] = {}
    for table in source_tables(folder, own):
        for entry in read_table(table.path, _COLUMNS[table.kind], root=table.root) if table.kind in _COLUMNS else ():
            lines[entry.origin] = _line(table, entry)
    return ActorSearch(lexicon, lines)


def _line(table: Table, entry: Entry) -> _Line:
    kind = Kind.COUNTRY if table.kind == "countries" else NAMED_KINDS.get(table.kind) or Kind(entry["kind"])
    aliases = [alias for column in _SPELLED.get(table.kind, ("aliases",)) for alias in entry.many(column)]
    return _Line(kind.value, entry["name"], tuple(dict.fromkeys(aliases)))
