"""Places of an article: names recognised in its text, each resolved to one place of the gazetteer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from coders.geo import rank
from coders.geo import words as word_classes
from coders.geo.gazetteer import Gazetteer
from coders.geo.mention import BIG, Mention
from coders.geo.recognise import Recogniser
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

    def open(
        self, article: Article, sentences: tuple[Sentence, ...], bodies: Sequence[tuple[int, int, str]] = ()
    ) -> PlaceContext:
        """Finds and resolves the places of the whole article, in sentences never parsed and in the dateline too.

        `bodies` are the names of groups and organisations (start, end, alpha-3): a word of such a name is no place of
        another country (Boko Haram has nothing to do with Boko).
        """
        read = self._recogniser.read(article.text)
        chosen, stakes = rank.choose(read.mentions, (country for _, _, country in read.adjectives))
        found = (
            self._resolved(read.mentions, i, chosen, stakes) for i, m in enumerate(read.mentions) if m.refused is None
        )
        places = tuple(place for place in found if place is not None and not _is_of_a_name(place, bodies))
        adjectives = tuple(self._adjective(s, e, article.text[s:e], c) for s, e, c in read.adjectives)
        refused = tuple((m.start, m.end, m.refused) for m in read.mentions if m.refused)
        return PlaceContext(places, stakes.country, adjectives, refused)

    def _resolved(
        self, mentions: list[Mention], i: int, chosen: dict[int, PlaceRecord], stakes: rank.Stakes
    ) -> Place | None:
        mention = mentions[i]
        if i not in chosen:
            return self._absent(mentions, i, chosen, stakes)
        if not self._is_elsewhere(mention, chosen[i], stakes):
            return self._place(mention, chosen[i])
        return self._absent(mentions, i, chosen, stakes) if mention.unit_word else None

    def _is_elsewhere(self, mention: Mention, record: PlaceRecord, stakes: rank.Stakes) -> bool:
        """Whether only a small place was found in a country that nothing else points to: then it is not this place."""
        if (
            mention.unit_word
            and stakes.strength(mention.hit.key) >= 2
            and not stakes.share(record.country, mention.hit.key)
        ):
            return record.population < BIG and mention.container is None
        if record.population >= BIG or mention.container is not None or record.country == stakes.country:
            return False
        return all(c.rank >= 2 for c in mention.hit.candidates if c.place.id == record.id)

    def _respelt(self, mention: Mention, country: str | None) -> PlaceRecord | None:
        """The settlement of the country whose name is another spelling of this one, if just one is."""
        if country is None or mention.kind in ("street", "base", "hill", "checkpoint"):
            return None
        found = {c.place.id: c.place for c in self._gazetteer.similar(mention.text, country)}
        return next(iter(found.values())) if len(found) == 1 else None

    def _place(self, mention: Mention, record: PlaceRecord, *why: str) -> Place:
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
            trace=(f"gazetteer:{record.id}", f"evidence:{mention.evidence.name.lower()}", *why),
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
        country = anchor.country if anchor else stakes.country
        if (other := self._respelt(mention, country)) is not None:
            return self._place(mention, other, "another spelling")
        unit = self._gazetteer.unit_name(anchor.admin1) if anchor else None
        return Place(
            start=mention.start,
            end=mention.end,
            text=mention.text,
            name=mention.text,
            country=country,
            admin1=unit,
            feature=mention.kind,
            trace=("not in the gazetteer", *((f"near:{anchor.name}",) if anchor else ())),
        )

    def _adjective(self, start: int, end: int, text: str, country: str) -> Place:
        """The country that an adjective or a people's name stands for."""
        record = self._gazetteer.country(country)
        return Place(
            start=start,
            end=end,
            text=text,
            name=record.name if record else text,
            geonameid=record.id if record else None,
            country=country,
            latitude=record.latitude if record else None,
            longitude=record.longitude if record else None,
            feature="PCLI",
            trace=("named by an adjective",),
        )


def _is_of_a_name(place: Place, bodies: Sequence[tuple[int, int, str]]) -> bool:
    """Whether the place, no country, is only a word within the name of a body of another country."""
    return not (place.feature or "").startswith("PCL") and any(
        start <= place.start and place.end <= end and place.end - place.start < end - start and place.country != country
        for start, end, country in bodies
    )


def _distance(mention: Mention, other: Mention) -> tuple[bool, int]:
    """Names that follow come first: `the villages of X and Y, south of Idlib`."""
    gap = other.start - mention.end
    return (gap < 0, abs(gap))
