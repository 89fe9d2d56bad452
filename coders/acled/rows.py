"""From the events of an article to its rows: typed, named, placed, counted, aggregated; notes say what gave none."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coders.acled.aggregate import Draft, Spot, aggregate
from coders.acled.classes import Classifier, Profile
from coders.acled.countries import Countries, Country
from coders.acled.cues import Cues
from coders.acled.fatalities import Deaths, deaths
from coders.acled.finish import Finisher
from coders.acled.harm import joined
from coders.acled.mapping import NO_EVENT, Mapping, Verdict
from coders.acled.names import Namer
from coders.acled.parties import PartyMaker, Scene
from coders.acled.reading import FORCE, LookUp, Reader, Told
from coders.acled.settle import Settler, When
from coders.acled.sides import sides
from coders.acled.taxonomy import SubType, Taxonomy
from coders.acled.wording import Wording, crowd_size
from coders.types import Actor, Article, Event, Place, Row, Sentence

_EXPLOSIONS = "Explosions/Remote violence"
_THE_BLAST = re.compile(
    r"\b(?:the|this|that|both|these)\s+(?:\w+\s+)?(?:blasts?|explosions?|bombs?|bombings?)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Deed:
    """Something to make a row of: an event, or (code NO_EVENT) a sentence that shows a deed but gave no event."""

    code: str
    source: Profile
    target: Profile
    spot: Spot
    home: Country
    when: When
    event_ids: tuple[str, ...]
    order: tuple[int, ...]


class RowBuilder:
    """Builds rows by the tables of one folder; one builder serves any number of articles."""

    def __init__(self, folder: Path, *, clock: Callable[[], float] = time.time) -> None:
        """`folder` is the lexicons' folder (the tables lie in its `acled`); `clock` gives Unix seconds for `timestamp`.

        Raises LexiconError for a table that is wrong.
        """
        tables = folder / "acled"
        self.taxonomy = Taxonomy.load(tables)
        self.countries = Countries.load(tables)
        self.cues = Cues.load(tables)
        self.mapping = Mapping.load(tables, sub_types=self.taxonomy.types, cues=self.cues.classes)
        self._classifier = Classifier.load(tables, self.countries)
        self._parties = PartyMaker(Namer.load(tables, self.countries), self._classifier)
        self._wording = Wording.load(tables)
        self._finisher = Finisher.load(tables, self.taxonomy, self.countries, self._wording)
        self._reader = Reader(self.cues, self.mapping, self._classifier)
        self._clock = clock

    def rows(
        self,
        article: Article,
        sentences: Sequence[Sentence],
        events: Sequence[Event],
        *,
        places: Sequence[Place] = (),
        actors: Sequence[Actor] = (),
        look_up: LookUp | None = None,
    ) -> tuple[tuple[Row, ...], tuple[str, ...]]:
        """The rows of an article in order of first mention, and a note for each event or deed that gave none.

        `places` are all places named in the article; they serve events whose own place is unknown. `actors` are all
        actors known to be named in it; they serve where an event lacks a side, or a deed has no event. `look_up` gives
        more of them, sentence by sentence.
        """
        notes: list[str] = []
        settler = Settler(self.countries, article, tuple(events), tuple(places))
        drafts: list[Draft] = []
        weapon: SubType | None = None
        for told in self._reader.tell(sentences, events, actors, look_up):
            coded = [
                (d, e.trigger_text)
                for at, e in enumerate(_placed(told.events))
                if (d := self._from_event(e, at, told, settler, notes)) is not None
            ]
            made = joined([d for d, _ in coded], [word for _, word in coded])
            if not made and (draft := self._from_sentence(told, settler, notes)) is not None:
                made = [draft]
            made = [_same_weapon(d, weapon, told) for d in made]
            weapon = next((d.sub_type for d in made if d.sub_type.event_type == _EXPLOSIONS), None)
            drafts.extend(self._counted(made, told))
        now = int(self._clock())
        return tuple(self._finisher.row(d, article, now) for d in aggregate(drafts)), tuple(notes)

    def _from_event(self, event: Event, at: int, told: Told, settler: Settler, notes: list[str]) -> Draft | None:
        label = f"{event.event_id} ({event.code} {event.trigger_text!r})"
        spot = settler.spot(told.sentence, event.place, (event.source, event.target))
        home = self.countries.require(spot.country) if spot else None
        source, target = self._reader.profiles(event, told, home)
        verdict = self._reader.verdict(event.code, source, target, told, event.trigger_text)
        if source.klass == "blank" and event.root in FORCE:
            verdict, source, target = self._reader.agentless(verdict, source, target, told, home)
        if verdict.sub_type is None:
            notes.append(f"{label}: no row by {verdict.origin}")
            return None
        source, target = sides(verdict.sub_type, event, told, (source, target), self._reader, home)
        if spot is None or home is None:
            notes.append(f"{label}: {verdict.sub_type} by {verdict.origin}, but no row: no country can be settled")
            return None
        when = settler.event_day(event, told.sentence)
        if when is None:
            notes.append(f"{label}: {verdict.sub_type} by {verdict.origin}, but no row: no day can be settled")
            return None
        order = (event.sentence, at, event.trigger_start)
        deed = _Deed(event.code, source, target, spot, home, when, (event.event_id,), order)
        return self._draft(deed, verdict, told, label, notes)

    def _from_sentence(self, told: Told, settler: Settler, notes: list[str]) -> Draft | None:
        """A deed of a sentence without a row, by its words alone; mere wishes and threats have none."""
        if not told.cues.classes or self._reader.only_talk(told):
            return None
        label = f"sentence {told.sentence.index}"
        spot = settler.spot(told.sentence, None, ())
        home = self.countries.require(spot.country) if spot else None
        source, target = self._reader.by_words(told, home)
        verdict = self._reader.verdict(NO_EVENT, source, target, told)
        if verdict.sub_type is None:
            return None
        if verdict.sub_type == "Disrupted weapons use":
            source, target = sides(verdict.sub_type, None, told, (source, target), self._reader, home)
        when = settler.day(told.sentence) if spot else None
        if spot is None or home is None or when is None:
            lacking = "country" if spot is None else "day"
            notes.append(f"{label}: {verdict.sub_type} by {verdict.origin}, but no row: no {lacking} can be settled")
            return None
        ids = tuple(e.event_id for e in told.events)
        deed = _Deed(NO_EVENT, source, target, spot, home, when, ids, (told.sentence.index, 0, told.sentence.start))
        return self._draft(deed, verdict, told, label, notes)

    def _draft(self, deed: _Deed, verdict: Verdict, told: Told, label: str, notes: list[str]) -> Draft | None:
        kind = self.taxonomy.types[verdict.sub_type or ""]
        text = told.sentence.text
        scene = Scene(kind, deed.code, deed.source, deed.target, text, deed.home, deed.when.day)
        parties = self._parties.parties(scene)
        if isinstance(parties, str):
            notes.append(f"{label}: {kind.name} by {verdict.origin}, but no row: {parties}")
            return None
        size = crowd_size(text) if kind.event_type in ("Protests", "Riots") else ""
        return Draft(
            sub_type=kind,
            day=deed.when.day,
            day_precision=deed.when.precision,
            day_stated=deed.when.stated,
            spot=deed.spot,
            party1=parties[0],
            party2=parties[1],
            deaths=None,
            size=size,
            tags=self._wording.women_targeted(text, parties[1]) if kind.targets_civilians else (),
            event_ids=deed.event_ids,
            order=deed.order,
            origins=(verdict.origin,),
        )

    def _counted(self, drafts: list[Draft], told: Told) -> list[Draft]:
        """The deaths of the sentence given to its drafts: split over places and days, else to the nearest deed."""
        if not drafts:
            return drafts
        kinds = {d.sub_type.name for d in drafts}
        large = "Armed clash" in kinds and any(d.party1.inter in (1, 8) and d.party2.inter in (1, 8) for d in drafts)
        said = deaths(told.sentence.text, told.following, large=large, suicide="Suicide bomb" in kinds)
        if not said.said or kinds == {"Other"}:  # the dead of a grave that is found died before
            return drafts
        where = list(dict.fromkeys((d.day, d.spot.location) for d in drafts))
        if len(where) > 1:
            share, rest = divmod(said.value, len(where))
            each = {key: share + (rest if at == 0 else 0) for at, key in enumerate(where)}
            return [replace(d, deaths=each[d.day, d.spot.location]) for d in drafts]
        return _to_nearest(drafts, said, told.sentence.start)


def _same_weapon(draft: Draft, weapon: SubType | None, told: Told) -> Draft:
    """`The blast killed five` is of the weapon that the sentence before names."""
    vague = draft.sub_type.name == "Remote explosive/landmine/IED" and "ied" not in told.cues
    if weapon is None or not vague or not _THE_BLAST.search(told.sentence.text):
        return draft
    return replace(draft, sub_type=weapon)


def _placed(events: Iterable[Event]) -> list[Event]:
    """An event for each place of a list of places: ACLED gives every one a row of its own."""
    return [replace(e, place=place) for e in events for place in (e.places or (e.place,))]


def _to_nearest(drafts: list[Draft], said: Deaths, offset: int) -> list[Draft]:
    """The deaths to the drafts of those actors whose deed stands nearest to the words that tell of them."""
    deadly = [d for d in drafts if d.sub_type.event_type != "Strategic developments"] or drafts
    at = offset + said.at if said.at >= 0 else deadly[0].order[-1]
    near = min(deadly, key=lambda d: (abs(d.order[-1] - at), d.order))
    pair = {near.party1.name, near.party2.name}
    return [
        replace(d, deaths=said.value) if d in deadly and {d.party1.name, d.party2.name} == pair else d for d in drafts
    ]
