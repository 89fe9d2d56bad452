"""The CAMEO codes with what belongs to each: label, root, quad classes, Goldstein value, and what PLOVER makes of it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

from coders.cameo.plover import load_plover
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
    contexts: tuple[str, ...] = ()  # PLOVER's
    plover_quad: int | None = None  # PLOVER's quad code of the type, 1 to 4; it need not be the root's quad class
    intensity: float | None = None  # PLOVER's score of the type, -10 to 10

    @property
    def penta_class(self) -> int:
        """The quad class as Phoenix numbers it, 0 to 4."""
        return penta_class(self.root)


def penta_class(root: str) -> int:
    """Phoenix's class of a root: 0 neutral, 1 verbal and 2 material cooperation, 3 verbal and 4 material conflict.

    Beside the neutral class it differs from GDELT's in root 16, which is verbal here.
    """
    number = int(root)
    if number == 16:
        return 3
    return bisect_right(_PENTA_STARTS, number) - 1


_PENTA_STARTS = (1, 3, 6, 9, 14)  # the first root of each class


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
    """Reads codebook/codes.tsv and the folder plover under `lexicons`.

    Raises LexiconError for a line that is not well formed.
    """
    codes: dict[str, Code] = {}
    plover = load_plover(lexicons)
    for entry in read_table(lexicons / "codebook" / "codes.tsv", COLUMNS, root=lexicons):
        code = entry["code"]
        if code in codes:
            raise entry.wrong(f"code {code} stands twice")
        try:
            quad, goldstein = int(entry["quad"]), float(entry["goldstein"])
        except ValueError as error:
            raise entry.wrong(f"quad class and Goldstein value of {code} must be numbers") from error
        kind = entry["plover_type"] or None
        try:
            plover_quad, intensity = plover.quad_code(kind), plover.intensity(kind)
        except KeyError as error:
            raise entry.wrong(f"there is no PLOVER type {error.args[0]}") from error
        codes[code] = Code(
            code=code,
            parent=entry["parent"],
            label=entry["label"],
            root=entry["root"],
            quad_class=quad,
            goldstein=goldstein,
            plover_type=kind,
            plover_mode=entry["plover_mode"] or None,
            residual=entry["residual"] == "Y",
            definition=entry["definition"],
            contexts=plover.contexts.get(code, ()),
            plover_quad=plover_quad,
            intensity=intensity,
        )
    return Ontology(codes)
