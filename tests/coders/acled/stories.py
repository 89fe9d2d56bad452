"""Hand-made sentences and events: rules are tested without a parser, a gazetteer or an actor lexicon."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from coders.types import Actor, Article, Event, EventDate, EventPlace, Place, Sentence

LEXICONS = Path(__file__).resolve().parents[3] / "lexicons"
DAY = date(2023, 5, 10)
CLOCK = 1_700_000_000

PLACES = {
    "Dikwa": Place(0, 0, "Dikwa", "Dikwa", 1, "NGA", "Borno", "Dikwa", 12.0361, 13.9182, "PPL"),
    "Gao": Place(0, 0, "Gao", "Gao", 2, "MLI", "Gao", None, 16.2717, -0.0447, "PPLA"),
    "Nakuru": Place(0, 0, "Nakuru", "Nakuru", 3, "KEN", "Nakuru", None, -0.3031, 36.08, "PPLA"),
    "Idlib": Place(0, 0, "Idlib", "Idlib", 4, "SYR", "Idlib", None, 35.9306, 36.6339, "PPLA"),
    "Kherson": Place(0, 0, "Kherson", "Kherson", 5, "UKR", "Kherson", None, 46.6354, 32.6169, "PPLA"),
    "Patna": Place(0, 0, "Patna", "Patna", 6, "IND", "Bihar", None, 25.5941, 85.1376, "PPLA"),
    "Kenya": Place(0, 0, "Kenya", "Kenya", 7, "KEN", None, None, 1.0, 38.0, "PCLI"),
    "Borno": Place(0, 0, "Borno", "Borno", 8, "NGA", None, None, 11.5, 13.0, "ADM1"),
    "Nowhere": Place(0, 0, "Nowhere", "Nowhere", None, "KEN", "Nakuru", None, None, None, "PPL"),
}


def actor(text: str, code: str | None = None, **more: object) -> Actor:
    """An actor whose country and roles follow from its code, as far as the code begins with a country."""
    country = code[:3] if code and not code.startswith(("IGO", "NGO", "IMG", "---")) else None
    roles = tuple(code[at : at + 3] for at in range(3 if country else 0, len(code), 3)) if code else ()
    fields: dict[str, object] = {"country": country, "roles": roles, **more}
    return Actor(text, 0, 0, code, **fields)  # type: ignore[arg-type]


@dataclass
class Story:
    """An article written sentence by sentence, with events put on words of it."""

    published: date | None = DAY
    received: date | None = None
    source: str | None = "The Lake Herald"
    id: str = "a1"
    texts: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def say(self, text: str) -> Story:
        self.texts.append(text)
        return self

    def event(
        self,
        code: str,
        trigger: str,
        source: Actor | None,
        target: Actor | None,
        place: str | None = "Dikwa",
        *,
        day: date | None = DAY,
        precision: int | None = 1,
        geo_precision: int = 1,
    ) -> Story:
        """An event in the sentence said last; actors get the offsets of their text, where it stands there."""
        at = len(self.texts) - 1
        base = sum(len(t) + 1 for t in self.texts[:at])
        start = base + self.texts[at].index(trigger)
        self.events.append(
            Event(
                article_id=self.id,
                sentence=at,
                event_id=f"e{len(self.events) + 1}",
                code=code,
                root=code[:2],
                label="",
                quad_class=4,
                goldstein=0.0,
                plover_type=None,
                plover_mode=None,
                source=self._placed(source, at, base),
                target=self._placed(target, at, base),
                trigger_text=trigger,
                trigger_start=start,
                trigger_end=start + len(trigger),
                date=EventDate(day, precision if day else None, "test"),
                place=EventPlace(PLACES[place], geo_precision, "test") if place else None,
                confidence=1.0,
                method="rule",
            )
        )
        return self

    def _placed(self, who: Actor | None, at: int, base: int) -> Actor | None:
        if who is None:
            return None
        start = base + max(self.texts[at].find(who.text), 0)
        return Actor(
            who.text,
            start,
            start + len(who.text),
            who.code,
            who.name,
            who.country,
            who.roles,
            None,
            who.acled_name,
            who.inter,
        )

    @property
    def article(self) -> Article:
        return Article(self.id, " ".join(self.texts), date=self.published, source=self.source, received=self.received)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        found, at = [], 0
        for index, text in enumerate(self.texts):
            found.append(Sentence(index, at, at + len(text), text))
            at += len(text) + 1
        return tuple(found)
