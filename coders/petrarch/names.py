"""Actors and agents of dictionaries as spellings of our actor lexicon, so that they are found as fast as our own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from coders.actors.codes import INTERNATIONAL
from coders.actors.records import Kind, Record
from coders.actors.tables import Spelling
from coders.petrarch.actors import ActorEntry, ActorFile
from coders.petrarch.agents import AgentFile
from coders.petrarch.codes import NULL
from coders.petrarch.forms import plural

BEFORE = "before"
"""Class of an agent whose code goes before the actor's."""

_DOTTED = 5
"""Letters of the longest abbreviation that is also found with full stops, or without those it has."""


def spellings(actors: Iterable[ActorFile], agents: Iterable[AgentFile]) -> tuple[Spelling, ...]:
    """Every way to write an actor or agent, in the order of files and lines."""
    found: list[Spelling] = []
    for actor_file in actors:
        for entry in actor_file.entries:
            found.extend(_of_actor(entry, actor_file.report.file))
    for agent_file in agents:
        name = agent_file.report.file
        for agent in agent_file.agents:
            classes = (BEFORE,) if agent.before else ()
            record = Record(Kind.AGENT, agent.code, agent.phrases[0], f"{name}:{agent.line}", classes=classes)
            found.extend(Spelling(phrase.lower(), record) for phrase in agent.phrases)
    return tuple(found)


def _of_actor(entry: ActorEntry, file: str) -> Iterator[Spelling]:
    if not entry.groups:
        return
    shown = cased(entry.names[0].text)
    dated = any(group.dated for group in entry.groups)
    records = [
        Record(_kind(group.code, dated), group.code, shown, f"{file}:{group.line}", group.since, group.until)
        for group in entry.groups
    ]
    for name in entry.names:
        for form in _forms(name.text, name.whole):
            yield from [Spelling(form, record) for record in records]


def _kind(code: str, dated: bool) -> Kind:
    """What an entry names, told by its code: dictionaries do not say, and only references to it ask."""
    if code == NULL or code[:3] in INTERNATIONAL:
        return Kind.BODY
    if len(code) == 3:
        return Kind.COUNTRY
    return Kind.PERSON if dated else Kind.BODY


def _forms(text: str, whole: bool) -> Iterable[str]:
    if " " in text or "-" in text:
        return (cased(text),)
    found = [cased(text)]
    bare = text.replace(".", "")
    if bare.isalpha() and len(bare) <= _DOTTED:
        found += (bare, "".join(f"{letter}." for letter in bare))
    if not whole and text.isalpha() and len(text) > _DOTTED - 2:
        found.append(cased(plural(text)))
    return dict.fromkeys(found)


def cased(text: str) -> str:
    """A name in capitals as a text would write it: with a capital first, abbreviations as they stand."""
    if " " not in text and (len(text) < 4 or "." in text):
        return text
    return " ".join([_capitalised(word) for word in text.split()])


@lru_cache(maxsize=65536)
def _capitalised(word: str) -> str:
    return word if "." in word else word[:1] + word[1:].lower()


def in_order(records: Iterable[Record]) -> list[Record]:
    """Records in the order of files and lines; those of one line by their dates."""

    def place(record: Record) -> tuple[str, int, str]:
        file, _, line = record.origin.rpartition(":")
        return file, int(line), record.since

    return sorted(records, key=place)


def choose(records: Iterable[Record], day: date | None) -> tuple[Record, str] | None:
    """The record of a name that holds on `day`, and why; null where none does.

    A dated code that holds goes before one without dates, wherever they stand; among dated ones the first in the file,
    but a span that begins on the day goes before one that ends on it. Without a day the undated code holds, else the
    latest one.
    """
    ordered = in_order(records)
    undated = [r for r in ordered if not r.since and not r.until]
    if day is None:
        if undated:
            return undated[0], "undated"
        latest = max(ordered, key=lambda r: (not r.until, r.until, r.since), default=None)
        return (latest, "the latest, the article has no date") if latest is not None else None
    today = day.isoformat()
    dated = [r for r in ordered if (r.since or r.until) and r.holds(today)]
    if dated:
        return min(dated, key=lambda r: r.until == today), f"dated {dated[0].since or '…'} to {dated[0].until or '…'}"
    return (undated[0], "undated") if undated else None
