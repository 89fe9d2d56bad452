"""A coded act with its parties, and what the deed shows of them: a town that is hit is its people, rebels who shell are armed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from coders.cameo.acts import Act
from coders.types import Actor

_TOWN = re.compile(
    r"\b(?:town|village|suburb|hamlet|neighbou?rhood|(?:regional|provincial|district|state) capital)s?\b", re.IGNORECASE
)

# What an armed opposition has and an unarmed one has not.
_ARMED_HEADS = re.compile(
    r"\b(?:faction|site|position|stronghold|base|post|force|target|checkpoint|front ?line)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Found:
    """A coded act before it is dated and placed."""

    code: str
    act: Act
    source: Actor | None
    target: Actor | None
    trace: tuple[str, ...]
    confidence: float
    method: str = "rule"


def people(code: str, target: Actor | None) -> Actor | None:
    """A town that is hit stands for the people in it."""
    if target is None or target.roles or code[:2] not in ("17", "18", "19", "20") or code == "192" or not target.code:
        return target
    if not any("countries_places" in line for line in target.trace[:1]) and _TOWN.search(target.text) is None:
        return target
    trace = (*target.trace, "the place stands for its people")
    return replace(target, code=target.code + "CVL", roles=("CVL",), trace=trace)


def armed(code: str, actor: Actor | None) -> Actor | None:
    """An opposition that fights with weapons of war, or whose positions are hit by them, is the armed one."""
    if actor is None or actor.roles != ("OPP",) or code[:3] not in ("190", "192", "193", "194", "195", "196"):
        return actor
    if _ARMED_HEADS.search(actor.text) is None:
        return actor
    code = (actor.code or "").replace("OPP", "REB")
    return replace(actor, code=code, roles=("REB",), trace=(*actor.trace, "OPP fights: REB"))


def same(a: Actor, b: Actor) -> bool:
    """Whether both are the same mention with the same code."""
    return a.start == b.start and a.code == b.code


def is_own(actor: Actor, source: Actor) -> bool:
    """Whether the phrase is the source's own: `continued their shelling`."""
    return actor.code == source.code and actor.text.lower().startswith(
        ("their ", "its ", "his ", "her ", "our ", "my ")
    )
