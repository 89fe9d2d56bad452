"""The algebra: what is done (the deed) times how it is meant (the manner) gives the code, from one table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coders.cameo.ontology import Ontology
from coders.lexicon.reader import read_table

MANNERS = ("did", "intend", "appeal", "demand", "refuse", "threaten", "deny")
COLUMNS = ("deed", "tone", "did", "intend", "appeal", "demand", "refuse", "threaten", "halt", "note")
FALLBACK = {"intend": "030", "appeal": "020", "demand": "100", "refuse": "120", "threaten": "130", "deny": "016"}
TONES = ("good", "hard", "word")


@dataclass(frozen=True, slots=True)
class Deed:
    """A row of the table. `tone` is good (cooperation), hard (conflict) or word (a statement, whatever its tone).

    `codes` maps a manner to its code, null where the combination is no event; `halt` names the deed that stopping it is.
    """

    name: str
    tone: str
    codes: dict[str, str | None]
    halt: str | None
    origin: str


class Algebra:
    """Deeds by name, and their composition with manners."""

    __slots__ = ("deeds",)

    def __init__(self, deeds: dict[str, Deed]) -> None:
        self.deeds = deeds

    def __contains__(self, deed: object) -> bool:
        return deed in self.deeds

    def tone(self, deed: str) -> str:
        """The tone of the deed called `deed`."""
        return self.deeds[deed].tone

    def compose(self, deed: str, manner: str) -> str | None:
        """The code of `deed` in `manner`, or None where that is no event."""
        return self.deeds[deed].codes.get(manner)

    def halted(self, deed: str) -> str | None:
        """The deed that stopping `deed` amounts to."""
        return self.deeds[deed].halt


def load_algebra(lexicons: Path, ontology: Ontology) -> Algebra:
    """Reads cameo/deeds.tsv. In it an empty cell means the manner's general code, `0` that there is no event.

    Raises LexiconError for an unknown code, tone or halting deed.
    """
    deeds: dict[str, Deed] = {}
    entries = list(read_table(lexicons / "cameo" / "deeds.tsv", COLUMNS, root=lexicons))
    names = {entry["deed"] for entry in entries}
    for entry in entries:
        if entry["deed"] in deeds:
            raise entry.wrong(f"deed {entry['deed']} stands twice")
        if entry["tone"] not in TONES:
            raise entry.wrong(f"tone must be one of {', '.join(TONES)}")
        if entry["halt"] and entry["halt"] not in names:
            raise entry.wrong(f"halt names the deed {entry['halt']!r}, which the table does not have")
        codes: dict[str, str | None] = {"deny": "016" if entry["tone"] == "hard" else None}
        for manner in MANNERS[:-1]:
            cell = entry[manner]
            if not cell and manner == "did":
                raise entry.wrong("the column did must not be empty")
            code = None if cell == "0" else (cell or FALLBACK[manner])
            if code is not None and code not in ontology:
                raise entry.wrong(f"{code} is no CAMEO code")
            codes[manner] = code
        deeds[entry["deed"]] = Deed(entry["deed"], entry["tone"], codes, entry["halt"] or None, entry.origin)
    return Algebra(deeds)
