"""Places of an article: names recognised in its text, each resolved to one place of the gazetteer."""

from __future__ import annotations

from dataclasses import dataclass, field

from coders.geo import rank
from coders.geo import words as word_classes
from coders.geo.gazetteer import Gazetteer
from coders.geo.recognise import BIG, Mention, Recogniser
from coders.geo.store import PlaceRecord
from coders.types import Article, Place, Sentence

_NEAR = 400  # characters within which a known place tells where an unknown one lies


@dataclass(frozen=True, slots=True)
class PlaceContext:
    """What an article says about places. `country` is the country at stake (alpha-3), `adjectives` countries named by adjective."""

    places: tuple[Place, ...]
    country: str | None
    adjectives: tuple[Place, ...] = ()
    refused: tuple[tuple[int, int, str], ...] = field(default=())

    def within(self, start: int, end: int) -> tuple[Place, ...]:
        """The places whose name lies between the two offsets, in order."""
        return tuple(p for p in self.places if start <= p.start and p.end <= end)


class PlaceResolver:
    """Resolves the places of articles; holds no state of an article and may be shared."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._classes = word_classes.load()
        self._recogniser = Recogniser(gazetteer, self._classes)

    def open(self, article: Article, sentences: tuple[Sentence, ...]) -> PlaceContext:
        """Finds and resolves the places of the whole article, in sentences never parsed and in the dateline too."""
        read = self._recogniser.read(article.text, sentences)
        chosen, stakes = rank.choose(read.mentions, (country for _, _, country in read.adjectives))
        places = tuple(
            self._place(m, chosen[i]) if i in chosen else self._absent(read.mentions, i, chosen, stakes)
            for i, m in enumerate(read.mentions)
            if m.refused is None and not (i in chosen and self._is_elsewhere(m, chosen[i], stakes))
        )
        adjectives = tuple(
            Place(
                s,
                e,
                article.text[s:e],
                self._country_name(c),
                country=c,
                feature="PCLI",
                trace=("named by an adjective",),
            )
            for s, e, c in read.adjectives
        )
        refused = tuple((m.start, m.end, m.refused) for m in read.mentions if m.refused)
        return PlaceContext(places, stakes.country, adjectives, refused)

    def _is_elsewhere(self, mention: Mention, record: PlaceRecord, stakes: rank.Stakes) -> bool:
        """Whether only a seldom used name of a small place in another country was found: then it is not this place."""
        if record.population >= BIG or mention.container is not None or record.country == stakes.country:
            return False
        return all(c.rank >= 2 for c in mention.hit.candidates if c.place.id == record.id)

    def _place(self, mention: Mention, record: PlaceRecord) -> Place:
        return Place(
            start=mention.start,
            end=mention.end,
            text=mention.text,
            name=record.name,
            geonameid=record.id if record.id > 0 else None,
            country=record.country,
            admin1=self._gazetteer.unit_name(record.admin1),
            admin2=self._gazetteer.unit_name(record.admin2),
            latitude=record.latitude,
            longitude=record.longitude,
            feature=record.feature,
            trace=(f"gazetteer:{record.id}", f"evidence:{mention.evidence.name.lower()}"),
        )

    def _absent(self, mentions: list[Mention], i: int, chosen: dict[int, PlaceRecord], stakes: rank.Stakes) -> Place:
        """A place that the gazetteer lacks: its name, with country and unit of the known place nearest to it in the text."""
        mention = mentions[i]
        near = [
            j
            for j in chosen
            if chosen[j].country == stakes.country
            and chosen[j].admin1
            and abs(mentions[j].start - mention.start) < _NEAR
        ]
        anchor = chosen[min(near, key=lambda j: _distance(mention, mentions[j]))] if near else None
        if mention.container is not None:
            anchor = chosen.get(mention.container, anchor)
        unit = self._gazetteer.unit_name(anchor.admin1) if anchor else None
        return Place(
            start=mention.start,
            end=mention.end,
            text=mention.text,
            name=mention.text,
            country=anchor.country if anchor else stakes.country,
            admin1=unit,
            feature=mention.kind,
            trace=("not in the gazetteer", *((f"near:{anchor.name}",) if anchor else ())),
        )

    def _country_name(self, country: str) -> str:
        return country


def _distance(mention: Mention, other: Mention) -> tuple[bool, int]:
    """Names that follow come first: `the villages of X and Y, south of Idlib`."""
    gap = other.start - mention.end
    return (gap < 0, abs(gap))
