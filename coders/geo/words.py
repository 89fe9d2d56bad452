"""The word classes that recognition needs (titles, institutions, streets, given names, adjectives of countries), from lexicons/places."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coders.errors import LexiconError
from coders.geo.names import key
from coders.geo.supplement import OWN_FOLDER, UNITS
from coders.lexicon.reader import read_table

CLASSES = tuple(
    "function calendar title institution brand of_name way unit subunit settlement modifier locative natural of_place speech".split()
)


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Lower-case words by class."""

    function: frozenset[str]
    calendar: frozenset[str]
    title: frozenset[str]
    institution: frozenset[str]
    brand: frozenset[str]
    of_name: frozenset[str]
    way: frozenset[str]
    unit: frozenset[str]
    subunit: frozenset[str]
    settlement: frozenset[str]
    modifier: frozenset[str]
    locative: frozenset[str]
    natural: frozenset[str]
    of_place: frozenset[str]
    speech: frozenset[str]
    given: frozenset[str]
    common: frozenset[str]
    short_forms: frozenset[str]  # abbreviations of units as written (`Ky`, `N.Y.`, `TX`), good only after a comma
    adjectives: dict[str, str]  # key of an adjective or people's name to ISO 3166 alpha-3


def load(folder: Path = OWN_FOLDER) -> PlaceWords:
    """The word classes of `folder`. Raises LexiconError for an unknown or missing class."""
    classes: dict[str, set[str]] = {name: set() for name in CLASSES}
    for entry in read_table(folder / "words.tsv", ("class", "words"), root=folder.parent):
        if entry["class"] not in classes:
            raise entry.wrong(f"unknown class {entry['class']!r}")
        classes[entry["class"]].update(entry.many("words"))
    if missing := sorted(name for name, words in classes.items() if not words):
        raise LexiconError("places/words.tsv", 1, f"no line of class {', '.join(missing)}")
    return PlaceWords(
        **{name: frozenset(words) for name, words in classes.items()},
        given=_names(folder, "given_names.tsv"),
        common=_names(folder, "common_words.tsv"),
        short_forms=frozenset(
            form if "." in form[:-1] else form.rstrip(".")
            for entry in read_table(folder / "units.tsv", UNITS, root=folder.parent)
            for form in entry.many("names")
            if form.endswith(".") or form.isupper()
        ),
        adjectives={
            key(word): entry["country"]
            for entry in read_table(folder / "demonyms.tsv", ("country", "words"), root=folder.parent)
            for word in entry.many("words")
        },
    )


def _names(folder: Path, table: str) -> frozenset[str]:
    entries = read_table(folder / table, ("names",), root=folder.parent)
    return frozenset(key(name) for entry in entries for name in entry.many("names"))
