"""What the modality of its own clause makes of an act: planned, due, possible, negated, or none at all."""

from __future__ import annotations

from dataclasses import replace

from coders.cameo.acts import Act
from coders.cameo.deeds import Algebra
from coders.cameo.senses import Sense
from coders.frames.frame import Frame


def in_clause(act: Act, frame: Frame, algebra: Algebra, sense: Sense | None = None) -> Act | None:
    """The act under the modality of its own clause; a sense that asks for negation has used it up."""
    modality = frame.modality
    if modality.supposed:
        return None
    tone = algebra.tone(act.deed) if act.deed else "word"
    if modality.negated and not (sense is not None and sense.asks_negation):
        return _negate(act, tone)
    if modality.mode == "ahead" and act.manner == "did" and tone != "word":
        return replace(act, manner="intend").noted("ahead")
    if modality.mode in ("must", "ought", "may", "might") and act.manner in ("did", "intend"):
        return replace(
            act, manner=modality.mode, confidence=act.confidence * (0.5 if modality.mode[0] == "m" else 1)
        ).noted(modality.mode)
    return act


def _negate(act: Act, tone: str) -> Act | None:
    if tone == "good" and act.manner in ("did", "intend"):
        return replace(act, manner="refuse").noted("negated")
    if act.manner == "intend" and not act.deed:
        return replace(act, manner="refuse").noted("negated")
    if act.deed in ("praise", "support"):
        return replace(act, manner="refuse").noted("negated")
    if tone == "hard" and act.manner in ("did", "intend"):
        return replace(act, negated=True).noted("negated")
    return None
