"""How the role of a head word and the roles of what it belongs to make one role: the algebra of CAMEO roles."""

from __future__ import annotations

from coders.actors.codes import INTERNATIONAL, PRIMARY
from coders.actors.records import Record

ORGANISED = frozenset(
    ("REB", "SEP", "INS", "OPP", "UAF", "CRM", "COP", "SPY", "JUD", "LEG", "PTY", "MED", "LAB", "BUS")
)
"""Roles of bodies whose members and machines keep the body's role: a rebel commander stays REB, a police truck COP."""

GOVERNING = frozenset(
    (
        "government",
        "caretaker government",
        "interim government",
        "coalition government",
        "regime",
        "administration",
        "cabinet",
    )
)
"""Words for whoever rules: they make even a party the government."""

_STATE = frozenset(("GOV", "MIL", "COP", "JUD", "LEG", "SPY"))
_SPECIALTY = frozenset(("MED", "EDU", "HLH", "BUS", "LAB", "PTY", "REL", "LEG", "REF", "CRM"))
_SERVING = frozenset(("MIL", "COP", "JUD", "LEG", "MED", "HLH", "REF", "EDU"))
_AT_HOME = {"NGO": ("NGO",), "NGM": ("NGO",), "MNC": ("BUS",), "IMG": ("UAF",)}
"""The role that takes the place of an international prefix where a country is given: French aid workers are FRANGO."""

_FORMER = frozenset(("GOV", "MIL", "LEG", "JUD", "COP", "SPY"))
_SUPPORT = frozenset(("supporter", "loyalist", "follower", "backer", "sympathiser", "sympathizer", "ally"))
_ARMED = frozenset(
    ("fighter", "gunman", "armed man", "militant", "militia", "combatant", "fighters", "guerrilla", "militiaman")
)


def own_roles(agent: Record) -> tuple[tuple[str, ...], str | None]:
    """The roles a role word has by itself, and its international prefix, if any (a peacekeeper is IGO, MIL)."""
    parts = tuple(agent.code[i : i + 3] for i in range(0, len(agent.code), 3))
    if parts and parts[0] in INTERNATIONAL:
        return parts[1:], parts[0]
    return parts, None


def merge(base: tuple[str, ...], agent: Record, prefix: str | None = None) -> tuple[str, ...]:
    """The roles of `agent` as it belongs to an actor with the roles `base` (of possessor, modifier or of-phrase).

    `prefix` is that of the actor it belongs to: of international bodies only soldiers, judges and the like add a role.
    """
    roles, own_prefix = own_roles(agent)
    if own_prefix and not roles and prefix and prefix not in INTERNATIONAL:
        roles = _AT_HOME.get(own_prefix, ())
    if prefix == "IMG":
        return base
    if agent.name in _SUPPORT:
        return _support(base)
    if not roles or "act" in agent.classes or "group" in agent.classes:
        return base
    first = roles[0]
    if agent.weak and first == "MIL" and base[:1] == ("GOV",) and "force" in agent.classes:
        return roles
    if not base:
        return roles if prefix not in INTERNATIONAL or first in _SERVING else ()
    if agent.weak:
        return base
    held = base[0]
    if held == first:
        return base if len(base) >= len(roles) else roles
    if held == "OPP" and agent.name in _ARMED:
        return ("REB",)
    return _strong(base, held, roles, first)


def _strong(base: tuple[str, ...], held: str, roles: tuple[str, ...], first: str) -> tuple[str, ...]:
    if held == "GOV":
        if first == "UAF":
            return ("MIL",)
        # Soldiers of a president are soldiers; his critics are opposition.
        return roles if first != "PTY" else ("GOV", "PTY")
    if held == "MIL":
        return ("JUD",) if first == "JUD" else base if first in PRIMARY else _add(base, first)
    if held in ORGANISED:
        if first in _SPECIALTY and held in PRIMARY:
            return _add(base, first)
        return base if first in _STATE or first in PRIMARY or first in ("CVL", "ELI") else _add(roles, held)
    if held in PRIMARY:
        return base
    return (*roles, *base) if first in PRIMARY and held != "CVL" else roles


def _add(base: tuple[str, ...], role: str) -> tuple[str, ...]:
    return base if role in base else (*base, role)


def _support(base: tuple[str, ...]) -> tuple[str, ...]:
    if not base or base[0] in _STATE:
        return ("CVL",)
    return ("OPP",) if base[0] in ("OPP", "ELI", "PTY") else base


def former(roles: tuple[str, ...]) -> tuple[str, ...]:
    """Roles of someone who held them once: a former official is ELI; rebels and the like stay what they were."""
    return ("ELI",) if roles and roles[0] in _FORMER else roles
