"""How a governing predicate composes with the acts it governs: the second half of the algebra.

Each operator takes the governing phrase's own source and addressees and one inner act, and gives the act of the whole.
"""

from __future__ import annotations

from dataclasses import replace

from coders.cameo.acts import Act
from coders.cameo.deeds import Algebra

ACCUSING = frozenset(
    {"accuse", "accuse.crime", "accuse.rights", "accuse.aggression", "accuse.warcrimes", "accuse.espionage"}
)
BACKING = frozenset({"support", "defend"})
GENERAL = {
    "hope": "optimism",
    "fear": "pessimism",
    "consider": "consider",
    "claim": "claim",
}


def compose(
    operator: str, inner: Act, source: tuple[int, ...], addressee: tuple[int, ...], algebra: Algebra
) -> Act | None:
    """The act of `operator` over `inner`, or None where the whole is no event."""
    match operator:
        case "say":
            return _say(inner, source, algebra)
        case "do" | "attempt":
            return _do(operator, inner, source, addressee)
        case "intend" | "threaten":
            return _commit(operator, inner, source, addressee, algebra)
        case "appeal" | "demand":
            return _ask(operator, inner, source, addressee, algebra)
        case "refuse":
            return _refuse(inner, source, addressee, algebra)
        case "deny":
            return replace(
                inner,
                manner="did",
                deed="denial",
                source=source,
                target=addressee or inner.source or inner.target,
                negated=False,
            )
        case "halt":
            return _halt(inner, source, addressee, algebra)
        case "fail":
            good = inner.deed and algebra.tone(inner.deed) == "good" and not inner.negated
            return (
                replace(inner, manner="refuse", source=source or inner.source, target=inner.target or addressee)
                if good
                else None
            )
    deed = GENERAL[operator]
    return replace(
        inner,
        deed=deed,
        manner="did",
        source=source,
        target=addressee or _others(inner, source),
        negated=False,
        mutual=False,
    )


def _say(inner: Act, source: tuple[int, ...], algebra: Algebra) -> Act | None:
    if inner.manner in ("must", "ought"):
        return _ask("demand" if inner.manner == "must" else "appeal", replace(inner, manner="did"), source, (), algebra)
    return inner if inner.source else replace(inner, source=source if not _agentless(inner) else ())


def _agentless(inner: Act) -> bool:
    return "agentless" in inner.trace


def _do(operator: str, inner: Act, source: tuple[int, ...], addressee: tuple[int, ...]) -> Act:
    deed = inner.deed
    if operator == "attempt" and deed == "assassinate":
        deed = "assassinate.attempt"
    return replace(inner, deed=deed, source=source or inner.source, target=inner.target or addressee)


def _positive(inner: Act, algebra: Algebra) -> Act | None:
    """A negated hard deed as the good deed of ending it: not to attack is to de-escalate."""
    if not inner.negated:
        return inner
    halted = algebra.halted(inner.deed) if inner.deed else None
    return replace(inner, deed=halted, negated=False, manner="did") if halted else None


def _commit(
    operator: str, inner: Act, source: tuple[int, ...], addressee: tuple[int, ...], algebra: Algebra
) -> Act | None:
    act = _positive(inner, algebra)
    if act is None:
        return None
    manner = operator
    if act.manner in ("refuse", "appeal", "demand", "threaten") and operator == "intend":
        manner = act.manner
    if act.manner == "refuse" and operator == "threaten":
        manner = "refuse"
    if operator == "intend" and act.deed and algebra.tone(act.deed) == "word" and act.manner == "did":
        manner = "did"
    return replace(
        act, manner=manner, source=source or act.source, target=_without(act.target or addressee, source) or addressee
    )


def _ask(
    operator: str, inner: Act, source: tuple[int, ...], addressee: tuple[int, ...], algebra: Algebra
) -> Act | None:
    act = _positive(inner, algebra)
    if act is None:
        return None
    if act.manner == "refuse":  # asking that something good not be done
        act = replace(act, deed="", manner="did")
    doer = _without(act.source, source)
    helped = _without(act.target, (*source, *doer, *addressee))
    if act.deed in BACKING and act.manner == "did" and helped and (doer or addressee):
        # "urged its partners to support Calda": the act is on behalf of Calda
        return replace(act, deed="rally.support", manner="did", source=source, target=helped, mutual=False)
    target = addressee or doer or _without(act.target, source)
    return replace(act, manner=operator, source=source or (), target=target, mutual=False)


def _refuse(inner: Act, source: tuple[int, ...], addressee: tuple[int, ...], algebra: Algebra) -> Act | None:
    if inner.deed in ACCUSING or inner.deed == "criticise":
        return replace(
            inner,
            deed="denial",
            manner="did",
            source=source,
            target=addressee or _without(inner.source, source) or inner.target,
        )
    act = _positive(inner, algebra)
    if act is None:
        return None
    if act.manner == "did" and act.deed and algebra.tone(act.deed) == "hard":
        return None
    proposer = (
        _without(act.source, source)
        if act.manner in ("appeal", "demand", "intend", "threaten") or act.source != source
        else ()
    )
    target = _without(addressee, source) or proposer or _without(act.target, source)
    return replace(act, manner="refuse", source=source or act.source, target=target, mutual=False)


def _halt(inner: Act, source: tuple[int, ...], addressee: tuple[int, ...], algebra: Algebra) -> Act | None:
    if not inner.deed or inner.negated:
        return None
    halted = algebra.halted(inner.deed)
    if halted is None:
        return None
    return replace(
        inner,
        deed=halted,
        source=source or inner.source,
        target=_without(inner.target, source) or addressee or _without(inner.source, source),
    )


def _others(inner: Act, source: tuple[int, ...]) -> tuple[int, ...]:
    return _without(inner.target, source) or _without(inner.source, source)


def _without(heads: tuple[int, ...], taken: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(h for h in heads if h not in taken)
