"""From the events of an article to its rows: typed, named, placed, counted, aggregated; notes say what gave none."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from coders.acled.aggregate import Draft, Spot, aggregate
from coders.acled.classes import BLANK, Classifier, Profile
from coders.acled.countries import Countries, Country
from coders.acled.cues import Cues, Found
from coders.acled.fatalities import Deaths, deaths
from coders.acled.finish import Finisher
from coders.acled.mapping import NO_EVENT, Case, Mapping, Verdict
from coders.acled.names import Namer
from coders.acled.parties import PartyMaker, Scene
from coders.acled.settle import Settler
from coders.acled.taxonomy import Taxonomy
from coders.acled.wording import Wording, crowd_size
from coders.types import Actor, Article, Event, EventPlace, Place, Row, Sentence

_OUTCOMES = frozenset(("killed", "injured", "livefire"))
_TALK = frozenset(("02", "03", "10", "11", "13"))
_OPPOSES = "113"
_FORCE = ("15", "17", "18", "19", "20")
_NEAR = 40
_OF_WHOM = re.compile(r"\s+of\s+(?:[\w-]+\s+){0,2}?[\w-]+s\b")
_PASSIVE = re.compile(r"\b(?:was|were|been|being|be)\s+(?:\w+ly\s+)?$")
_BY = re.compile(r"\s*by\s")


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence with what is read from it once: its cues, events, actors and the sentence after it."""

    sentence: Sentence
    cues: Found
    events: tuple[Event, ...]
    following: str
    actors: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class _Deed:
    """Something to make a row of: an event, or (code NO_EVENT) a sentence that shows a deed but gave no event."""

    code: str
    source: Profile
    target: Profile
    spot: Spot
    home: Country
    day: date
    precision: int
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
        self._clock = clock

    def rows(
        self,
        article: Article,
        sentences: Sequence[Sentence],
        events: Sequence[Event],
        *,
        places: Sequence[Place] = (),
        actors: Sequence[Actor] = (),
    ) -> tuple[tuple[Row, ...], tuple[str, ...]]:
        """The rows of an article in order of first mention, and a note for each event or deed that gave none.

        `places` are all places named in the article; they serve events whose own place is unknown. `actors` are all
        actors known to be named in it; they serve where an event lacks a side, or a deed has no event.
        """
        notes: list[str] = []
        settler = Settler(self.countries, article, tuple(events), tuple(places))
        drafts: list[Draft] = []
        for told in self._tell(sentences, events, actors):
            made = [
                d
                for at, e in enumerate(told.events)
                if (d := self._from_event(e, at, told, settler, notes)) is not None
            ]
            if not made and (draft := self._from_sentence(told, settler, notes)) is not None:
                made = [draft]
            drafts.extend(self._counted(made, told))
        now = int(self._clock())
        return tuple(self._finisher.row(d, article, now) for d in aggregate(drafts)), tuple(notes)

    def _tell(self, sentences: Sequence[Sentence], events: Sequence[Event], actors: Sequence[Actor]) -> list[_Told]:
        by_sentence: dict[int, list[Event]] = {}
        for event in events:
            by_sentence.setdefault(event.sentence, []).append(event)
        told = []
        for at, sentence in enumerate(sentences):
            following = sentences[at + 1].text if at + 1 < len(sentences) else ""
            mine = tuple(by_sentence.get(sentence.index, ()))
            sides = [a for e in mine for a in (e.source, e.target) if a is not None]
            named = {(a.start, a.end): a for a in (*actors, *sides) if sentence.start <= a.start < sentence.end}
            told.append(_Told(sentence, self.cues.find(sentence.text), mine, following, tuple(named.values())))
        return told

    def _from_event(self, event: Event, at: int, told: _Told, settler: Settler, notes: list[str]) -> Draft | None:
        label = f"{event.event_id} ({event.code} {event.trigger_text!r})"
        spot = settler.spot(told.sentence, event.place, (event.source, event.target))
        home = self.countries.require(spot.country) if spot else None
        source, target = self._profiles(event, told, home)
        verdict = self._verdict(event.code, source, target, told, event.trigger_text)
        if source.klass == "blank" and event.root in _FORCE:
            verdict, source, target = self._agentless(verdict, source, target, told, home)
        if verdict.sub_type is None:
            notes.append(f"{label}: no row by {verdict.origin}")
            return None
        if spot is None or home is None:
            notes.append(f"{label}: {verdict.sub_type} by {verdict.origin}, but no row: no country can be settled")
            return None
        if event.date.value is None:
            notes.append(f"{label}: {verdict.sub_type} by {verdict.origin}, but no row: no day can be settled")
            return None
        order = (event.sentence, event.trigger_start, at)
        precision = event.date.precision or 3
        day = event.date.value
        deed = _Deed(event.code, source, target, spot, home, day, precision, (event.event_id,), order)
        return self._draft(deed, verdict, told, label, notes)

    def _from_sentence(self, told: _Told, settler: Settler, notes: list[str]) -> Draft | None:
        """A deed of a sentence without a row, by its words alone; mere wishes and threats have none."""
        if not told.cues.classes or any(_is_talk(e) for e in told.events):
            return None
        text = told.sentence.text
        label = f"sentence {told.sentence.index}"
        spot = settler.spot(told.sentence, None, ())
        home = self.countries.require(spot.country) if spot else None
        source, target = self._by_words(told, home)
        verdict = self._verdict(NO_EVENT, source, target, told)
        if verdict.sub_type is None:
            return None
        day = settler.day(told.sentence) if spot else None
        if spot is None or home is None or day is None:
            lacking = "country" if spot is None else "day"
            notes.append(f"{label}: {verdict.sub_type} by {verdict.origin}, but no row: no {lacking} can be settled")
            return None
        ids = tuple(e.event_id for e in told.events)
        deed = _Deed(NO_EVENT, source, target, spot, home, *day, ids, (told.sentence.index, told.sentence.start))
        return self._draft(deed, verdict, told, label, notes)

    def _draft(self, deed: _Deed, verdict: Verdict, told: _Told, label: str, notes: list[str]) -> Draft | None:
        kind = self.taxonomy.types[verdict.sub_type or ""]
        text = told.sentence.text
        scene = Scene(kind, deed.code, deed.source, deed.target, text, deed.home, deed.day)
        parties = self._parties.parties(scene)
        if isinstance(parties, str):
            notes.append(f"{label}: {kind.name} by {verdict.origin}, but no row: {parties}")
            return None
        size = crowd_size(text) if kind.event_type in ("Protests", "Riots") else ""
        return Draft(
            sub_type=kind,
            day=deed.day,
            day_precision=deed.precision,
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

    def _verdict(self, code: str, source: Profile, target: Profile, told: _Told, trigger: str = "") -> Verdict:
        cues = told.cues.classes
        if trigger:
            cues |= {f"{name}@" for name in self.cues.find(trigger).classes}
        if told.following and code.startswith("14"):
            cues |= self.cues.find(told.following).classes & _OUTCOMES if "forces" in cues else frozenset()
        return self.mapping.decide(Case(code, source.klass, target.klass, cues))

    def _agentless(
        self, verdict: Verdict, source: Profile, target: Profile, told: _Told, home: Country | None
    ) -> tuple[Verdict, Profile, Profile]:
        """Violence without an agent (`ten were killed`) is typed by its sentence's words, if they show a type."""
        agent, object_ = self._by_words(told, home)
        agent = agent if agent.klass in ("militia", "rebel", "identity") else source
        object_ = object_ if target.klass == "blank" else target
        by_words = self._verdict(NO_EVENT, agent, object_, told)
        return (verdict, source, target) if by_words.sub_type is None else (by_words, agent, object_)

    def _profiles(self, event: Event, told: _Told, home: Country | None) -> tuple[Profile, Profile]:
        """Source and target; in violence an unsettled side is looked up among the words of the sentence."""
        source = self._classifier.profile(_whole(event.source, told.sentence), home)
        target = self._classifier.profile(_whole(event.target, told.sentence), home)
        if (target.bare or target.klass == "official") and event.target is not None:
            target = BLANK if _is_place(event.target, event.place, bare=target.bare) else target
        if event.root not in _FORCE:
            return source, target
        if (
            "crowd" in told.cues
            and target.klass in ("civilian", "blank")
            and source.klass in ("home", "official", "blank")
            and ((event.root == "17" and event.code[:3] in ("173", "175")) or "forces" in told.cues)
        ):
            target = replace(target, klass="crowd")
        if source.klass == "blank" and event.root in ("18", "19", "20"):
            base, whom = told.sentence.start, event.target
            taken = (whom.start - base, whom.end - base) if whom else (0, 0)
            for start, end, profile in self._classifier.in_text(told.sentence.text):
                outside = end <= taken[0] or start >= taken[1]
                if outside and profile.klass in ("militia", "rebel", "identity"):
                    source = profile
                    break
        if target.klass == "blank" and source.klass != "blank" and event.root == "19":
            after = event.trigger_end - told.sentence.start
            sides = [p for start, _, p in self._people(told, home) if start >= after and p.name]
            target = next((p for p in sides if p.name != source.name and p.klass != source.klass), BLANK)
        if target.klass == "blank" and "milsite" in told.cues and "civsite" not in told.cues:
            target = Profile("home", bare=True)
        return source, target

    def _by_words(self, told: _Told, home: Country | None) -> tuple[Profile, Profile]:
        """Source and target by position alone: who stands before and after the deed, turned round in the passive."""
        text, cues = told.sentence.text, told.cues
        deeds = [span for name, span in cues.spans.items() if name in _DEEDS]
        if not deeds:
            return BLANK, BLANK
        start, end = min(deeds)
        people = self._people(told, home)
        folded = text.lower()
        before = [p for _, stop, p in people if stop <= start]
        after = [(begin, p) for begin, _, p in people if begin >= end]
        if _PASSIVE.search(folded, 0, start) or _BY.match(folded, end):
            agents = [p for begin, p in after if begin - end < _NEAR and _BY.search(folded[end:begin] + " ")]
            others = [p for _, p in after if p.klass in ("militia", "rebel", "identity")]
            return next(iter((*agents, *others)), BLANK), before[-1] if before else BLANK
        source = next((p for p in before if p.klass != "civilian"), before[-1] if before else BLANK)
        return source, next((p for _, p in after if p.klass != source.klass), BLANK)

    def _people(self, told: _Told, home: Country | None) -> list[tuple[int, int, Profile]]:
        """The actors of a sentence in order: those the coder knows by name, and actor words elsewhere."""
        base = told.sentence.start
        named = [(a.start - base, a.end - base, self._classifier.profile(a, home)) for a in told.actors]
        known = [(s, e, p) for s, e, p in named if p.klass != "blank" and not p.bare]
        words = self._classifier.in_text(told.sentence.text)
        loose = [w for w in words if not any(s < w[1] and w[0] < e for s, e, _ in known)]
        return sorted([*known, *loose], key=lambda item: item[:2])

    def _counted(self, drafts: list[Draft], told: _Told) -> list[Draft]:
        """The deaths of the sentence given to its drafts: split over places and days, else to the nearest deed."""
        if not drafts:
            return drafts
        kinds = {d.sub_type.name for d in drafts}
        large = "Armed clash" in kinds and any(d.party1.inter in (1, 8) and d.party2.inter in (1, 8) for d in drafts)
        said = deaths(told.sentence.text, told.following, large=large, suicide="Suicide bomb" in kinds)
        if not said.said:
            return drafts
        where = list(dict.fromkeys((d.day, d.spot.location) for d in drafts))
        if len(where) > 1:
            share, rest = divmod(said.value, len(where))
            each = {key: share + (rest if at == 0 else 0) for at, key in enumerate(where)}
            return [replace(d, deaths=each[d.day, d.spot.location]) for d in drafts]
        return _to_nearest(drafts, said, told.sentence.start)


def _is_talk(event: Event) -> bool:
    """Whether an event is a wish, promise, demand, charge or threat: what it speaks of need not have happened."""
    return event.root in _TALK and event.code != _OPPOSES


def _whole(actor: Actor | None, sentence: Sentence) -> Actor | None:
    """The actor with the people it counts: `thousands` becomes `thousands of teachers`."""
    if actor is None or not sentence.start <= actor.end <= sentence.end:
        return actor
    more = _OF_WHOM.match(sentence.text, actor.end - sentence.start)
    return replace(actor, text=actor.text + more.group()) if more else actor


def _is_place(actor: Actor, place: EventPlace | None, *, bare: bool) -> bool:
    """Whether a phrase that stands for a state is the place where something happened: `the city`, `Rafah`."""
    if bare and not any(c.isupper() for c in actor.text):
        return True
    return place is not None and actor.text in (place.place.text, place.place.name)


def _to_nearest(drafts: list[Draft], said: Deaths, offset: int) -> list[Draft]:
    """The deaths to the drafts of those actors whose deed stands nearest to the words that tell of them."""
    deadly = [d for d in drafts if d.sub_type.event_type != "Strategic developments"] or drafts
    at = offset + said.at if said.at >= 0 else deadly[0].order[1]
    near = min(deadly, key=lambda d: (abs(d.order[1] - at), d.order))
    pair = {near.party1.name, near.party2.name}
    return [replace(d, deaths=said.value) if {d.party1.name, d.party2.name} == pair else d for d in drafts]


_DEEDS = frozenset(
    (
        "suicide",
        "chemical",
        "air",
        "shelling",
        "ied",
        "bomb",
        "grenade",
        "disrupted",
        "retake",
        "capture",
        "nofight",
        "clash",
        "fire",
        "attack",
        "crowd",
        "loot",
        "destroy",
        "arrest",
        "abduct",
        "release",
        "sexual",
        "truce",
        "change",
        "base",
        "mob",
    )
)
