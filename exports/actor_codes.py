"""Takes a CAMEO actor code apart into the columns that formats have for its parts."""

from __future__ import annotations

from dataclasses import dataclass

from coders.actors.codes import INTERNATIONAL, NOWHERE, PEOPLES, REGIONS, RELIGIONS, ROLES
from coders.countries import Countries, Country

DENOMINATIONS = frozenset("ADR ALE CPT CTH DOX DRZ HSD IBH ITR JHW LDS MRN MUS NRM PRO SFI SHI SHN SUN UDX".split())
"""Faiths within a faith, and MUS as dictionaries of PETRARCH write it; as the first trio of a code some are countries."""

PHOENIX_ROOTS = frozenset(("IGO", "NGO", "IMG", "MNC"))
PHOENIX_AGENTS = frozenset("GOV MIL REB OPP PTY COP JUD SPY MED EDU BUS CRM CVL".split())
_WIDTH = 3


@dataclass(frozen=True, slots=True)
class Triple:
    """A code as Phoenix splits it: country or kind of organisation, role, and the trios that are left."""

    root: str
    agent: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """A code by the kinds of its trios; empty strings and tuples for what it does not say."""

    country: str = ""  # CAMEO's trio of a country or region
    group: str = ""  # a known organisation, such as UNO
    ethnic: str = ""
    religions: tuple[str, ...] = ()
    types: tuple[str, ...] = ()  # roles, and IGO, NGO, IMG, MNC …


def trios(code: str | None) -> tuple[str, ...]:
    """The code cut into its trios; none for null."""
    return () if code is None else tuple(code[i : i + _WIDTH] for i in range(0, len(code), _WIDTH))


def phoenix(code: str | None, countries: Countries) -> Triple:
    """Root, agent and others. A first trio that is neither a country nor one of Phoenix's four kinds is in none of them."""
    parts = trios(code)
    first, rest = (parts[0], parts[1:]) if parts else ("", ())
    root = first if first in PHOENIX_ROOTS or countries.of_cameo(first) else ""
    agent = rest[0] if rest and rest[0] in PHOENIX_AGENTS else ""
    return Triple(root, agent, rest[1:] if agent else rest)


def split(code: str | None, countries: Countries) -> Parts:
    """The code by the kinds of its trios, each kept once; of several groups or peoples the first counts."""
    country = group = ethnic = ""
    religions: list[str] = []
    types: list[str] = []
    for place, trio in enumerate(trios(code)):
        if place == 0 and (trio == NOWHERE or trio in REGIONS or countries.of_cameo(trio)):
            country = "" if trio == NOWHERE else trio
        elif trio in ROLES or trio in INTERNATIONAL:
            types.append(trio)
        elif trio in RELIGIONS or trio in DENOMINATIONS:
            religions.append(trio)
        elif trio in PEOPLES:
            ethnic = ethnic or trio
        elif not country and (trio in REGIONS or countries.of_cameo(trio)):
            country = trio
        else:
            group = group or trio
    return Parts(country, group, ethnic, tuple(dict.fromkeys(religions)), tuple(dict.fromkeys(types)))


def country_of(code: str | None, countries: Countries) -> Country | None:
    """The country of a code; null for organisations of several countries, for regions, and where it is not known."""
    return countries.of_cameo(split(code, countries).country)
