"""A frame: one predicate with the heads of its arguments by grammatical role, and the names that lexicons give these roles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from coders.frames.modality import Modality


@dataclass(frozen=True, slots=True)
class Frame:
    """One predicate. All arguments are token indexes of phrase heads; `preps` maps a preposition to its objects' heads."""

    predicate: int
    lemma: str
    kind: str  # verb | noun
    subjects: tuple[int, ...] = ()
    objects: tuple[int, ...] = ()
    datives: tuple[int, ...] = ()
    preps: dict[str, tuple[int, ...]] = field(default_factory=dict)
    particle: str = ""
    ccomps: tuple[int, ...] = ()
    xcomps: tuple[int, ...] = ()
    advcls: tuple[int, ...] = ()
    attrs: tuple[int, ...] = ()  # attributes and adjectival complements of a copula
    small: tuple[int, ...] = ()  # subject of a small clause: "found him guilty"
    passive: bool = False
    subject_rule: str = "own"  # how the subject was found: own, conj, control, relative, participle, …
    modality: Modality = field(default_factory=Modality)
    modifiers: tuple[int, ...] = ()  # possessors, compounds and adjectives of a noun predicate

    def slot(self, name: str) -> tuple[int, ...]:
        """Heads in a role: subj, obj, dative, attr, mod, ccomp, xcomp, clause, small, advcl, or a preposition."""
        role = ROLES.get(name)
        return self.preps.get(name, ()) if role is None else role(self)

    @property
    def filled(self) -> frozenset[str]:
        """The names of all slots that have a head."""
        names = [name for name, heads in self.preps.items() if heads]
        # Written out: every verb of every sentence is asked this.
        if self.subjects:
            names.append("subj")
        if self.objects:
            names.append("obj")
        if self.datives:
            names.append("dative")
        if self.attrs:
            names.append("attr")
        if self.modifiers:
            names.append("mod")
        if self.ccomps:
            names.append("ccomp")
        if self.xcomps:
            names.append("xcomp")
        if self.ccomps or self.xcomps:
            names.append("clause")
        if self.small:
            names.append("small")
        if self.advcls:
            names.append("advcl")
        return frozenset(names)


ROLES: dict[str, Callable[[Frame], tuple[int, ...]]] = {
    "subj": lambda frame: frame.subjects,
    "obj": lambda frame: frame.objects,
    "dative": lambda frame: frame.datives,
    "attr": lambda frame: frame.attrs,
    "mod": lambda frame: frame.modifiers,
    "ccomp": lambda frame: frame.ccomps,
    "xcomp": lambda frame: frame.xcomps,
    "clause": lambda frame: frame.ccomps + frame.xcomps,
    "small": lambda frame: frame.small,
    "advcl": lambda frame: frame.advcls,
}
