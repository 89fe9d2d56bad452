"""What formats write: one event with its story, its issues and all its mentions; made from article results."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from exports.issues import of_event, of_sentences

Wire = Mapping[str, Any]
NOBODY = "---"
"""Stands for an actor, or for the country of one, that is not known."""


@dataclass(frozen=True, slots=True)
class Story:
    """An article as far as formats tell of it. `published` is ISO 8601, a date or a date-time; `length` counts characters."""

    id: str
    published: str | None = None
    source: str | None = None
    url: str | None = None
    title: str | None = None
    language: str | None = None
    coder: str = ""
    version: str = ""
    length: int = 0
    locations: tuple[str, ...] = ()

    @property
    def day(self) -> date | None:
        """The day of publication."""
        return date.fromisoformat(self.published[:10]) if self.published else None

    @property
    def moment(self) -> datetime | None:
        """The moment of publication in UTC; midnight where only the day is known."""
        if not self.published:
            return None
        found = datetime.fromisoformat(self.published.upper())
        try:
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except OverflowError:  # hours from the first or the last year that there is
            return found.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence that tells of an event. Starts count characters of the story; null for an actor that is not named."""

    story: Story
    sentence: int
    confidence: float
    trigger_start: int
    source_start: int | None = None
    target_start: int | None = None

    @property
    def id(self) -> str:
        """Story and sentence, as PETRARCH names a sentence."""
        return f"{self.story.id}_{self.sentence}"


@dataclass(frozen=True, slots=True)
class Record:
    """An event in wire form with what stands around it. The first mention is the one that the event came from."""

    event: Wire
    mentions: tuple[Mention, ...]
    sentence_text: str = ""
    sentence_start: int = 0
    raw_place: str | None = None
    issues: tuple[tuple[str, int], ...] = ()

    @property
    def story(self) -> Story:
        """The story of the first mention."""
        return self.mentions[0].story

    @property
    def day(self) -> date | None:
        """The day of the event; that of publication where the event has none; null without either."""
        found = self.event["date"]
        return date.fromisoformat(found) if found else self.story.day

    @property
    def source(self) -> Wire:
        """Who did it; empty if nobody is known."""
        return self.event["source"] or {}

    @property
    def target(self) -> Wire:
        """To whom; empty if nobody is known."""
        return self.event["target"] or {}

    @property
    def place(self) -> Wire:
        """Where; empty if no place is known."""
        return self.event["place"] or {}

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Date, source, target and code: what the one-a-day filter holds for the same."""
        day = self.day
        return (day.isoformat() if day else "", code_of(self.source), code_of(self.target), self.event["code"])


def code_of(actor: Wire) -> str:
    """The code of an actor, `---` where it has none."""
    return actor.get("code") or NOBODY


def records(results: Iterable[Wire]) -> Iterator[Record]:
    """A record for each event of the article results; articles that were not coded have none."""
    for result in results:
        if "error" not in result:
            yield from _records(result)


def _records(result: Wire) -> Iterator[Record]:
    sentences = result["sentences"]
    named = {place["geonameid"]: place["text"] for place in result["places"] if place["geonameid"] is not None}
    story = story_of(result)
    told = of_sentences(result)
    for event in result["events"]:
        number = event["sentence"]
        sentence: Wire = sentences[number] if number < len(sentences) else {"text": "", "start": 0}
        source, target = event["source"] or {}, event["target"] or {}
        yield Record(
            event=event,
            mentions=(
                Mention(
                    story,
                    number,
                    event["confidence"],
                    event["trigger"]["start"],
                    source.get("start"),
                    target.get("start"),
                ),
            ),
            sentence_text=sentence["text"],
            sentence_start=sentence["start"],
            raw_place=named.get((event["place"] or {}).get("geonameid")),
            issues=of_event(event, told),
        )


def story_of(result: Wire) -> Story:
    """The story of an article result; its `article` holds what was posted with the text."""
    facts = result.get("article") or {}
    return Story(
        id=result["id"],
        published=facts.get("date"),
        source=facts.get("source"),
        url=facts.get("url"),
        title=facts.get("title"),
        language=facts.get("language"),
        coder=result["coder"]["name"],
        version=result["coder"]["version"],
        length=max((sentence["end"] for sentence in result["sentences"]), default=0),
        locations=tuple(dict.fromkeys(place["name"] for place in result["places"])),
    )


_HEX = re.compile(r"[0-9a-f]{13}")


def integer_id(text: str) -> int:
    """A number of at most 52 bits for an id, the same each time: every reader, R's too, holds it exactly."""
    if not _HEX.match(text):
        text = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return int(text[:13], 16)
