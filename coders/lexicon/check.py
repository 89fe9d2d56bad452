"""Checks all lexicon files and counts what they hold; one problem does not hide those of other files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from coders.actors.lexicon import load_actor_lexicon
from coders.cameo.deeds import Algebra, load_algebra
from coders.cameo.interpret import LENDING
from coders.cameo.ontology import load_ontology
from coders.cameo.senses import CLASS_COLUMNS, ActLexicon, Sense, load_act_lexicon
from coders.cameo.themes import load_themes
from coders.countries import load_countries
from coders.discards import load_discards
from coders.errors import DataError
from coders.lexicon.manifest import read_manifests
from coders.lexicon.reader import Entry, read_table
from coders.topics import load_topics

WIDENS = "widens"


@dataclass(slots=True)
class Report:
    """What a check found: problems and warnings as `file:line: text`, and how many entries each part holds."""

    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def check_all(lexicons: Path, own_actors: tuple[Path, ...] = ()) -> Report:
    """Reads everything under `lexicons`, and the user's `own_actors` files.

    Problems are what cannot be read and senses that are shadowed; warnings are classes merged from several files unsaid.
    """
    report = Report()
    algebra: Algebra | None = None

    def attempt(part: Callable[[], None]) -> None:
        try:
            part()
        except DataError as error:
            report.problems.append(str(error))

    def codes() -> None:
        nonlocal algebra
        ontology = load_ontology(lexicons)
        report.counts["codes"] = len(ontology.codes)
        algebra = load_algebra(lexicons, ontology)
        report.counts["deeds"] = len(algebra.deeds)

    def acts() -> None:
        if algebra is None:
            return
        lexicon = load_act_lexicon(lexicons, algebra)
        report.counts["verbs"] = len(lexicon.verbs)
        report.counts["verb senses"] = sum(map(len, lexicon.verbs.values()))
        report.counts["event nouns"] = len(lexicon.nouns)
        report.counts["noun classes"] = len({name for names in lexicon.classes.values() for name in names})
        report.counts["class members"] = len(lexicon.classes)
        report.problems.extend(shadowed(lexicon))
        report.warnings.extend(merged(lexicons / "cameo", lexicons))

    def themes() -> None:
        if algebra is not None:
            load_themes(lexicons, algebra)

    def discards() -> None:
        report.counts["discard phrases"] = len(load_discards(lexicons))
        report.counts["topic words"] = len(load_topics(lexicons))

    def actors() -> None:
        report.counts["actor names"] = len(load_actor_lexicon(lexicons / "actors", None, own_actors))

    def manifests() -> None:
        report.counts["manifests"] = len(read_manifests(lexicons))

    for part in (codes, acts, themes, discards, actors, partial(_countries, report, lexicons), manifests):
        attempt(part)
    return report


def _countries(report: Report, lexicons: Path) -> None:
    report.counts["countries"] = len(load_countries(lexicons))


def merged(folder: Path, root: Path) -> list[str]:
    """Classes that several files fill, all but one of which should say in a note that theirs `widens` the other."""
    silent: dict[str, dict[str, Entry]] = {}
    for path in sorted(folder.glob("classes-*.tsv")):
        for entry in read_table(path, CLASS_COLUMNS, root=root):
            if not entry["note"].startswith(WIDENS):
                silent.setdefault(entry["class"], {}).setdefault(entry.file, entry)
    return [
        f"{entry.origin}: the class {name!r} is that of {first.origin} too; a note `{WIDENS}` says that it is meant"
        for name, (first, *others) in ((n, tuple(by_file.values())) for n, by_file in silent.items())
        for entry in others
    ]


def shadowed(lexicon: ActLexicon) -> list[str]:
    """Senses that can never be reached, because one that asks for the same stands before them."""
    found: list[str] = []
    for table in (lexicon.verbs, lexicon.nouns):
        for key, senses in table.items():
            seen: dict[tuple[str, frozenset[object]], Sense] = {}
            for sense in senses:
                asks = (sense.particle, frozenset(sense.conditions))
                if asks in seen:
                    word = f"{key} {sense.particle}".strip()
                    found.append(f"{sense.origin}: the sense of {word!r} is shadowed by {seen[asks].origin}")
                elif (
                    sense.operator not in LENDING or sense.deed
                ):  # one that lends gives way where there is nothing to lend
                    seen[asks] = sense
    return found
