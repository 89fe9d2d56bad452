"""What kind of actor a phrase stands for, as the mapping asks: from the lexicon's class, the words, the CAMEO roles."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from coders.acled.countries import Countries, Country
from coders.acled.cues import FirstWords, pattern, union
from coders.acled.mapping import CLASSES
from coders.lexicon.reader import Entry, read_table
from coders.types import Actor

BY_INTER = {
    1: "home",
    2: "rebel",
    3: "militia",
    4: "identity",
    5: "mob",
    6: "crowd",
    7: "civilian",
    8: "external",
}
_CROWDS = ("crowd", "mob")
_ARMED_GROUPS = ("rebel", "militia", "identity")
_UNKNOWN = re.compile(
    r"\b(?:gunm[ae]n|armed m[ae]n|unknown|unidentified|assailants?|attackers?|bombers?)\b", re.IGNORECASE
)
_LABOR = "Labor Group ({country})"
_PARTISANS = re.compile(r"\b(?:supporters|sympathisers|sympathizers|activists|voters)\b", re.IGNORECASE)
_REPORTING = re.compile(r"\s+(?:\w+\s+){0,2}?(?:said|says?|told|reported|confirmed|announced|claimed|added|stated)\b")
_CITED = re.compile(r"(?:according to|said|says|told|reported by)\s+(?:\w+\s+){0,2}$")


def own_name(actor: Actor) -> str:
    """The actor's own name; the country that an armed opposition or a people is of is not its name."""
    named_by_country = bool(actor.roles) and (actor.entry or "").startswith("actors/countries")
    return actor.acled_name or ("" if named_by_country else actor.name or "")


@dataclass(frozen=True, slots=True)
class Profile:
    """An actor's class and how a row may name it.

    `pattern` is a name with {state} or {country} to fill in, `name` a ready one; `bare` marks a country without role.
    """

    klass: str
    pattern: str = ""
    name: str = ""
    country: Country | None = None
    associates: tuple[str, ...] = ()
    bare: bool = False
    inter: int | None = None


BLANK = Profile("blank")


@dataclass(frozen=True, slots=True)
class Word:
    """One line of people.tsv: what its words say of an actor whose phrase holds them."""

    regex: re.Pattern[str]
    klass: str
    pattern: str
    associate: str


@dataclass(frozen=True, slots=True)
class Role:
    """One line of roles.tsv."""

    role: str
    klass: str
    pattern: str
    associate: str


@dataclass(frozen=True, slots=True)
class Classifier:
    """Settles the class of actors from the tables people.tsv and roles.tsv."""

    words: tuple[Word, ...]
    roles: tuple[Role, ...]
    countries: Countries
    first: FirstWords

    @classmethod
    def load(cls, folder: Path, countries: Countries) -> Classifier:
        """Reads the tables of `folder`; raises LexiconError for a line that is wrong."""
        words: list[Word] = []
        first = FirstWords()
        for entry in read_table(folder / "people.tsv", ("words", "class", "name", "associate")):
            parts = [pattern(entry, text) for text in entry.many("words")]
            for text in entry.many("words"):
                first.add(text, str(len(words)))
            words.append(Word(union(parts), _class(entry, blank=True), entry["name"], entry["associate"]))
        roles = [
            Role(entry["role"], _class(entry, blank=False), entry["name"], entry["associate"])
            for entry in read_table(folder / "roles.tsv", ("role", "class", "name", "associate"))
        ]
        return cls(tuple(words), tuple(roles), countries, first)

    def profile(self, actor: Actor | None, home: Country | None) -> Profile:
        """The profile of `actor` for an event in `home`; BLANK for nobody, or where nothing settles the class.

        Civilians are of the country their phrase names; one that names none leaves them to the event's country.
        """
        if actor is None:
            return BLANK
        found = self._profile(actor, home)
        if found.klass == "civilian" and not any(c.isupper() for c in actor.text):
            return replace(found, country=None)
        return found

    def _profile(self, actor: Actor, home: Country | None) -> Profile:
        country = self.countries.find(actor.country)
        abroad = country is not None and home is not None and country.code != home.code
        word, associates = self._said(actor.text)
        if actor.inter in BY_INTER:
            return self._known(actor, country, abroad, associates)
        if word is not None and word.klass in _CROWDS:
            return Profile(word.klass, word.pattern, "", country, associates)
        if word is not None and word.klass == "blank":
            return BLANK
        role = next((r for r in self.roles if r.role in actor.roles), None)
        if role is not None and role.klass == "official" and word is not None and word.klass == "civilian":
            return self._named(actor, word.klass, word.pattern, country, abroad, associates)
        if role is not None and role.klass in _ARMED_GROUPS and _PARTISANS.search(actor.text) and not own_name(actor):
            return Profile("civilian", "Civilians ({country})", "", country, associates)
        if role is not None:
            extra = (role.associate,) if role.associate and role.klass != "official" else ()
            klass, shown = role.klass, role.pattern
            if role.klass == "home" and word is not None and word.pattern.startswith(("Mutiny", "Police")):
                shown = word.pattern
            if role.klass in _ARMED_GROUPS and word is not None and word.klass in _ARMED_GROUPS and not own_name(actor):
                # The words are nearer than the role: bandits are no gang, unknown gunmen no rebels.
                shown = word.pattern
                klass = word.klass if word.klass == "identity" or _UNKNOWN.search(actor.text) else klass
            return self._named(actor, klass, shown, country, abroad, (*associates, *extra))
        if word is not None:
            return self._named(actor, word.klass, word.pattern, country, abroad, associates)
        return self._coded(actor, country, abroad)

    def in_text(self, text: str) -> tuple[tuple[int, int, Profile], ...]:
        """All actor words of `text` with their spans in order, those that only report left out; nationality unknown."""
        folded = text.lower()
        taken: list[tuple[int, int, Profile]] = []
        for word in self._possible(folded):
            if not word.klass or word.klass == "blank":
                continue
            for match in word.regex.finditer(folded):
                start, end = match.span()
                if any(s < end and start < e for s, e, _ in taken):
                    continue
                if _REPORTING.match(folded, end) or _CITED.search(folded[max(0, start - 40) : start]):
                    continue
                associates = self._said(match.group())[1]
                taken.append((start, end, Profile(word.klass, word.pattern, "", None, associates)))
        return tuple(sorted(taken, key=lambda item: item[:2]))

    def _possible(self, folded: str) -> list[Word]:
        return [self.words[at] for at in sorted(int(key) for key in self.first.possible(folded))]

    def _said(self, text: str) -> tuple[Word | None, tuple[str, ...]]:
        folded = text.lower()
        hits = [w for w in self._possible(folded) if w.regex.search(folded)]
        first = next((w for w in hits if w.klass), None)
        found = dict.fromkeys(w.associate for w in hits if w.associate)
        if len(found) > 1:
            found.pop(_LABOR, None)  # aid workers and health workers are no labor group
        return first, tuple(found)

    def _known(self, actor: Actor, country: Country | None, abroad: bool, associates: tuple[str, ...]) -> Profile:
        inter = actor.inter or 0
        klass = BY_INTER[inter]
        name = own_name(actor)
        if klass == "home" and abroad:
            klass, inter = "external", 8
        if klass in ("crowd", "mob", "civilian"):
            own = (actor.acled_name,) if actor.acled_name else ()
            return Profile(klass, "", "", country, (*own, *associates))
        if klass in ("home", "external") and not actor.acled_name:
            return Profile(klass, "Military Forces of {state}", "", country)
        return Profile(klass, "", name, country, inter=inter)

    def _named(
        self, actor: Actor, klass: str, shown: str, country: Country | None, abroad: bool, associates: tuple[str, ...]
    ) -> Profile:
        if klass == "home" and abroad:
            klass = "external"
        if klass in ("rebel", "militia", "identity"):
            return Profile(klass, shown, own_name(actor), country)
        if klass == "external" and not shown:
            return Profile(klass, "", own_name(actor), country)
        if klass == "civilian" and actor.acled_name:
            associates = (actor.acled_name, *associates)
        return Profile(klass, shown, "", country, associates if klass == "civilian" else ())

    def _coded(self, actor: Actor, country: Country | None, abroad: bool) -> Profile:
        code = actor.code or ""
        if country is not None and len(code) == 3:
            return Profile("external" if abroad else "home", "Military Forces of {state}", "", country, bare=True)
        if code.startswith("IGO") and (actor.acled_name or actor.name):
            return Profile("external", "", own_name(actor), country)
        if code.startswith("IMG") and (actor.acled_name or actor.name):
            return Profile("militia", "", own_name(actor), country)
        if code.startswith(("NGO", "NGM", "MNC")):
            return Profile("civilian", "Civilians ({country})", "", country)
        return BLANK


def _class(entry: Entry, *, blank: bool) -> str:
    value = entry["class"]
    if value not in CLASSES and not (blank and not value):
        raise entry.wrong(f"unknown actor class {value!r}")
    return value
