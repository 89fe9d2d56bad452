"""The codes of a dictionary as deeds of our algebra, so that operators, negation and modality work on them as on ours.

The manner of a clause (will, must, refused to) changes a deed by our table of deeds: a code that a deed of the table has
when done stands for that deed; every other code is a deed that stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable

from coders.cameo.deeds import FALLBACK, Algebra, Deed
from coders.cameo.ontology import Ontology
from coders.petrarch.codes import EventCode

OPERATORS = {"010": "say", "020": "appeal", "030": "intend", "100": "demand", "120": "refuse", "130": "threaten"}
"""General codes of speech acts: over a clause or deed they make what our operators of that name make."""

_WORDS = frozenset({"01", "02", "03", "09", "10", "11", "12", "13"})
_HARD = frozenset({"14", "15", "16", "17", "18", "19", "20"})


class DictionaryAlgebra(Algebra):
    """Our deeds and one for each code of a dictionary; `pairs` gives the code of the other direction, where one is written."""

    __slots__ = ("_names", "pairs")

    def __init__(self, base: Algebra, ontology: Ontology, codes: Iterable[EventCode]) -> None:
        super().__init__(dict(base.deeds))
        self.pairs: dict[str, str] = {}
        self._names: dict[EventCode, str] = {}
        by_code = _by_code(base)
        for code in sorted(codes, key=str):
            if not code.null:
                self._add(code, ontology, by_code)

    def name(self, code: EventCode) -> str:
        """The deed of a code."""
        return self._names[code]

    def code_of(self, deed: str) -> str | None:
        """The code of a deed that is done."""
        return self.deeds[deed].codes.get("did") if deed in self.deeds else None

    def _add(self, code: EventCode, ontology: Ontology, by_code: dict[str, Deed]) -> None:
        written = known_code(code.active or code.passive, ontology)
        if written is None:
            return
        base = by_code.get(written)
        other = known_code(code.passive, ontology) if code.active and code.passive else None
        if base is not None and other is None:
            self._names[code] = base.name  # operators know some of our deeds by their names
            return
        name = f"[{code}]"
        if base is not None:
            self.deeds[name] = Deed(name, base.tone, base.codes, base.halt, base.origin)
        else:
            self.deeds[name] = Deed(name, _tone(written), _codes(written, by_code), None, "")
        self._names[code] = name
        if other is not None:
            self.pairs[name] = other

    def knows(self, code: EventCode) -> bool:
        """Whether the code, or its parent, is one of CAMEO."""
        return code in self._names


def known_code(written: str, ontology: Ontology) -> str | None:
    """The code itself, or the nearest code above it that CAMEO has; null where even the root is none."""
    candidates = [written, *(written[:n] for n in range(len(written) - 1, 2, -1)), written[:2] + "0"]
    return next((c for c in candidates if c in ontology), None)


def _by_code(base: Algebra) -> dict[str, Deed]:
    """The deed that has a code when it is done; of several the most general one."""
    found: dict[str, Deed] = {}
    for deed in base.deeds.values():
        code = deed.codes["did"]
        if code is None:
            continue
        known = found.get(code)
        if known is None or _general(deed) > _general(known):
            found[code] = deed
    return found


def _general(deed: Deed) -> int:
    return sum(deed.codes.get(manner) == code for manner, code in FALLBACK.items())


def _tone(code: str) -> str:
    return "word" if code[:2] in _WORDS else "hard" if code[:2] in _HARD else "good"


def _codes(code: str, by_code: dict[str, Deed]) -> dict[str, str | None]:
    """What a code without a deed in our table becomes in each manner: what its parent becomes, or the general code."""
    parent = next((by_code[code[:n]] for n in range(len(code) - 1, 2, -1) if code[:n] in by_code), None)
    tone = _tone(code)
    if parent is not None and tone != "word":
        return {**parent.codes, "did": code}
    manners: dict[str, str | None] = {**FALLBACK, "did": code, "deny": "016" if tone == "hard" else None}
    if tone == "word":  # already said, promised, demanded or refused: saying that one will changes nothing
        manners["intend"] = code
    return manners
