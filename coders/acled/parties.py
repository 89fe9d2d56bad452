"""Who stands in the actor columns of a row, by its type: crowds first, civilians hit second, unnamed sides by rule."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from coders.acled.classes import BLANK, Classifier, Profile
from coders.acled.countries import Country
from coders.acled.names import NOBODY, Namer, Party
from coders.acled.taxonomy import SubType

_CROWD = ("crowd", "mob")
_UNARMED = ("civilian", *_CROWD)
_STATE = ("home", "external", "official")
_ARMED = ("home", "external", "rebel", "militia", "identity")
_TALKS = ("Agreement", "Other", "Change to group/activity")
_ONE_SIDED = ("Headquarters or base established", "Disrupted weapons use", "Change to group/activity")
_MOVES = re.compile(r"(?:08[67]|074|15)\d*")
_RIVALS = re.compile(r"\b(?:rivals?|brawl\w*|each other|one another|free-for-all)\b", re.IGNORECASE)
_HARM = re.compile(r"\b(?:kill|wound|injur|dead|died|hurt|death)\w*", re.IGNORECASE)
_ARMY = "Military Forces of {state}"
_SOLDIERS = re.compile(
    r"\b(?:soldiers?|troops|army|military|marines|navy|commandos|paratroopers|servicem[ae]n|rangers)\b", re.IGNORECASE
)
_POLICING = ("Arrests", "Protest with intervention", "Excessive force against protesters", "Violent demonstration")


@dataclass(frozen=True, slots=True)
class Scene:
    """What the choice of actors rests on: the type, code and profiles, the sentence, the country and the day."""

    sub_type: SubType
    code: str
    source: Profile
    target: Profile
    text: str
    home: Country
    day: date


class PartyMaker:
    """Chooses and names the actors of a row."""

    def __init__(self, namer: Namer, classifier: Classifier) -> None:
        self._namer = namer
        self._classifier = classifier

    def parties(self, scene: Scene) -> tuple[Party, Party] | str:
        """The two actors in order, the second NOBODY in a one-sided row; or why there is no row."""
        kind = scene.sub_type
        if kind.event_type in ("Protests", "Riots"):
            first, second = self._demonstration(scene)
        elif kind.event_type == "Violence against civilians":
            first = self._armed(scene.source, scene)
            second = self._civilians(scene.target, scene)
        elif kind.event_type == "Battles":
            first, second = self._armed(scene.source, scene), self._armed(scene.target, scene)
            if first == NOBODY and second == NOBODY:
                return "no side of the fight is named"
        elif kind.event_type == "Explosions/Remote violence":
            first, second = self._armed(scene.source, scene), self._hit(scene)
        else:
            first, second = self._development(scene)
        return self._settled(first, second, scene)

    def _settled(self, first: Party, second: Party, scene: Scene) -> tuple[Party, Party] | str:
        kind = scene.sub_type
        if first == NOBODY and kind.unnamed1:
            first = self._namer.generic_party(kind.unnamed1, scene.home, scene.day, filled=True)
        if second == NOBODY and kind.unnamed2:
            second = self._namer.generic_party(kind.unnamed2, scene.home, scene.day, filled=True)
        if first == NOBODY:
            first, second = second, NOBODY
        if first == NOBODY:
            return "no actor is named"
        if first.name == second.name and kind.one_sided and kind.name not in ("Peaceful protest", "Mob violence"):
            second = NOBODY
        if kind.event_type == "Battles" and first.name == second.name and first.inter in (1, 8):
            second = self._namer.generic_party(kind.unnamed2, scene.home, scene.day, filled=True)
            if second.name == first.name:
                return f"{first.name} does not fight itself"
        if first.inter in kind.actor1 and second.inter in kind.actor2:
            return first, second
        if second.inter in kind.actor1 and first.inter in kind.actor2:
            return second, first
        shown = " and ".join(p.name for p in (first, second) if p.name)
        return f"{kind.name} does not go with {shown}"

    def _armed(self, profile: Profile, scene: Scene) -> Party:
        if profile.klass == "blank" or profile.klass in _UNARMED:
            return NOBODY
        forces = "Police" if scene.sub_type.name in _POLICING else "Military"
        demonstration = scene.sub_type.event_type in ("Protests", "Riots")
        if demonstration and profile.pattern == _ARMY and not profile.name and not _SOLDIERS.search(scene.text):
            profile = replace(profile, pattern="")  # the officers and forces at a demonstration are the police
        return self._namer.armed(profile, scene.home, scene.day, forces=forces)

    def _civilians(self, profile: Profile, scene: Scene) -> Party:
        if profile.klass == "blank":
            return NOBODY
        return self._namer.people(profile, "Civilians", scene.home, scene.day)

    def _hit(self, scene: Scene) -> Party:
        """The second actor of an explosion: who was hit, if a phrase says so; a bare country or office is nobody."""
        target = scene.target
        if target.klass in _UNARMED:
            return self._civilians(target, scene)
        if target.bare or target.klass not in _ARMED:
            return self._victims(scene)
        return self._armed(target, scene)

    def _victims(self, scene: Scene) -> Party:
        """The people whom the sentence names as killed or hurt, where nothing else says who was hit."""
        people = self._classifier.in_text(scene.text)
        hurt = [p for _, _, p in people if p.klass == "civilian" and p.pattern]
        armed = {p.klass for _, _, p in people if p.klass in _ARMED} - {scene.source.klass, "home"}
        forces = sum(p.klass == "home" for _, _, p in people) - (scene.source.klass in _STATE)
        if not hurt or armed or forces > 0 or not _HARM.search(scene.text):
            return NOBODY
        return self._civilians(replace(hurt[-1], country=None), scene)

    def _demonstration(self, scene: Scene) -> tuple[Party, Party]:
        kind = scene.sub_type
        name = "Protesters" if kind.event_type == "Protests" else "Rioters"
        source, target = scene.source, scene.target
        crowd, other = (source, target)
        if source.klass not in _CROWD and (target.klass in _CROWD or not scene.code.startswith("14")):
            crowd, other = (target, source) if target.klass in _CROWD else (source, target)
        if crowd.klass in _STATE and not crowd.bare:
            crowd, other = BLANK, crowd if crowd.klass != "official" else other
        people = Profile("crowd") if crowd.klass == "blank" else replace(crowd, bare=True)
        first = self._namer.people(people, name, scene.home, scene.day)
        if crowd.klass == "blank":
            first = replace(first, filled=True)
        return first, self._opposed(other, crowd, scene)

    def _opposed(self, other: Profile, crowd: Profile, scene: Scene) -> Party:
        kind = scene.sub_type
        if kind.name == "Peaceful protest":
            both = crowd.klass in _CROWD and other.klass in _CROWD
            return self._namer.people(other, "Protesters", scene.home, scene.day) if both else NOBODY
        if other.klass in _CROWD:
            side = "Protesters" if other.klass == "crowd" and kind.name == "Violent demonstration" else "Rioters"
            return self._namer.people(other, side, scene.home, scene.day)
        if kind.name == "Mob violence" and other.klass == "militia" and not other.name:
            other = replace(other, klass="civilian", pattern="")  # people said to be of a gang, in the hands of a crowd
        if kind.name == "Mob violence" and other.klass == "blank" and _RIVALS.search(scene.text):
            return self._namer.people(other, "Rioters", scene.home, scene.day)
        on_scene = other.klass in _ARMED and not other.bare
        if on_scene or (not scene.code.startswith("14") and other.klass in _STATE):
            return self._armed(other, scene)
        if other.klass == "civilian" and (
            kind.name == "Mob violence" or (kind.event_type == "Riots" and not scene.code.startswith("14"))
        ):
            return self._civilians(other, scene)
        if kind.event_type == "Protests":
            return self._forces(scene)
        return NOBODY

    def _forces(self, scene: Scene) -> Party:
        """The forces that the sentence names beside a demonstration."""
        for _, _, profile in self._classifier.in_text(scene.text):
            if profile.klass == "home":
                return self._namer.armed(profile, scene.home, scene.day, forces="Police")
        return NOBODY

    def _development(self, scene: Scene) -> tuple[Party, Party]:
        target = scene.target
        if scene.sub_type.name in _ONE_SIDED and (
            target.bare or target.klass == "official" or target.klass in _UNARMED
        ):
            target = BLANK
        if scene.sub_type.name == "Looting/property destruction" and (target.bare or target.klass == "blank"):
            owners = [p for _, _, p in self._classifier.in_text(scene.text) if p.klass == "civilian"]
            target = owners[0] if owners and scene.source.klass != "civilian" else BLANK
        first = self._party(scene.source, scene)
        second = self._party(target, scene)
        if first == NOBODY and scene.sub_type.name == "Disrupted weapons use":
            first = self._forces(scene)
        return first, second

    def _party(self, profile: Profile, scene: Scene) -> Party:
        if profile.klass == "blank":
            return NOBODY
        if profile.klass in _UNARMED:
            return self._civilians(profile, scene)
        if scene.sub_type.name in _TALKS and not (profile.bare and _MOVES.fullmatch(scene.code)):
            return self._namer.government(profile, scene.home, scene.day)
        if scene.sub_type.name == "Arrests" and profile is scene.target and profile.klass == "official":
            return self._civilians(profile, scene)
        return self._armed(profile, scene)
