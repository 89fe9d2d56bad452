"""What a sentence tells: its cues, who stands on which side of a deed, and which type the mapping gives it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from coders.acled.classes import BLANK, Classifier, Profile
from coders.acled.countries import Country
from coders.acled.cues import Cues, Found
from coders.acled.mapping import NO_EVENT, Case, Mapping, Verdict
from coders.types import Actor, Event, EventPlace, Sentence

_OUTCOMES = frozenset(("killed", "injured", "livefire"))
_TALK = frozenset(("02", "03", "10", "11", "13"))
_OPPOSES = "113"
FORCE = ("15", "17", "18", "19", "20")
"""Roots of force and violence: of these events, an unsettled side is looked up in the words of the sentence."""
_NEAR = 40
_OF_WHOM = re.compile(r"\s+of\s+(?:[\w-]+\s+){0,2}?[\w-]+s\b")
_PASSIVE = re.compile(r"\b(?:was|were|been|being|be)\s+(?:\w+ly\s+)?$")
_BY = re.compile(r"\s*by\s")


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


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with what is read from it once: its cues, events, actors and the sentence after it."""

    sentence: Sentence
    cues: Found
    events: tuple[Event, ...]
    following: str
    actors: tuple[Actor, ...]


class Reader:
    """Reads sentences by the tables of cues, people and roles, and asks the mapping for types."""

    def __init__(self, cues: Cues, mapping: Mapping, classifier: Classifier) -> None:
        self._cues = cues
        self._mapping = mapping
        self._classifier = classifier

    def tell(self, sentences: Sequence[Sentence], events: Sequence[Event], actors: Sequence[Actor]) -> list[Told]:
        """Every sentence with its cues, its events, the actors named in it, and the sentence after it."""
        by_sentence: dict[int, list[Event]] = {}
        for event in events:
            by_sentence.setdefault(event.sentence, []).append(event)
        told = []
        for at, sentence in enumerate(sentences):
            following = sentences[at + 1].text if at + 1 < len(sentences) else ""
            mine = tuple(by_sentence.get(sentence.index, ()))
            sides = [a for e in mine for a in (e.source, e.target) if a is not None]
            named = {(a.start, a.end): a for a in (*actors, *sides) if sentence.start <= a.start < sentence.end}
            told.append(Told(sentence, self._cues.find(sentence.text), mine, following, tuple(named.values())))
        return told

    def verdict(self, code: str, source: Profile, target: Profile, told: Told, trigger: str = "") -> Verdict:
        """The type by the mapping; `trigger` is the event word, whose own cues count as `x@`."""
        cues = told.cues.classes
        if trigger:
            cues |= {f"{name}@" for name in self._cues.find(trigger).classes}
        if told.following and code.startswith("14"):
            cues |= self._cues.find(told.following).classes & _OUTCOMES if "forces" in cues else frozenset()
        return self._mapping.decide(Case(code, source.klass, target.klass, cues))

    def agentless(
        self, verdict: Verdict, source: Profile, target: Profile, told: Told, home: Country | None
    ) -> tuple[Verdict, Profile, Profile]:
        """Violence without an agent (`ten were killed`) is typed by its sentence's words, if they show a type."""
        agent, object_ = self.by_words(told, home)
        agent = agent if agent.klass in ("militia", "rebel", "identity") else source
        object_ = object_ if target.klass == "blank" else target
        by_words = self.verdict(NO_EVENT, agent, object_, told)
        return (verdict, source, target) if by_words.sub_type is None else (by_words, agent, object_)

    def profiles(self, event: Event, told: Told, home: Country | None) -> tuple[Profile, Profile]:
        """Source and target; in violence an unsettled side is looked up among the words of the sentence."""
        source = self._classifier.profile(_whole(event.source, told.sentence), home)
        target = self._classifier.profile(_whole(event.target, told.sentence), home)
        if (target.bare or target.klass == "official") and event.target is not None:
            target = BLANK if _is_place(event.target, event.place, bare=target.bare) else target
        if event.root not in FORCE:
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

    def by_words(self, told: Told, home: Country | None) -> tuple[Profile, Profile]:
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

    def _people(self, told: Told, home: Country | None) -> list[tuple[int, int, Profile]]:
        """The actors of a sentence in order: those the coder knows by name, and actor words elsewhere."""
        base = told.sentence.start
        named = [(a.start - base, a.end - base, self._classifier.profile(a, home)) for a in told.actors]
        known = [(s, e, p) for s, e, p in named if p.klass != "blank" and not p.bare]
        words = self._classifier.in_text(told.sentence.text)
        loose = [w for w in words if not any(s < w[1] and w[0] < e for s, e, _ in known)]
        return sorted([*known, *loose], key=lambda item: item[:2])


def is_talk(event: Event) -> bool:
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
