"""The last step: a draft becomes a row, its derived columns filled, its id made from its content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from coders.acled.aggregate import Draft
from coders.acled.countries import Countries
from coders.acled.taxonomy import Taxonomy, civilian_targeting
from coders.acled.wording import NO_REPORT, Wording
from coders.lexicon.reader import read_table
from coders.types import Article, Row

NOT_STATED = "Not stated"
"""The source of a row whose article names none: the column is never blank."""

UNKNOWN_SCALE = "Other"
"""The scale of a source that outlets.tsv does not know."""

_ID_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Finisher:
    """Makes rows of drafts."""

    taxonomy: Taxonomy
    countries: Countries
    wording: Wording
    scales: dict[str, str]

    @classmethod
    def load(cls, folder: Path, taxonomy: Taxonomy, countries: Countries, wording: Wording) -> Finisher:
        """Reads outlets.tsv of `folder`; raises LexiconError for a line that is wrong."""
        outlets = read_table(folder / "outlets.tsv", ("outlet", "scale"))
        return cls(taxonomy, countries, wording, {e["outlet"].casefold(): e["scale"] for e in outlets})

    def row(self, draft: Draft, article: Article, timestamp: int) -> Row:
        """The row of `draft`; `timestamp` is in Unix seconds."""
        kind, spot, one, two = draft.sub_type, draft.spot, draft.party1, draft.party2
        country = self.countries.require(spot.country)
        source = (article.source or "").strip() or NOT_STATED
        return Row(
            event_id_cnty=self.event_id(draft, article.id),
            event_date=draft.day.isoformat(),
            year=draft.day.year,
            time_precision=draft.day_precision,
            disorder_type=kind.disorder_type,
            event_type=kind.event_type,
            sub_event_type=kind.name,
            actor1=one.name,
            assoc_actor_1="; ".join(one.associates),
            inter1=self.taxonomy.label(one.inter),
            actor2=two.name,
            assoc_actor_2="; ".join(two.associates),
            inter2=self.taxonomy.label(two.inter),
            interaction=self.taxonomy.interaction(one.inter, two.inter),
            civilian_targeting=civilian_targeting(kind, one.inter, two.inter),
            iso=country.iso,
            region=country.region,
            country=country.name,
            admin1=spot.admin1,
            admin2=spot.admin2,
            admin3="",
            location=spot.location,
            latitude=spot.latitude,
            longitude=spot.longitude,
            geo_precision=spot.precision,
            source=source,
            source_scale=self.scales.get(source.casefold(), UNKNOWN_SCALE),
            notes=self.wording.note(draft, country),
            fatalities=draft.deaths or 0,
            tags="; ".join(_tags(draft)),
            timestamp=timestamp,
            article_id=article.id,
            event_ids=draft.event_ids,
        )

    def event_id(self, draft: Draft, article_id: str) -> str:
        """The country's prefix and a number hashed from article, day, place, type and actors.

        A day that the text does not give is left out: the same article gives the same ids whenever it comes in.
        """
        spot = draft.spot
        parties = draft.party1.name, draft.party2.name
        place = spot.country, spot.location, spot.latitude, spot.longitude
        # A day that says nothing of the event is no part of what it is known by.
        day = draft.day.isoformat() if draft.day_stated else ""
        number = row_number(article_id, day, draft.sub_type.name, parties, place)
        return f"{self.countries.require(spot.country).prefix}{number}"


def row_number(
    article_id: str, day: str, sub_type: str, parties: tuple[str, str], place: tuple[str, str, float, float]
) -> int:
    """The number in a row's id: a hash of article, day, type, actors, and place (country, name, coordinates)."""
    country, location, latitude, longitude = place
    parts = (article_id, day, sub_type, *sorted(parties), country, location, f"{latitude:.4f}", f"{longitude:.4f}")
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return int.from_bytes(digest[:8], "big") % int(10**_ID_DIGITS)


def _tags(draft: Draft) -> tuple[str, ...]:
    if draft.sub_type.event_type in ("Protests", "Riots"):
        return (f"crowd size={draft.size or NO_REPORT}", *draft.tags)
    return draft.tags
