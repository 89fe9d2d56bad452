"""The same event reported by several articles becomes one row with all their sources; its members stay whole beside it.

What is one event is said by `coders.acled.matching`. The result depends neither on the order of the rows nor on how often
they are merged; rows that come sorted are merged in bounded memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from coders.acled.finish import NOT_STATED
from coders.acled.matching import SLACK, Side, family, reason
from coders.acled.taxonomy import Taxonomy
from coders.acled.wording import NO_REPORT
from coders.lexicon.paths import LEXICONS
from coders.types import Row

SCALES = ("Local partner", "Other", "New media", "Subnational", "National", "Regional", "International")
"""Source scales in the order in which a row of two names them."""

_columns = attrgetter(*(f.name for f in fields(Row)))
_KEEP = timedelta(days=2 * SLACK)
_DEATHS = re.compile(r" Deaths reported: .*\Z")
_SIZE = "crowd size="


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a merge: the ids of the two rows, the kept one first, and why they are one event."""

    kept: str
    joined: str
    reason: str


@dataclass(frozen=True, slots=True)
class MergedRow:
    """A row, the rows it was made of (itself, if alone), and why they were put together.

    The members are the rows as they came: to undo a merge is to take them instead.
    """

    row: Row
    members: tuple[Row, ...]
    links: tuple[Link, ...] = ()

    @property
    def articles(self) -> frozenset[str]:
        """The ids of the articles that report it."""
        return frozenset(m.article_id for m in self.members)


def comparable(event_date: str, sub_event_type: str) -> bool:
    """Whether a row of this day and type can be compared with others at all, as every row of our own coder can."""
    try:
        return sub_event_type in _ranks() and date.fromisoformat(event_date).isoformat() == event_date
    except ValueError:
        return False


def merge_rows(rows: Iterable[Row | MergedRow]) -> tuple[MergedRow, ...]:
    """All rows, those of one event as one, in order of country, day and id. Holds all of them in memory."""
    ordered = sorted((_alone(r) for r in rows), key=_key)
    return tuple(sorted(merge_sorted(ordered), key=lambda m: _order(m.row)))


def merge_sorted(rows: Iterable[Row | MergedRow]) -> Iterator[MergedRow]:
    """Like merge_rows, for rows that come in order of country and event_date: only some days are held at once.

    Raises ValueError where the order is broken.
    """
    groups: list[MergedRow] = []
    last: tuple[str, str] | None = None
    for at, block in groupby(map(_alone, rows), key=lambda m: (m.row.country, m.row.event_date)):
        if last is not None and at < last:
            raise ValueError(f"rows are not in order of country and day: {at} after {last}")
        past = [g for g in groups if last is not None and (at[0] != last[0] or _gone(g, at[1]))]
        yield from past
        groups = [g for g in groups if g not in past]
        _join(groups, sorted(_distinct(block), key=_key))
        last = at
    yield from groups


def _join(groups: list[MergedRow], coming: list[MergedRow]) -> None:
    """Takes the rows of one day into the open groups; afterwards no two of these are one event."""
    waiting = coming[::-1]
    while waiting:
        new = waiting.pop()
        found = [(why, g) for g in groups if (why := reason(g.row, new.row, g.articles, new.articles)) is not None]
        if not found:
            groups.append(new)
            continue
        why, host = min(found, key=lambda item: (not item[0].startswith("same"), _key(item[1])))
        groups.remove(host)
        waiting.append(_both(host, new, why))


def _both(host: MergedRow, new: MergedRow, why: str) -> MergedRow:
    members = tuple(dict.fromkeys(sorted((*host.members, *new.members), key=_age)))
    links = (*host.links, *new.links, Link(host.row.event_id_cnty, new.row.event_id_cnty, why))
    return MergedRow(_combined(members), members, tuple(sorted(set(links), key=lambda x: (x.kept, x.joined, x.reason))))


def _combined(members: tuple[Row, ...]) -> Row:
    """The row of all `members`; each group of columns comes whole from the member that is most specific in it."""
    oldest = min(members, key=_age)
    who = min(members, key=_who)
    kind = min(members, key=_kind)
    if family(who) == "demonstration" or (kind.event_type != who.event_type):
        who = kind  # each of these types has actors of its own
    where = min(members, key=lambda m: (m.geo_precision, not m.admin2, not m.admin1, _age(m)))
    when = min(members, key=lambda m: (m.time_precision, -date.fromisoformat(m.event_date).toordinal(), _age(m)))
    deaths = sorted({m.fatalities for m in members if m.fatalities})
    return replace(
        who,
        event_id_cnty=oldest.event_id_cnty,
        event_date=when.event_date,
        year=when.year,
        time_precision=when.time_precision,
        sub_event_type=kind.sub_event_type,
        disorder_type=kind.disorder_type,
        admin1=where.admin1,
        admin2=where.admin2,
        admin3=where.admin3,
        location=where.location,
        latitude=where.latitude,
        longitude=where.longitude,
        geo_precision=where.geo_precision,
        source=_sources(members),
        source_scale=_scale(members),
        notes=_note(who, deaths),
        fatalities=deaths[0] if deaths else 0,
        tags=_tags(who, members),
        timestamp=max(m.timestamp for m in members),
        article_id=oldest.article_id,
        event_ids=tuple(dict.fromkeys(e for m in members for e in m.event_ids)),
    )


def _sources(members: tuple[Row, ...]) -> str:
    named = {name for m in members for name in m.source.split("; ")}
    return "; ".join(sorted(named - {NOT_STATED})) or NOT_STATED


def _scale(members: tuple[Row, ...]) -> str:
    """The scale of all sources that are named; of more than two, the most local and the widest."""
    named = [m for m in members if m.source != NOT_STATED] or list(members)
    found = {scale for m in named for scale in SCALES if scale in m.source_scale.split("-")}
    ordered = [scale for scale in SCALES if scale in found]
    return "-".join(dict.fromkeys((ordered[0], ordered[-1]))) if ordered else ""


def _note(who: Row, deaths: list[int]) -> str:
    """The note of the most specific report; where the reports differ on the deaths, it says so."""
    rest = _DEATHS.sub("", who.notes)
    if not deaths:
        return rest
    others = f" (other reports: {', '.join(map(str, deaths[1:]))})" if len(deaths) > 1 else ""
    return f"{rest} Deaths reported: {deaths[0]}{others}."


def _tags(who: Row, members: tuple[Row, ...]) -> str:
    """The tags of all, with one crowd size: the first that is known."""
    tags = [t for m in (who, *members) for t in m.tags.split("; ") if t]
    sizes = [t for t in tags if t.startswith(_SIZE)]
    known = [t for t in sizes if t != f"{_SIZE}{NO_REPORT}"]
    rest = dict.fromkeys(t for t in tags if not t.startswith(_SIZE))
    crowd = (known or sizes)[:1] if who.event_type in ("Protests", "Riots") else []
    return "; ".join((*crowd, *rest))


@lru_cache(maxsize=1)
def _ranks() -> Mapping[str, int]:
    return {name: kind.rank for name, kind in Taxonomy.load(LEXICONS / "acled").types.items()}


def _kind(row: Row) -> tuple[object, ...]:
    """Order by precedence of types; a demonstration of which any report is violent is a violent one."""
    return (row.event_type != "Riots" and family(row) == "demonstration", _ranks()[row.sub_event_type], *_who(row))


def _who(row: Row) -> tuple[object, ...]:
    """Order by how much of the actors a row names."""
    side = Side.of(row)
    return (-len(side.real), -len(side.names), -len(side.associates), _ranks()[row.sub_event_type], *_age(row))


def _age(row: Row) -> tuple[object, ...]:
    """Order by age, so that an event keeps the id under which it was first reported."""
    return (row.timestamp, row.event_id_cnty, *_columns(row))


def _order(row: Row) -> tuple[str, str, str]:
    return (row.country, row.event_date, row.event_id_cnty)


def _key(group: MergedRow) -> tuple[object, ...]:
    """The order in which rows are taken in; those that name most come first, so that the others find them."""
    row = group.row
    return (row.country, row.event_date, row.time_precision, row.geo_precision, _who(row))


def _gone(group: MergedRow, day: str) -> bool:
    return date.fromisoformat(day) - date.fromisoformat(group.row.event_date) > _KEEP


def _distinct(block: Iterable[MergedRow]) -> Iterable[MergedRow]:
    return dict.fromkeys(block)


def _alone(row: Row | MergedRow) -> MergedRow:
    return row if isinstance(row, MergedRow) else MergedRow(row, (row,))
