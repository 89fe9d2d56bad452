"""PLOVER's side of the codes beside type and mode: the contexts that a code implies, and quad code and score of each type."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coders.lexicon.reader import read_table

SEPARATOR = "|"
"""Stands between the types of a root whose codes have several."""


@dataclass(frozen=True, slots=True)
class PloverType:
    """A PLOVER type: its quad code, 1 to 4, and its score on the scale from -10 to 10."""

    name: str
    quad_code: int
    intensity: float


@dataclass(frozen=True, slots=True)
class Plover:
    """All types by name, and contexts by CAMEO code."""

    types: dict[str, PloverType]
    contexts: dict[str, tuple[str, ...]]

    def quad_code(self, named: str | None) -> int | None:
        """The quad code of a type; null without a type, and for several types that do not have the same."""
        quads = {kind.quad_code for kind in self._named(named)}
        return quads.pop() if len(quads) == 1 else None

    def intensity(self, named: str | None) -> float | None:
        """The score of a type; null without a type or for several."""
        kinds = self._named(named)
        return kinds[0].intensity if len(kinds) == 1 else None

    def _named(self, named: str | None) -> list[PloverType]:
        return [self.types[name] for name in named.split(SEPARATOR)] if named else []


def load_plover(lexicons: Path) -> Plover:
    """Reads the folder plover under `lexicons`. Raises LexiconError for a line that is not well formed."""
    types: dict[str, PloverType] = {}
    for entry in read_table(lexicons / "plover" / "types.tsv", ("type", "quad", "intensity"), root=lexicons):
        name = entry["type"]
        if name in types:
            raise entry.wrong(f"type {name} stands twice")
        try:
            types[name] = PloverType(name, int(entry["quad"]), float(entry["intensity"]))
        except ValueError as error:
            raise entry.wrong(f"quad code and intensity of {name} must be numbers") from error
    contexts: dict[str, tuple[str, ...]] = {}
    for entry in read_table(lexicons / "plover" / "contexts.tsv", ("code", "contexts"), root=lexicons):
        if entry["code"] in contexts:
            raise entry.wrong(f"code {entry['code']} stands twice")
        contexts[entry["code"]] = entry.many("contexts")
    return Plover(types, contexts)
