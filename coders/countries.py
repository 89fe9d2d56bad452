"""Countries in the systems in which data sets name them: ISO 3166, CAMEO, FIPS 10-4 and Correlates of War."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from coders.lexicon.reader import read_table

COLUMNS = ("iso3", "cameo", "iso2", "number", "fips", "cow", "name")


@dataclass(frozen=True, slots=True)
class Country:
    """A country; an empty string where a system has no code for it. All codes are text: numbers keep their zeros."""

    iso3: str
    cameo: str
    iso2: str
    number: str
    fips: str
    cow: str
    name: str


class Countries:
    """All countries, found by either of their three-letter codes."""

    def __init__(self, countries: tuple[Country, ...]) -> None:
        self._by_cameo = {country.cameo: country for country in countries}
        self._by_iso = {country.iso3: country for country in countries if country.iso3}

    def __len__(self) -> int:
        return len(self._by_cameo)

    def of_cameo(self, code: str | None) -> Country | None:
        """The country of a CAMEO or ISO 3166 trio; null for regions and whatever else is no country."""
        return None if code is None else self._by_cameo.get(code) or self._by_iso.get(code)

    def of_iso(self, code: str | None) -> Country | None:
        """The country of an ISO 3166 trio (XKX for Kosovo), or of CAMEO's where ISO has none."""
        return None if code is None else self._by_iso.get(code) or self._by_cameo.get(code)


def load_countries(lexicons: Path) -> Countries:
    """Reads the folder countries under `lexicons`. Raises LexiconError for a line that is not well formed."""
    found: list[Country] = []
    seen: set[str] = set()
    for entry in read_table(lexicons / "countries" / "countries.tsv", COLUMNS, root=lexicons):
        for column, width in (("iso3", 3), ("cameo", 3), ("iso2", 2), ("number", 3), ("fips", 2)):
            if entry[column] and len(entry[column]) != width:
                raise entry.wrong(f"{column} must have {width} characters, is {entry[column]!r}")
        if not entry["cameo"] or not entry["name"]:
            raise entry.wrong("cameo and name must not be empty")
        if entry["cow"] and not entry["cow"].isdecimal():
            raise entry.wrong(f"cow must be a number, is {entry['cow']!r}")
        if entry["cameo"] in seen:
            raise entry.wrong(f"{entry['cameo']} stands twice")
        seen.add(entry["cameo"])
        found.append(Country(**{column: entry[column] for column in COLUMNS}))
    return Countries(tuple(found))
