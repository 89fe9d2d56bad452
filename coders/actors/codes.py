"""The parts of CAMEO actor codes: which trios are roles, which stand first, how a code is put together and read.

Order of elements: country or international prefix, primary role, party or specialty, further roles, ethnicity,
religion, organisation. The role stands directly after the country, so that the first six letters are country and role.
"""

from __future__ import annotations

from dataclasses import dataclass

from coders.actors.wordset import words

PRIMARY = ("GOV", "MIL", "REB", "SEP", "INS", "OPP", "COP", "JUD", "SPY", "UAF")
"""Roles that outrank all others."""

SECONDARY = (
    *("AGR", "BUS", "CRM", "CVL", "DEV", "EDU", "ELI", "ENV", "HLH", "HRI", "LAB", "LEG", "MED", "REF", "REL", "SET"),
    *("MOD", "RAD", "PTY", "PPL", "NGO"),
)
"""Roles that are given where no primary role fits, or after one."""

ROLES = frozenset((*PRIMARY, *SECONDARY))

INTERNATIONAL = frozenset(("IGO", "IMG", "INT", "MNC", "NGO", "NGM", "UIS"))
"""Prefixes of actors that belong to no single country."""

REGIONS = words(
    """
    AFR ASA BLK CRB CAU CFR CAS CEU EIN EAF EEU EUR LAM MEA MDT NAF NMR PGS SCN SAM SAS SEA SAF WAF WST
    """
)

RELIGIONS = frozenset(("BUD", "CHR", "CON", "HIN", "JAN", "JEW", "MOS", "SIK", "TAO", "ZRO", "BAH", "ATH", "PAG"))
"""Faiths that stand first in an identity; denominations follow them (MOSSUN) and may look like countries (SUN, MUS)."""

PEOPLES = words("ABN ARB BED CKM CRO GYP HAU HUT IBO IJW KRH KUR MAN OGO PAL SER SNL TAM TRG TRK TUT UIG YRB")
"""Ethnic trios of CAMEO itself; SLV is left to El Salvador."""

LEGACY = {
    "TMP": "TLS",
    "ROM": "ROU",
    "MTN": "MNE",
    "XKX": "KSV",
    "KOS": "KSV",
    "ZAR": "COD",
    "IMY": "IMN",
    "USR": "SUN",
    "CZA": "CSK",
}
"""Country trios of older CAMEO tables, and what is written in their place."""

NOWHERE = "---"
"""Stands for the country in a code whose role is known and whose country is not."""

_WIDTH = 3


def modern(code: str) -> str:
    """The code with the country trio of an older table replaced by today's."""
    return LEGACY.get(code[:_WIDTH], code[:_WIDTH]) + code[_WIDTH:]


@dataclass(frozen=True, slots=True)
class Code:
    """A CAMEO actor code taken apart."""

    prefix: str | None  # country, region or international prefix
    roles: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()  # ethnicity, religion, region within, organisation, in the order given

    @property
    def country(self) -> str | None:
        """The country (or CAMEO region); null for international actors."""
        return None if self.prefix in INTERNATIONAL else self.prefix

    @property
    def international(self) -> bool:
        """Whether the actor belongs to no single country."""
        return self.prefix in INTERNATIONAL

    def __str__(self) -> str:
        # An international actor's own organisation goes before what its people do.
        body = (*self.rest, *self.roles) if self.international else (*self.roles, *self.rest)
        return "".join((self.prefix or NOWHERE, *body))


def trios(code: str) -> tuple[str, ...]:
    """Cuts a code into its trios. Raises ValueError when it is not made of trios of capital letters."""
    if not code or len(code) % _WIDTH or not code.isascii() or not code.isalpha() or not code.isupper():
        raise ValueError(f"{code!r} is not made of trios of capital letters")
    return tuple(code[i : i + _WIDTH] for i in range(0, len(code), _WIDTH))


def read_code(code: str, *, prefixed: bool = True) -> Code:
    """Takes a code apart; with `prefixed` false it has no country and starts with a role or identity.

    Raises ValueError when it is malformed.
    """
    parts = trios(code)
    prefix = parts[0] if prefixed else None
    body = parts[1:] if prefixed else parts
    roles: list[str] = []
    rest: list[str] = []
    for trio in body:
        # A role trio after an organisation's own trio belongs to that organisation's name.
        (roles if trio in ROLES and trio not in roles else rest).append(trio)
    return Code(prefix, tuple(roles), tuple(rest))


def compose(prefix: str | None, roles: tuple[str, ...], rest: tuple[str, ...] = ()) -> Code:
    """Puts a code together: a primary role comes first, `PTY` directly after it; doubles are left out."""
    unique = tuple(dict.fromkeys(roles))
    first = [r for r in unique if r in PRIMARY][:1]
    party = [r for r in unique if r == "PTY"] if first and first[0] in ("GOV", "OPP") else []
    others = [r for r in unique if r not in first and r not in party]
    return Code(prefix, (*first, *party, *others), tuple(dict.fromkeys(rest)))
