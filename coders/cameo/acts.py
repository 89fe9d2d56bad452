"""An act: a deed in a manner, with the phrases that do and suffer it. What interpretation works on before codes and actors."""

from __future__ import annotations

from dataclasses import dataclass, replace

from coders.cameo.deeds import FALLBACK, Algebra


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a sentence. `deed` is "" when only the manner is known; all heads are token indexes.

    `negated` marks a hard deed that is said not to happen: an event only under a manner that turns it into a halt.
    """

    deed: str
    manner: str  # did | intend | appeal | demand | refuse | threaten | deny | must | ought | may | might
    source: tuple[int, ...]
    target: tuple[int, ...]
    trigger: int
    trace: tuple[str, ...] = ()
    confidence: float = 0.9
    negated: bool = False
    mutual: bool = False
    vague: bool = False  # an event only if its theme can be told

    def code(self, algebra: Algebra) -> str | None:
        """The CAMEO code, or None where the combination is no event."""
        if self.negated or self.manner in ("must", "ought", "might"):
            return None
        manner = "intend" if self.manner == "may" else self.manner
        if not self.deed:
            return FALLBACK.get(manner)
        return algebra.compose(self.deed, manner)

    def noted(self, *lines: str) -> Act:
        """The act with more lines of trace."""
        return replace(self, trace=(*self.trace, *lines))
