"""One meaning of a name or word in the actor lexicon, with the time in which it holds."""

from __future__ import annotations

import json
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from json.encoder import encode_basestring


class Kind(StrEnum):
    """What kind of word or name an entry is; rules treat the kinds differently."""

    COUNTRY = "country"  # Russia
    ADJECTIVE = "adjective"  # Russian
    PEOPLE = "people"  # Russians
    CAPITAL = "capital"  # Moscow
    PLACE = "place"  # Belgorod
    METONYM = "metonym"  # Kremlin
    PERSON = "person"  # an office-holder
    BODY = "body"  # a group, organisation or institution
    IDENTITY = "identity"  # an ethnic or religious group
    AGENT = "agent"  # a role word


GEOGRAPHIC = frozenset((Kind.COUNTRY, Kind.ADJECTIVE, Kind.PEOPLE, Kind.CAPITAL, Kind.PLACE))
NAMED = frozenset((Kind.METONYM, Kind.PERSON, Kind.BODY))


@dataclass(frozen=True, slots=True)
class Record:
    """One meaning. `since` and `until` are ISO dates, the first and the last day, empty where open."""

    kind: Kind
    code: str  # CAMEO code; for agents role trios only
    name: str
    origin: str  # file:line
    since: str = ""
    until: str = ""
    acled_name: str = ""
    inter: int = 0
    classes: tuple[str, ...] = ()  # of agents: person, title, body, force, crowd, asset, act, group
    weak: bool = False  # an agent whose role gives way to that of what it belongs to
    plural: bool = False
    rank: int = 0  # entries of a user's own file outrank the project's

    def __hash__(self) -> int:
        # A place in a file nearly always tells an entry; hashing all fields makes compiling slow.
        return hash((self.origin, self.code, self.since))

    def holds(self, day: str) -> bool:
        """Whether the meaning holds on `day` (ISO)."""
        return (not self.since or self.since <= day) and (not self.until or day <= self.until)

    @property
    def cited(self) -> str:
        """Where the entry stands, as a trace names it."""
        return f"{self.origin}, an own entry, which outranks the project's" if self.rank else self.origin

    def to_json(self) -> bytes:
        """The record as one line of JSON."""
        texts = (self.kind, self.code, self.name, self.origin, self.since, self.until, self.acled_name)
        classes = ",".join(map(_QUOTED, self.classes))
        flags = f"{_BOOLS[self.weak]},{_BOOLS[self.plural]},{self.rank}"
        return f"[{','.join(map(_QUOTED, texts))},{self.inter},[{classes}],{flags}]".encode()

    @staticmethod
    def from_json(data: bytes) -> Record:
        """The record that `to_json` wrote."""
        kind, *rest = json.loads(data)
        rest[7] = tuple(rest[7])
        return Record(Kind(kind), *rest)


_QUOTED = encode_basestring
_BOOLS = ("false", "true")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def read_date(text: str, *, last: bool) -> str:
    """An ISO date from YYYY, YYYY-MM or YYYY-MM-DD: the first day of the time named, or its last; empty for empty.

    Raises ValueError for anything else.
    """
    if not text:
        return ""
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no date (YYYY, YYYY-MM or YYYY-MM-DD)")
    year, month, day = match.groups()
    if day:
        return date.fromisoformat(text).isoformat()
    if month:
        first = date(int(year), int(month), 1)
        return first.replace(day=monthrange(first.year, first.month)[1] if last else 1).isoformat()
    return f"{year}-12-31" if last else f"{year}-01-01"


def choose(records: tuple[Record, ...], day: date | None) -> tuple[Record, str]:
    """The meaning that holds on `day`, and why: `current`, `past` (ended before), `future` (begins later) or `undated`.

    Without a day the latest time in a post is taken, before times out of office. `records` must not be empty.
    """
    best = max(r.rank for r in records)
    ranked = [r for r in records if r.rank == best]
    if day is None:
        return max(ranked, key=lambda r: ("ELI" not in r.code, not r.until, r.since)), "undated"
    today = day.isoformat()
    current = [r for r in ranked if r.holds(today)]
    if current:
        # The narrower span says more: a dated entry goes before an open one.
        return max(current, key=lambda r: (bool(r.since) + bool(r.until), r.since)), "current"
    past = [r for r in ranked if r.until and r.until < today]
    if past:
        return max(past, key=lambda r: r.until), "past"
    return min(ranked, key=lambda r: r.since), "future"
