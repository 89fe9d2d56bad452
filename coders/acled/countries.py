"""Countries as rows name them: name, ISO number, region, id prefix, capital, and the years of their governments."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from coders.errors import DataError
from coders.lexicon.reader import Entry, read_table

CAMEO_QUIRKS = {
    "ROM": "ROU",
    "TMP": "TLS",
    "MTN": "MNE",
    "IMY": "IMN",
    "KSV": "XKX",
    "KOS": "XKX",
    "ZAR": "COD",
    "WSB": "PSE",
    "GZS": "PSE",
    "PAL": "PSE",
    "BAG": "IRQ",
    "GMW": "DEU",
    "YMN": "YEM",
    "BYS": "BLR",
}
"""Country codes that CAMEO coders give and ISO 3166 does not, or no longer."""


_WITH_ARTICLE = frozenset(("ARE", "CAF", "COD", "COG", "CZE", "DOM", "GBR", "NLD", "PHL", "USA"))


@dataclass(frozen=True, slots=True)
class Country:
    """One country: `code` is ISO 3166 alpha-3; latitude and longitude are the capital's, in decimal degrees."""

    code: str
    iso: int
    name: str
    region: str
    prefix: str
    capital: str
    latitude: float
    longitude: float

    @property
    def of(self) -> str:
        """The name as it stands after `of`: `the United States`."""
        return f"the {self.name}" if self.code in _WITH_ARTICLE else self.name


@dataclass(frozen=True, slots=True)
class Countries:
    """The countries by code, their periods of government, and the regions by name."""

    by_code: dict[str, Country]
    starts: dict[str, tuple[date, ...]]
    regions: dict[str, int]

    @classmethod
    def load(cls, folder: Path) -> Countries:
        """Reads countries.tsv, regions.tsv and regimes.tsv of `folder`; raises LexiconError for a wrong line."""
        regions = {e["region"]: int(e["number"]) for e in read_table(folder / "regions.tsv", ("number", "region"))}
        columns = ("country", "iso", "name", "region", "prefix", "capital", "latitude", "longitude")
        by_code: dict[str, Country] = {}
        for entry in read_table(folder / "countries.tsv", columns):
            country = _country(entry)
            if country.region not in regions:
                raise entry.wrong(f"unknown region {country.region!r}")
            if country.code in by_code or any(c.prefix == country.prefix for c in by_code.values()):
                raise entry.wrong(f"the code or prefix of {country.name} stands twice")
            by_code[country.code] = country
        starts: dict[str, tuple[date, ...]] = {}
        for entry in read_table(folder / "regimes.tsv", ("country", "starts")):
            if entry["country"] not in by_code or entry["country"] in starts:
                raise entry.wrong(f"unknown or repeated country {entry['country']!r}")
            starts[entry["country"]] = _starts(entry)
        return cls(by_code, starts, regions)

    def find(self, code: str | None) -> Country | None:
        """The country of an ISO 3166 alpha-3 or CAMEO country code; None if the tables do not know it."""
        if not code:
            return None
        return self.by_code.get(CAMEO_QUIRKS.get(code, code))

    def require(self, code: str) -> Country:
        """Like find, but raises DataError where the code is unknown."""
        found = self.find(code)
        if found is None:
            raise DataError(f"no country with the code {code!r}")
        return found

    def state(self, country: Country, day: date) -> str:
        """The country with the years of the government it had on `day`, such as `Ukraine (2019-)`; bare if not known.

        The name stands as after `of`.

        Where the table knows only the month or year of a change, all of it counts to the new government.
        """
        starts = self.starts.get(country.code, ())
        at = bisect_right(starts, day) - 1
        if at < 0:
            return country.of
        end = str(starts[at + 1].year) if at + 1 < len(starts) else ""
        return f"{country.of} ({starts[at].year}-{end})"


def _starts(entry: Entry) -> tuple[date, ...]:
    starts: list[date] = []
    for text in entry.many("starts"):
        try:
            starts.append(date.fromisoformat((text + "-01-01")[:10]))
        except ValueError as error:
            raise entry.wrong(f"not a year, month or day: {text!r}") from error
    if not starts or starts != sorted(set(starts)):
        raise entry.wrong("the periods must follow each other")
    return tuple(starts)


def _country(entry: Entry) -> Country:
    try:
        return Country(
            entry["country"],
            int(entry["iso"]),
            entry["name"],
            entry["region"],
            entry["prefix"],
            entry["capital"],
            float(entry["latitude"]),
            float(entry["longitude"]),
        )
    except ValueError as error:
        raise entry.wrong(f"not a number: {error}") from error
