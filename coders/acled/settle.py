"""Where and when of a row: the event's own place and day, or what its sentence and article settle; never a guess."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from coders.acled.aggregate import Spot
from coders.acled.countries import Countries, Country
from coders.dates import find_dates
from coders.types import Actor, Article, Event, EventPlace, Place, Sentence

_PLAIN = str.maketrans(
    {"ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe"}
    | {"ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ħ": "h", "ŧ": "t", "ə": "e", "Ə": "E", "ʻ": "'", "’": "'", "‘": "'"}
)
REGION = 3
NEAR = 2
MONTH = 3
_WEEK = 7  # days
_FOREIGN = "the dates in the sentence belong to other events"


@dataclass(frozen=True, slots=True)
class When:
    """A day with its precision (1 day, 2 week, 3 month or less sure); not `stated`: the day of receipt stands for it."""

    day: date
    precision: int
    stated: bool = True


@dataclass(frozen=True, slots=True)
class Settler:
    """The places and dates of one article, asked event by event. `places` are all places named in its text."""

    countries: Countries
    article: Article
    events: tuple[Event, ...]
    places: tuple[Place, ...]

    def spot(self, sentence: Sentence, place: EventPlace | None, actors: tuple[Actor | None, ...]) -> Spot | None:
        """The spot of an event; None where no country can be settled.

        In this order: the event's place; another place of its sentence; the one place of the article; the one country
        all its actors are of, whose capital then stands for it. A place without coordinates is stood in for by its
        admin unit or its country, each less precise.
        """
        if place is not None and (spot := self._known(place.place, place.geo_precision)):
            return spot
        country = self._country(place)
        inside = [p for p in self.places if sentence.start <= p.start < sentence.end]
        for found in self._fitting(inside, country):
            if spot := self._known(found, NEAR):
                return spot
        elsewhere = {(p.name, p.country): p for p in self._fitting(self._article_places(), country)}
        if len(elsewhere) == 1 and (spot := self._known(next(iter(elsewhere.values())), NEAR)):
            return spot
        if country is None:
            country = self._only([p.country for p in self._article_places()]) or self._only(
                [a.country for a in actors if a is not None and a.country]
            )
        return None if country is None else _capital(country)

    def event_day(self, event: Event, sentence: Sentence | None = None) -> When | None:
        """The day of an event; where the article has no date, the day it came in stands for what its text leaves open.

        An event whose own words give no day, in a `sentence` that names a single one, is of that day: the words of one
        sentence mostly tell of one happening.
        """
        if sentence is not None and event.date.reason.startswith(_FOREIGN) and (only := self._only_day(sentence)):
            return only
        if event.date.value is not None:
            return When(event.date.value, event.date.precision or REGION)
        return self._received()

    def day(self, sentence: Sentence) -> When | None:
        """The day a sentence without an event speaks of: its own date, else that of publication, else that of receipt."""
        for mention in find_dates(sentence, self.article.date):
            if mention.value is not None and not mention.historical and not mention.duration:
                return When(mention.value, mention.precision)
        near = [e.date for e in self.events if e.sentence == sentence.index and e.date.value is not None]
        if near and near[0].value is not None:
            return When(near[0].value, near[0].precision or REGION)
        return When(self.article.date, 1) if self.article.date else self._received()

    def _only_day(self, sentence: Sentence) -> When | None:
        """The one day, of the week before publication, that a sentence names."""
        published = self.article.date
        told = [m for m in find_dates(sentence, published) if not m.historical and not m.duration]
        if published is None or len(told) != 1 or told[0].value is None or told[0].precision != 1:
            return None
        return When(told[0].value, 1) if 0 <= (published - told[0].value).days <= _WEEK else None

    def _received(self) -> When | None:
        if self.article.date is not None or self.article.received is None:
            return None
        return When(self.article.received, MONTH, stated=False)

    def _known(self, place: Place, precision: int) -> Spot | None:
        """The spot of a place with a country; without coordinates, that of its admin unit if the text names it."""
        country = self.countries.find(place.country)
        if country is None:
            return None
        if (place.feature or "").startswith("PCL"):
            return _capital(country)
        if place.latitude is None or place.longitude is None:
            for outer in self.places:
                if outer.country == place.country and outer.name == place.admin1 and outer.latitude is not None:
                    found = self._known(outer, REGION)
                    if found:
                        return replace(found, precision=REGION)
            return replace(_capital(country), admin1=_plain(place.admin1 or ""))
        return Spot(
            country.code,
            _plain(place.name),
            round(place.latitude, 4),
            round(place.longitude, 4),
            precision,
            _plain(place.name if place.feature == "ADM1" else place.admin1 or ""),
            _plain(place.admin2 or ""),
        )

    def _article_places(self) -> list[Place]:
        return [e.place.place for e in self.events if e.place is not None] or list(self.places)

    def _fitting(self, places: list[Place], country: Country | None) -> list[Place]:
        known = [p for p in places if p.latitude is not None and not (p.feature or "").startswith("PCL")]
        return [p for p in known if country is None or self.countries.find(p.country) == country]

    def _country(self, place: EventPlace | None) -> Country | None:
        return self.countries.find(place.place.country) if place is not None else None

    def _only(self, codes: list[str | None]) -> Country | None:
        found = {c.code: c for code in codes if (c := self.countries.find(code)) is not None}
        return next(iter(found.values())) if len(found) == 1 else None


def _plain(name: str) -> str:
    """A place name as rows write it: without diacritics."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.translate(_PLAIN)) if not unicodedata.combining(c))


def _capital(country: Country) -> Spot:
    return Spot(country.code, country.capital, country.latitude, country.longitude, REGION, only_country=True)
