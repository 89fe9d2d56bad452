"""The types of rows, the classes of actors, and the columns that follow from them: derived, never asserted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coders.errors import LexiconError
from coders.lexicon.reader import Entry, read_table

CIVILIAN_TARGETING = "Civilian targeting"
STRATEGIC = "Strategic developments"
RIOTERS, PROTESTERS, CIVILIANS, EXTERNAL = 5, 6, 7, 8


@dataclass(frozen=True, slots=True)
class SubType:
    """One sub-event type; `rank` 0 is the highest in precedence. `actor2` holds 0 where a second actor may be missing.

    `unnamed1` and `unnamed2` are name patterns for an actor that the text does not name; empty where there is none.
    """

    name: str
    event_type: str
    disorder_type: str
    rank: int
    actor1: frozenset[int]
    actor2: frozenset[int]
    unnamed1: str = ""
    unnamed2: str = ""

    @property
    def one_sided(self) -> bool:
        """Whether a row of this type may name one actor only."""
        return 0 in self.actor2

    @property
    def targets_civilians(self) -> bool:
        """Whether every row of this type is violence against civilians."""
        return self.event_type == "Violence against civilians"


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All sub-event types by name and the labels of the actor classes by number."""

    types: dict[str, SubType]
    inters: dict[int, str]

    @classmethod
    def load(cls, folder: Path) -> Taxonomy:
        """Reads taxonomy.tsv and inters.tsv of `folder`; raises LexiconError for a line that is wrong."""
        columns = ("event_type", "sub_event_type", "disorder_type", "actor1", "actor2", "unnamed1", "unnamed2")
        types: dict[str, SubType] = {}
        for entry in read_table(folder / "taxonomy.tsv", columns):
            name = entry["sub_event_type"]
            if name in types:
                raise entry.wrong(f"{name!r} stands twice")
            types[name] = SubType(
                name,
                entry["event_type"],
                entry["disorder_type"],
                len(types),
                _classes(entry, "actor1"),
                _classes(entry, "actor2"),
                entry["unnamed1"],
                entry["unnamed2"],
            )
        inters = {_number(e, "inter"): e["label"] for e in read_table(folder / "inters.tsv", ("inter", "label"))}
        if sorted(inters) != list(range(1, 9)):
            raise LexiconError("inters.tsv", 1, "must name the classes 1 to 8")
        return cls(types, inters)

    def label(self, inter: int) -> str:
        """The text form of an actor class; empty for 0, no actor."""
        return self.inters[inter] if inter else ""

    def interaction(self, inter1: int, inter2: int) -> str:
        """The text form of the pair; the order of the two makes no difference, and 0 stands for no actor.

        Raises ValueError if both are 0: a row has at least one actor.
        """
        low, high = sorted((inter1, inter2))
        if high == 0:
            raise ValueError("a row has at least one actor")
        if low == 0:
            return f"{self.inters[high]} only"
        if (low, high) == (CIVILIANS, EXTERNAL):  # the one pair whose larger number comes first
            low, high = high, low
        return f"{self.inters[low]}-{self.inters[high]}"


def interaction_number(inter1: int, inter2: int) -> int:
    """The numeric form of the pair: the smaller class first, a lone actor times ten."""
    low, high = sorted((inter1, inter2))
    return high * 10 if low == 0 else low * 10 + high


def civilian_targeting(sub_type: SubType, inter1: int, inter2: int) -> str:
    """`Civilian targeting` where civilians are the main target by the type or by the actor columns, else empty."""
    by_type = sub_type.targets_civilians or sub_type.name.startswith("Excessive force")
    by_actor = sub_type.event_type in ("Explosions/Remote violence", "Riots") and CIVILIANS in (inter1, inter2)
    return CIVILIAN_TARGETING if by_type or by_actor else ""


def _classes(entry: Entry, column: str) -> frozenset[int]:
    values = entry.many(column)
    if not values or not all(len(v) == 1 and "0" <= v <= "8" for v in values):
        raise entry.wrong(f"{column} must list actor classes 0 to 8")
    return frozenset(int(v) for v in values)


def _number(entry: Entry, column: str) -> int:
    if not entry[column].isdigit():
        raise entry.wrong(f"{column} must be a number")
    return int(entry[column])
