"""How rows name their actors: regime years for states, countries for unnamed groups, people as associated actors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from coders.acled.classes import Profile
from coders.acled.countries import Countries, Country
from coders.lexicon.reader import read_table

_INTER = {
    "home": 1,
    "official": 1,
    "external": 8,
    "rebel": 2,
    "militia": 3,
    "identity": 4,
    "mob": 5,
    "crowd": 6,
    "civilian": 7,
}


@dataclass(frozen=True, slots=True)
class Party:
    """One main actor of a row; `filled` marks a generic name for somebody the text does not name."""

    name: str
    inter: int
    associates: tuple[str, ...] = ()
    filled: bool = False


NOBODY = Party("", 0)


@dataclass(frozen=True, slots=True)
class Unnamed:
    """One line of unnamed.tsv: what the unnamed members of a class are called in a country from year to year."""

    country: str
    klass: str
    pattern: str
    inter: int
    years: range


@dataclass(frozen=True, slots=True)
class Namer:
    """Turns profiles into parties for an event in one country on one day."""

    countries: Countries
    generic: tuple[tuple[str, int], ...]
    unnamed: tuple[Unnamed, ...]

    @classmethod
    def load(cls, folder: Path, countries: Countries) -> Namer:
        """Reads names.tsv and unnamed.tsv of `folder`; raises LexiconError for a line that is wrong."""
        generic = tuple((e["begins"], int(e["inter"])) for e in read_table(folder / "names.tsv", ("begins", "inter")))
        columns = ("country", "class", "name", "inter", "from", "to")
        unnamed = tuple(
            Unnamed(e["country"], e["class"], e["name"], int(e["inter"]), range(int(e["from"]), int(e["to"]) + 1))
            for e in read_table(folder / "unnamed.tsv", columns)
        )
        return cls(countries, generic, unnamed)

    def generic_party(self, pattern: str, home: Country, day: date, *, filled: bool) -> Party:
        """The party of a name pattern; raises ValueError for a pattern whose class names.tsv does not give."""
        name = self._fill(pattern, home, day)
        for begins, inter in self.generic:
            if name.startswith(begins):
                return Party(name, inter, (), filled)
        raise ValueError(f"names.tsv gives no class for {name!r}")

    def armed(self, profile: Profile, home: Country, day: date, *, forces: str) -> Party:
        """A state, group or mission as an armed side; `forces` (`Military` or `Police`) names a bare state's arm."""
        own = profile.country or home
        if profile.name:
            return Party(self._years(profile.name, own, day), profile.inter or _INTER[profile.klass])
        if profile.klass in ("home", "external", "official"):
            pattern = profile.pattern
            if profile.bare or profile.klass == "official" or not pattern:
                pattern = f"{forces} Forces of {{state}}"
            party = self.generic_party(pattern, own, day, filled=False)
            return Party(party.name, 1 if own.code == home.code and party.inter == 1 else 8)
        for line in self.unnamed:
            if (line.country, line.klass) == (home.code, profile.klass) and day.year in line.years:
                return Party(self._fill(line.pattern, home, day), line.inter)
        return self.generic_party(profile.pattern or "Unidentified Armed Group ({country})", home, day, filled=False)

    def government(self, profile: Profile, home: Country, day: date) -> Party:
        """A state as a party to talks and agreements: its government, unless the text names its army or police."""
        if profile.klass in ("home", "external", "official") and not profile.name:
            own = profile.country or home
            if profile.bare or profile.klass == "official":
                return Party(f"Government of {self.countries.state(own, day)}", 1 if own.code == home.code else 8)
        return self.armed(profile, home, day, forces="Military")

    def people(self, profile: Profile, kind: str, home: Country, day: date) -> Party:
        """Protesters, Rioters or Civilians (`kind`), with what the text says of them as associated actors.

        The country in brackets is that of the people where the text gives it for civilians, else that of the event.
        """
        own = profile.country or home
        where = own if kind == "Civilians" else home
        associates = [self._fill(a, where, day) for a in profile.associates]
        if profile.klass == "official":
            associates.append(f"Government of {self.countries.state(own, day)}")
        elif profile.klass in ("home", "external") and not profile.bare and kind == "Civilians":
            associates.append(self.armed(profile, home, day, forces="Military").name)
        inter = {"Protesters": 6, "Rioters": 5, "Civilians": 7}[kind]
        return Party(f"{kind} ({where.name})", inter, tuple(dict.fromkeys(associates)))

    def _fill(self, pattern: str, country: Country, day: date) -> str:
        return pattern.replace("{state}", self.countries.state(country, day)).replace("{country}", country.name)

    def _years(self, name: str, country: Country, day: date) -> str:
        """A lexicon's name may leave the years of a state open (`Military Forces of Kenya`); they are put in."""
        for begins in ("Military Forces of ", "Police Forces of ", "Government of "):
            if name in (begins + country.name, begins + country.of):
                return begins + self.countries.state(country, day)
        return self._fill(name, country, day)
