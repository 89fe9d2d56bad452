"""What a sentence tells: its cues, who stands on which side of a deed, and which type the mapping gives it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from coders.acled.classes import BLANK, Classifier, Profile
from coders.acled.countries import Country
from coders.acled.cues import Cues, Found
from coders.acled.mapping import NO_EVENT, Case, Mapping, Verdict
from coders.types import Actor, Event, EventPlace, Sentence

LookUp = Callable[[Sentence, Sequence[tuple[int, int]]], tuple[Actor, ...]]
"""Asks the coder who is named in a sentence, or stands at some of its words (offsets of its text)."""

_OUTCOMES = frozenset(("killed", "injured", "livefire"))
_TALK = frozenset(("02", "03", "10", "11", "13"))
_OPPOSES = "113"
FORCE = ("15", "17", "18", "19", "20")
"""Roots of force and violence: of these events, an unsettled side is looked up in the words of the sentence."""
_NEAR = 40
_OF_WHOM = re.compile(r"\s+of\s+(?:[\w-]+\s+){0,2}?[\w-]+(?:s|men|people|children)\b")
_LOCALITY = re.compile(
    r"(?:the\s+)?(?:town|village|city|district|area|port|capital|territory|province|region|neighbourhood|neighborhood|"
    r"ground|control|positions?)s?",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\b(?:\w+s|people|men|women|children|crowd|\d+|them)\b", re.IGNORECASE)
_STATE_OF = re.compile(
    r"\b(?:troops|soldiers|forces|army|military|police|government|officials|authorities)\b", re.IGNORECASE
)
_PASSIVE = re.compile(r"\b(?:was|were|been|being|be)\s+(?:\w+ly\s+)?$")
_BY_WHOM = re.compile(r"\bby\s+(?:(?:the|a|an|suspected|alleged)\s+)*\Z")
_BY = re.compile(r"\s*by\s")
_FROM = re.compile(r"\b(?:from|against|with)\s+(?:the\s+)?\Z")
ARMED = ("home", "external", "rebel", "militia", "identity")


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
        "killed",
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
    look_up: LookUp | None = None
    people: dict[str, list[tuple[int, int, Profile]]] = field(default_factory=dict)
    """The actors of the sentence in order, by the country they act in, once they have been asked for."""


class Reader:
    """Reads sentences by the tables of cues, people and roles, and asks the mapping for types."""

    def __init__(self, cues: Cues, mapping: Mapping, classifier: Classifier) -> None:
        self._cues = cues
        self._mapping = mapping
        self._classifier = classifier

    def tell(
        self,
        sentences: Sequence[Sentence],
        events: Sequence[Event],
        actors: Sequence[Actor],
        look_up: LookUp | None = None,
    ) -> list[Told]:
        """Every sentence with its cues, its events, the actors named in it, and the sentence after it.

        `look_up` is asked for more actors of a sentence, where its events leave a side open.
        """
        by_sentence: dict[int, list[Event]] = {}
        for event in events:
            by_sentence.setdefault(event.sentence, []).append(event)
        begins = [s.start for s in sentences]
        inside: dict[int, list[Actor]] = {}
        for actor in actors:
            inside.setdefault(bisect_right(begins, actor.start) - 1, []).append(actor)
        told = []
        for at, sentence in enumerate(sentences):
            following = sentences[at + 1].text if at + 1 < len(sentences) else ""
            mine = tuple(by_sentence.get(sentence.index, ()))
            sides = [a for e in mine for a in (e.source, e.target) if a is not None]
            named = {
                (a.start, a.end): a for a in (*inside.get(at, ()), *sides) if sentence.start <= a.start < sentence.end
            }
            # Cues that can give no row by themselves are of no use to a sentence without events.
            cues = self._cues.find(sentence.text, () if mine else self._mapping.alone)
            told.append(Told(sentence, cues, mine, following, tuple(named.values()), look_up))
        return told

    def verdict(self, code: str, source: Profile, target: Profile, told: Told, trigger: str = "") -> Verdict:
        """The type by the mapping; `trigger` is the event word, whose own cues count as `x@`."""
        cues = told.cues.classes
        if trigger:
            cues |= {f"{name}@" for name in self._cues.find(trigger).classes}
        if told.following and code.startswith("14"):
            after = self._cues.find(told.following).classes
            cues |= after & _OUTCOMES if "forces" in cues else frozenset()
            # The next sentence may tell how a demonstration went on, unless it is about somebody else.
            armed = any(
                p.klass in ("rebel", "militia", "identity") for _, _, p in self._classifier.in_text(told.following)
            )
            cues |= after & {"violentdemo"} if "crowd" in cues and not armed else frozenset()
        return self._mapping.decide(Case(code, source.klass, target.klass, cues))

    def agentless(
        self, verdict: Verdict, source: Profile, target: Profile, told: Told, home: Country | None
    ) -> tuple[Verdict, Profile, Profile]:
        """Violence without an agent (`ten were killed`) is typed by its sentence's words, if they show a type."""
        agent, object_ = self.by_words(told, home)
        text, people = told.sentence.text, self.people(told, home)
        if doers := [p for at, _, p in people if p.klass in ARMED and _BY_WHOM.search(text, 0, at)]:
            agent = doers[0]
            if side(agent) == side(target):
                target = next((p for _, _, p in people if p.klass == "civilian"), BLANK)
        taken = agent.klass == "home" and verdict.sub_type == "Abduction/forced disappearance"
        agent = agent if doers or taken or agent.klass in ("militia", "rebel", "identity") else source
        object_ = object_ if target.klass == "blank" else target
        by_words = self.verdict(NO_EVENT, agent, object_, told)
        if by_words.sub_type is None:
            return verdict, source, target
        # What the event itself says of a weapon or a crowd outranks the words around it.
        kept = verdict if verdict.sub_type not in (None, "Attack", "Armed clash") else by_words
        return kept, agent, object_

    def profiles(self, event: Event, told: Told, home: Country | None) -> tuple[Profile, Profile]:
        """Source and target; in violence an unsettled side is looked up among the words of the sentence."""
        source = self._classifier.profile(_whole(event.source, told.sentence), home)
        target = self._classifier.profile(_whole(event.target, told.sentence), home)
        if (target.bare or target.klass == "official") and event.target is not None:
            target = BLANK if _is_place(event.target, event.place, bare=target.bare) else target
        if event.root in ("17", "18", "19") and target.klass == "civilian" and event.target is not None:
            target = BLANK if _is_place(event.target, event.place, bare=False) else target
        if event.target is not None and _takes_ground(event, told) and _LOCALITY.fullmatch(event.target.text):
            target = BLANK
        if event.root not in FORCE:
            if _takes_ground(event, told) and (target.klass == "blank" or target.bare):
                target = self._opponent(event.trigger_end - told.sentence.start, source, told, home)
            return source, target
        lone = event.code.startswith("173") and event.target is not None and not _SEVERAL.search(event.target.text)
        if (
            ("crowd" in told.cues or _demonstrates(event.target, told))
            and not lone
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
            target = self._opponent(event.trigger_end - told.sentence.start, source, told, home)
        if target.klass == "blank" and "milsite" in told.cues and "civsite" not in told.cues:
            target = Profile("home", bare=True)
        return source, target

    def _opponent(self, after: int, source: Profile, told: Told, home: Country | None) -> Profile:
        """Whom a fight was against, where its own words do not say: an armed side named after it, best `from` whom."""
        sides = [(at, p) for at, _, p in self.people(told, home) if at >= after and p.klass in ARMED and not p.bare]
        others = [(at, p) for at, p in sides if side(p) != side(source)]
        text = told.sentence.text
        taken = [p for at, p in others if _FROM.search(text, max(0, at - _NEAR), at)]
        named = [p for _, p in others if p.name]
        return next(iter((*taken, *named)), BLANK)

    def only_talk(self, told: Told) -> bool:
        """Whether what a sentence shows is but the matter of a wish, promise, demand, charge or threat in it."""
        talk = [e.trigger_start - told.sentence.start for e in told.events if is_talk(e)]
        deeds = [start for name, (start, _) in told.cues.spans.items() if name in _DEEDS]
        return bool(talk) and (not deeds or min(talk) <= min(deeds))

    def by_words(self, told: Told, home: Country | None) -> tuple[Profile, Profile]:
        """Source and target by position alone: who stands before and after the deed, turned round in the passive."""
        text, cues = told.sentence.text, told.cues
        deeds = [span for name, span in cues.spans.items() if name in _DEEDS]
        if not deeds:
            return BLANK, BLANK
        start, end = min(deeds)
        people = self.people(told, home)
        folded = text.lower()
        before = [p for begin, _, p in people if begin <= start]
        after = [(begin, p) for begin, _, p in people if begin >= end]
        if _PASSIVE.search(folded, 0, start) or _BY.match(folded, end):
            agents = [p for begin, p in after if begin - end < _NEAR and _BY.search(folded[end:begin] + " ")]
            others = [p for _, p in after if p.klass in ("militia", "rebel", "identity")]
            return next(iter((*agents, *others)), BLANK), before[-1] if before else BLANK
        source = next((p for p in before if p.klass != "civilian"), before[-1] if before else BLANK)
        others = [p for _, p in after if p.klass != source.klass]
        if source.klass == "civilian" and "mob" in cues:
            others = [p for _, p in after if p.klass == "civilian"] or others  # people set upon by people
        return source, next(iter(others), BLANK)

    def people(self, told: Told, home: Country | None) -> list[tuple[int, int, Profile]]:
        """The actors of a sentence in order: those the coder knows by name, and actor words elsewhere."""
        key = home.code if home else ""
        if key in told.people:
            return told.people[key]
        base = told.sentence.start
        words = self._classifier.in_text(told.sentence.text)
        more = told.look_up(told.sentence, [w[:2] for w in words]) if told.look_up is not None else ()
        actors = {(a.start, a.end): a for a in (*more, *told.actors)}.values()
        whole = [_whole(a, told.sentence) or a for a in actors]
        named = [(a.start - base, a.end - base, self._classifier.profile(a, home)) for a in whole]
        known = _outermost([(s, e, p) for s, e, p in named if p.klass != "blank" and not p.bare])
        loose = [w for w in words if not any(s < w[1] and w[0] < e for s, e, _ in known)]
        found = told.people[key] = sorted([*known, *loose], key=lambda item: item[:2])
        return found


def _demonstrates(actor: Actor | None, told: Told) -> bool:
    """Whether the sentence has an event of these people demonstrating."""
    return actor is not None and any(
        e.root == "14" and e.source is not None and e.source.code == actor.code for e in told.events
    )


def _takes_ground(event: Event, told: Told) -> bool:
    return event.code == "192" or (event.root in ("08", "19") and ("retake" in told.cues or "capture" in told.cues))


def side(profile: Profile) -> tuple[str, str, str]:
    """What tells two armed sides apart; a state's arms are one side."""
    state = profile.klass in ("home", "external", "official")
    country = profile.country.code if profile.country and profile.klass != "home" else ""
    return ("state" if state else profile.klass, "" if state else profile.name, country if state else "")


def _outermost(people: list[tuple[int, int, Profile]]) -> list[tuple[int, int, Profile]]:
    """Without those whose words lie inside the words of another."""
    return [
        one
        for one in people
        if not any(o[0] <= one[0] and one[1] <= o[1] and o[1] - o[0] > one[1] - one[0] for o in people)
    ]


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
    """Whether a phrase that stands for a state is the place where something happened: `the city`, `the town of Rafah`."""
    if bare and not any(c.isupper() for c in actor.text):
        return True
    if place is None:
        return False
    inside = place.place.start < actor.end and actor.start < place.place.end and not _STATE_OF.search(actor.text)
    return actor.text in (place.place.text, place.place.name) or (bare and inside)
