"""The facts that formats look up: countries, codes with their labels, and the intensities of ICEWS and Phoenix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coders.cameo.ontology import Ontology, load_ontology
from coders.countries import Countries, load_countries
from coders.lexicon.reader import read_table


@dataclass(frozen=True, slots=True)
class PloverFacts:
    """What PLOVER says of an event beside type and mode."""

    contexts: tuple[str, ...] = ()
    quad_code: int | None = None
    intensity: float | None = None


@dataclass(frozen=True, slots=True)
class Tables:
    """What formats look up; immutable, so that threads may share it."""

    countries: Countries
    ontology: Ontology
    icews: dict[str, float]
    phoenix: dict[str, float]
    states: dict[str, str]

    def intensity(self, code: str, scale: dict[str, float], otherwise: float) -> float:
        """The value of a code on a scale that names only what differs from GDELT's, `otherwise` being that one."""
        return scale.get(code, otherwise)

    def plover(self, event: Mapping[str, Any]) -> PloverFacts:
        """Contexts, quad code and intensity as the event says, or by its code if it was stored before events said so."""
        said = event["plover"]
        if "contexts" in said:
            return PloverFacts(tuple(said["contexts"]), said["quad_code"], said["intensity"])
        known = self.ontology.codes.get(event["code"])
        return PloverFacts(known.contexts, known.plover_quad, known.intensity) if known else PloverFacts()


def load_tables(lexicons: Path) -> Tables:
    """Reads what formats look up from the folders under `lexicons`. Raises LexiconError for a wrong line."""
    icews: dict[str, float] = {}
    phoenix: dict[str, float] = {}
    ontology = load_ontology(lexicons)
    for entry in read_table(lexicons / "codebook" / "scales.tsv", ("code", "icews", "phoenix"), root=lexicons):
        if entry["code"] not in ontology:
            raise entry.wrong(f"there is no code {entry['code']}")
        for scale, column in ((icews, "icews"), (phoenix, "phoenix")):
            if entry[column]:
                try:
                    scale[entry["code"]] = float(entry[column])
                except ValueError as error:
                    raise entry.wrong(f"{column} must be a number, is {entry[column]!r}") from error
    states = {
        entry["name"]: entry["code"]
        for entry in read_table(lexicons / "countries" / "us_states.tsv", ("code", "name"), root=lexicons)
    }
    return Tables(load_countries(lexicons), ontology, icews, phoenix, states)
