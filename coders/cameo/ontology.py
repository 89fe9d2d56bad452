"""The CAMEO codes with what belongs to each: label, root, quad class, Goldstein value and PLOVER type and mode."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coders.lexicon.reader import read_table

COLUMNS = (
    "code",
    "parent",
    "label",
    "root",
    "quad",
    "goldstein",
    "plover_type",
    "plover_mode",
    "residual",
    "definition",
)


@dataclass(frozen=True, slots=True)
class Code:
    """One CAMEO code. `residual` marks codes that hold only where nothing finer does."""

    code: str
    parent: str
    label: str
    root: str
    quad_class: int
    goldstein: float
    plover_type: str | None
    plover_mode: str | None
    residual: bool
    definition: str


class Ontology:
    """All codes by number."""

    __slots__ = ("codes",)

    def __init__(self, codes: dict[str, Code]) -> None:
        self.codes = codes

    def __getitem__(self, code: str) -> Code:
        return self.codes[code]

    def __contains__(self, code: object) -> bool:
        return code in self.codes


def load_ontology(lexicons: Path) -> Ontology:
    """Reads codebook/codes.tsv under `lexicons`. Raises LexiconError for a line that is not well formed."""
    codes: dict[str, Code] = {}
    for entry in read_table(lexicons / "codebook" / "codes.tsv", COLUMNS, root=lexicons):
        code = entry["code"]
        if code in codes:
            raise entry.wrong(f"code {code} stands twice")
        try:
            quad, goldstein = int(entry["quad"]), float(entry["goldstein"])
        except ValueError as error:
            raise entry.wrong(f"quad class and Goldstein value of {code} must be numbers") from error
        codes[code] = Code(
            code=code,
            parent=entry["parent"],
            label=entry["label"],
            root=entry["root"],
            quad_class=quad,
            goldstein=goldstein,
            plover_type=entry["plover_type"] or None,
            plover_mode=entry["plover_mode"] or None,
            residual=entry["residual"] == "Y",
            definition=entry["definition"],
        )
    return Ontology(codes)
