"""Finds persons by the shape of their names (a title or a given name before capitals), so that their names are not read as places."""

from __future__ import annotations

from dataclasses import dataclass, field

from coders.geo.names import key
from coders.geo.spans import Word, joined
from coders.geo.words import PlaceWords


@dataclass(slots=True)
class Persons:
    """Which words of the text belong to a person's full name, and which single words are then short for one."""

    indexes: set[int] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


def runs(found: list[Word], classes: PlaceWords) -> list[int]:
    """For each word the number of its run of capitals, or -1; words such as `The` and `Monday` belong to none."""
    numbers: list[int] = []
    current, last_in = -1, False
    for word in found:
        inside = word.capital and not _is_plain(word, classes)
        tied = last_in and (
            joined(word) or (word.gap == ". " and len(numbers) > 0 and _is_short(found[len(numbers) - 1], classes))
        )
        if inside and not tied:
            current += 1
        numbers.append(current if inside else -1)
        last_in = inside and not word.possessive
    return numbers


def _is_short(word: Word, classes: PlaceWords) -> bool:
    """Whether a full stop after the word belongs to it: an initial or a title."""
    return len(word.text) == 1 or word.lower in classes.title


def _is_plain(word: Word, classes: PlaceWords) -> bool:
    if word.lower in classes.calendar:
        return True
    return word.lower in classes.function and word.text not in ("US", "U.S.")


def find(found: list[Word], run_of: list[int], places: dict[int, int], classes: PlaceWords) -> Persons:
    """The persons of a text.

    `places` marks words that open a place's name: 3 one that lies in the place named right after it (`Austin Texas`), 2 a country or
    unit, 1 a big town, 0 another.
    """
    persons = Persons()
    i = 0
    while i < len(found):
        if run_of[i] < 0:
            i += 1
            continue
        end = i
        while end + 1 < len(found) and run_of[end + 1] == run_of[i]:
            end += 1
        _read_run(found, i, end, places, classes, persons)
        i = end + 1
    return persons


def _read_run(
    found: list[Word], first: int, last: int, places: dict[int, int], classes: PlaceWords, persons: Persons
) -> None:
    """Looks for a title or given name in one run of capitals; what follows it up to a noun of another class is the person's name."""
    i = first
    while i <= last:
        lower = found[i].lower.rstrip(".")
        if lower in classes.title and i < last and not (i > first and lower in classes.institution and i + 1 > last):
            begin, named = i + 1, True
        elif key(found[i].text) in classes.given and i < last and found[i + 1].gap in (" ", ". "):
            begin, named = i, False
        else:
            i += 1
            continue
        end = begin
        while end + 1 <= last and _continues(found[end + 1], classes):
            end += 1
        if named and begin <= last and not _continues(found[begin], classes):
            i = begin
            continue
        if not named and (end == begin or _is_institutional(found, begin, last, places, classes)):
            i += 1
            continue
        persons.indexes.update(range(begin, end + 1))
        persons.names.update(key(found[j].text) for j in range(begin, end + 1) if len(found[j].text) > 2)
        i = end + 1


def _continues(word: Word, classes: PlaceWords) -> bool:
    lower = word.lower
    return not (
        lower in classes.institution or lower in classes.brand or lower in classes.way or lower in classes.unit
        or lower in classes.natural or lower in classes.title or lower in classes.modifier
    ) and word.gap in (" ", ". ", "-", "‑")  # fmt: skip


def _is_institutional(found: list[Word], begin: int, last: int, places: dict[int, int], classes: PlaceWords) -> bool:
    """`Virginia Commonwealth University`: a given name that is a well-known place's name too, in a body's name."""
    if not places.get(begin):
        return False
    tail = found[last].lower
    return (
        tail in classes.institution
        or tail in classes.brand
        or tail in classes.natural
        or tail in classes.way
        or places.get(begin) == 3
    )
