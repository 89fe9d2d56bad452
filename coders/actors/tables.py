"""Reads the source tables of the actor lexicon into spellings and their records, with errors by file and line."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from coders.actors.codes import INTERNATIONAL, REGIONS, ROLES, modern, read_code, trios
from coders.actors.fold import fold_name
from coders.actors.inflect import people, plural
from coders.actors.records import Kind, Record, read_date
from coders.errors import LexiconError
from coders.lexicon.reader import Entry, read_table

COUNTRY_COLUMNS = ("code", "name", "aliases", "adjectives", "people", "capital", "from", "to")
PLACE_COLUMNS = ("name", "aliases", "code", "kind")
NAMED_COLUMNS = ("name", "aliases", "code", "from", "to", "acled_name", "inter", "note")
AGENT_COLUMNS = ("agent", "plural", "role", "class", "note")
READING_COLUMNS = ("name", "code", "cues", "note")

NAMED_KINDS = {
    "leaders": Kind.PERSON,
    "groups": Kind.BODY,
    "organisations": Kind.BODY,
    "institutions": Kind.BODY,
    "metonyms": Kind.METONYM,
    "peoples": Kind.IDENTITY,
}
OWN_RANK = 1
WITHIN = "within"
"""Class of the words for a people or region within a country: Catalan, Bosnian Serb."""

_DATED = frozenset(NAMED_KINDS.values())
_CLASSES = frozenset(("person", "title", "body", "force", "crowd", "asset", "act", "group"))


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write an actor, and the record it leads to."""

    text: str
    record: Record


@dataclass(frozen=True, slots=True)
class Reading:
    """Another reading of an ambiguous name where the article has one of the cues; no code means no actor."""

    name: str
    code: str
    cues: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the lexicon with its kind, as its folder's manifest names it."""

    path: Path
    kind: str
    root: Path
    rank: int = 0


def list_tables(folder: Path) -> tuple[Table, ...]:
    """The tables that `folder`/manifest.toml names. Raises LexiconError when it or a table is missing or malformed."""
    manifest = folder / "manifest.toml"
    shown = f"{folder.name}/manifest.toml"
    try:
        content = tomllib.loads(manifest.read_text(encoding="utf-8"))
    except OSError as error:
        raise LexiconError(shown, 1, f"cannot be read: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(shown, 1, f"not TOML: {error}") from error
    tables = []
    for item in content.get("tables", []):
        if set(item) != {"file", "kind"}:
            raise LexiconError(shown, 1, f"a table needs `file` and `kind`, not {sorted(item)}")
        if item["kind"] not in _READERS and item["kind"] != "readings":
            raise LexiconError(shown, 1, f"{item['file']}: unknown kind {item['kind']!r}")
        path = folder / item["file"]
        if not path.is_file():
            raise LexiconError(shown, 1, f"{item['file']} is named and missing")
        tables.append(Table(path, item["kind"], folder.parent))
    return tuple(tables)


def own_table(path: Path) -> Table:
    """A user's own actor file, in the columns of named actors; its entries outrank the project's."""
    return Table(path, "groups", path.parent, OWN_RANK)


def own_tables(paths: Iterable[Path]) -> tuple[Table, ...]:
    """A user's own actor files. Raises LexiconError for one that cannot be read or has the name of another."""
    found: dict[str, Table] = {}
    for path in paths:
        try:
            path.open("rb").close()
        except OSError as error:
            raise LexiconError(str(path), 1, f"cannot be read: {error.strerror}") from error
        if path.name in found:
            raise LexiconError(str(path), 1, f"{found[path.name].path} has the same name; traces name files by it")
        found[path.name] = own_table(path)
    return tuple(found.values())


def read_spellings(tables: tuple[Table, ...]) -> tuple[Spelling, ...]:
    """All spellings of all tables. Raises LexiconError for malformed codes, dates and cells, and for duplicates."""
    countries = _country_codes(tables)
    found: list[Spelling] = []
    for table in tables:
        reader = _READERS.get(table.kind)
        if reader is None:
            continue
        for entry, spelling in reader(table):
            _check_prefix(entry, spelling.record, countries)
            found.append(spelling)
    _check_overlaps(found)
    return tuple(found)


def read_readings(tables: tuple[Table, ...]) -> tuple[Reading, ...]:
    """The ambiguous names of all tables of kind `readings`."""
    found = []
    for table in tables:
        if table.kind == "readings":
            for entry in read_table(table.path, READING_COLUMNS, root=table.root):
                if not entry["name"] or not entry["cues"]:
                    raise entry.wrong("a reading needs a name and cues")
                found.append(Reading(fold_name(entry["name"]), entry["code"], entry.many("cues"), entry.origin))
    return tuple(found)


def _country_codes(tables: tuple[Table, ...]) -> frozenset[str]:
    codes = {
        entry["code"]
        for table in tables
        if table.kind == "countries"
        for entry in read_table(table.path, COUNTRY_COLUMNS, root=table.root)
    }
    return frozenset(codes) | INTERNATIONAL | REGIONS


def _check_prefix(entry: Entry, record: Record, known: frozenset[str]) -> None:
    if record.kind is Kind.AGENT or record.kind is Kind.IDENTITY:
        return
    prefix = trios(record.code)[0]
    if prefix not in known:
        raise entry.wrong(
            f"{record.code!r} begins with {prefix!r}, which is no country, region or international prefix"
        )


def _code(entry: Entry, code: str) -> str:
    try:
        read_code(code)
    except ValueError as error:
        raise entry.wrong(f"malformed code: {error}") from error
    return modern(code)


def _span(entry: Entry) -> tuple[str, str]:
    try:
        since, until = read_date(entry["from"], last=False), read_date(entry["to"], last=True)
    except ValueError as error:
        raise entry.wrong(str(error)) from error
    if since and until and since > until:
        raise entry.wrong(f"ends ({entry['to']}) before it begins ({entry['from']})")
    return since, until


def _countries(table: Table) -> Iterator[tuple[Entry, Spelling]]:
    for entry in read_table(table.path, COUNTRY_COLUMNS, root=table.root):
        code = _code(entry, entry["code"])
        since, until = _span(entry)
        name = entry["name"]
        plurals = {p for a in entry.many("adjectives") if (p := people(a))}
        forms = (
            [(Kind.COUNTRY, form, code, False) for form in (name, *entry.many("aliases"))]
            + [(Kind.ADJECTIVE, form, code, False) for form in entry.many("adjectives")]
            + [(Kind.PEOPLE, form, code, True) for form in sorted(plurals)]
            + [(Kind.PEOPLE, form, code, form.endswith(("s", "men"))) for form in entry.many("people")]
            + [(Kind.CAPITAL, form, code, False) for form in entry.many("capital")]
        )
        for kind, form, actor, many in dict.fromkeys(forms):
            shown = form if kind is Kind.CAPITAL else name
            yield (
                entry,
                Spelling(form, Record(kind, actor, shown, entry.origin, since, until, plural=many, rank=table.rank)),
            )


def _places(table: Table) -> Iterator[tuple[Entry, Spelling]]:
    for entry in read_table(table.path, PLACE_COLUMNS, root=table.root):
        if entry["kind"] not in ("place", "adjective"):
            raise entry.wrong(f"kind must be place or adjective, not {entry['kind']!r}")
        code = _code(entry, entry["code"])
        within = (WITHIN,) if entry["kind"] == "adjective" else ()
        record = Record(Kind(entry["kind"]), code, entry["name"], entry.origin, classes=within, rank=table.rank)
        for form in dict.fromkeys((entry["name"], *entry.many("aliases"))):
            yield entry, Spelling(form, record)
            if record.kind is Kind.ADJECTIVE and (many := people(form)):
                yield (
                    entry,
                    Spelling(
                        many,
                        Record(
                            Kind.PEOPLE, code, entry["name"], entry.origin, classes=within, plural=True, rank=table.rank
                        ),
                    ),
                )


def _named(table: Table) -> Iterator[tuple[Entry, Spelling]]:
    kind = NAMED_KINDS[table.kind]
    for entry in read_table(table.path, NAMED_COLUMNS, root=table.root):
        if not entry["name"]:
            raise entry.wrong("no name")
        since, until = _span(entry)
        inter = entry["inter"]
        if inter and inter not in "12345678":
            raise entry.wrong(f"inter must be 1 to 8, not {inter!r}")
        record = Record(
            kind,
            _code(entry, entry["code"]),
            entry["name"],
            entry.origin,
            since,
            until,
            acled_name=entry["acled_name"],
            inter=int(inter or 0),
            rank=table.rank,
        )
        for form in dict.fromkeys((entry["name"], *entry.many("aliases"))):
            yield entry, Spelling(form, record)


def _agents(table: Table) -> Iterator[tuple[Entry, Spelling]]:
    for entry in read_table(table.path, AGENT_COLUMNS, root=table.root):
        role = entry["role"].removesuffix("~")
        classes = entry.many("class")
        if not classes or not set(classes) <= _CLASSES:
            raise entry.wrong(f"class must be among {', '.join(sorted(_CLASSES))}, not {entry['class']!r}")
        if role:
            try:
                unknown = [t for t in trios(role) if t not in ROLES | INTERNATIONAL]
            except ValueError as error:
                raise entry.wrong(f"malformed role: {error}") from error
            if unknown:
                raise entry.wrong(f"unknown role {unknown[0]!r}")
        weak = entry["role"].endswith("~")
        only = entry["plural"] == "only"
        base = Record(
            Kind.AGENT, role, entry["agent"], entry.origin, classes=classes, weak=weak, plural=only, rank=table.rank
        )
        yield entry, Spelling(entry["agent"], base)
        if not only:
            many = entry["plural"] or plural(entry["agent"])
            record = Record(
                Kind.AGENT, role, entry["agent"], entry.origin, classes=classes, weak=weak, plural=True, rank=table.rank
            )
            yield entry, Spelling(many, record)


_READERS: dict[str, Callable[[Table], Iterator[tuple[Entry, Spelling]]]] = {
    "countries": _countries,
    "places": _places,
    "agents": _agents,
    **dict.fromkeys(NAMED_KINDS, _named),
}


def _check_overlaps(spellings: list[Spelling]) -> None:
    """One name must not be entered twice with the same code for the same time."""
    same: dict[tuple[Kind, str, str, int], list[Record]] = {}
    for s in spellings:
        if s.record.kind in _DATED and s.text == s.record.name:
            same.setdefault((s.record.kind, fold_name(s.text), s.record.code, s.record.rank), []).append(s.record)
    for (_, text, code, _), records in same.items():
        ordered = sorted(set(records), key=lambda r: r.since)
        for first, second in pairwise(ordered):
            if first.origin != second.origin and (not first.until or second.since <= first.until):
                file, _, line = second.origin.rpartition(":")
                raise LexiconError(file, int(line), f"{text!r} already means {code} at that time in {first.origin}")
