"""The columns that readers of the ACLED-style API filter by: what values each takes and how it is compared unless told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from storage.acled_codes import INTER_NUMBERS, INTERS, REGION_NUMBERS, interaction_number


class Kind(Enum):
    """What the values of a column are."""

    TEXT = "text"
    WHOLE = "a whole number"
    REAL = "a number"
    DAY = "a day as YYYY-MM-DD"
    MOMENT = "Unix seconds, or a day as YYYY-MM-DD"
    CODE = "a number or its label"


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its kind, the operator it has unless one is given, and for codes the number of each label."""

    name: str
    kind: Kind
    operator: str
    labels: Mapping[str, int] | None = None

    @property
    def number(self) -> str:
        """The column that holds the number of a code."""
        return f"{self.name}_number"

    @property
    def stored(self) -> str:
        """The column that is compared with values that are known."""
        return self.number if self.kind is Kind.CODE else self.name


def _table(*columns: Column) -> dict[str, Column]:
    return {column.name: column for column in columns}


def _interactions() -> dict[str, int]:
    found = {f"{label} only": number * 10 for label, number in INTER_NUMBERS.items() if number}
    for one in INTERS[1:]:
        for other in INTERS[1:]:
            found[f"{one}-{other}"] = interaction_number(INTER_NUMBERS[one], INTER_NUMBERS[other])
    return found


def _folded(labels: Mapping[str, int]) -> dict[str, int]:
    return {label.casefold(): number for label, number in labels.items()}


# Labels of earlier years are understood, never sent.
_OLDER_INTERS: Final = {
    "Rebel groups": 2,
    "Rebel forces": 2,
    "Political militias": 3,
    "Militia groups": 3,
    "Identity militias": 4,
    "Communal-Identity groups": 4,
    "Communal/Identity groups": 4,
    "External forces": 8,
    "Other forces": 8,
    "Foreign/Others": 8,
    "Foreign-Others": 8,
}
_INTER: Final = _folded({label: number for label, number in INTER_NUMBERS.items() if label} | _OLDER_INTERS)

ROWS: Final = _table(
    Column("event_id_cnty", Kind.TEXT, "LIKE"),
    Column("event_date", Kind.DAY, "="),
    Column("year", Kind.WHOLE, "="),
    Column("time_precision", Kind.WHOLE, "="),
    Column("disorder_type", Kind.TEXT, "LIKE"),
    Column("event_type", Kind.TEXT, "LIKE"),
    Column("sub_event_type", Kind.TEXT, "LIKE"),
    Column("actor1", Kind.TEXT, "LIKE"),
    Column("assoc_actor_1", Kind.TEXT, "LIKE"),
    Column("inter1", Kind.CODE, "=", _INTER),
    Column("actor2", Kind.TEXT, "LIKE"),
    Column("assoc_actor_2", Kind.TEXT, "LIKE"),
    Column("inter2", Kind.CODE, "=", _INTER),
    Column("interaction", Kind.CODE, "=", _folded(_interactions())),
    Column("civilian_targeting", Kind.TEXT, "LIKE"),
    Column("iso", Kind.WHOLE, "="),
    Column("region", Kind.CODE, "=", _folded(REGION_NUMBERS)),
    Column("country", Kind.TEXT, "="),
    Column("admin1", Kind.TEXT, "LIKE"),
    Column("admin2", Kind.TEXT, "LIKE"),
    Column("admin3", Kind.TEXT, "LIKE"),
    Column("location", Kind.TEXT, "LIKE"),
    Column("latitude", Kind.REAL, "="),
    Column("longitude", Kind.REAL, "="),
    Column("geo_precision", Kind.WHOLE, "="),
    Column("source", Kind.TEXT, "LIKE"),
    Column("source_scale", Kind.TEXT, "LIKE"),
    Column("notes", Kind.TEXT, "LIKE"),
    Column("fatalities", Kind.WHOLE, "="),
    Column("tags", Kind.TEXT, "LIKE"),
    Column("timestamp", Kind.MOMENT, ">="),
)
DELETED: Final = _table(
    Column("event_id_cnty", Kind.TEXT, "LIKE"),
    Column("deleted_timestamp", Kind.MOMENT, ">="),
)
_STATISTICS: Final = (
    Column("first_event_date", Kind.DAY, "="),
    Column("last_event_date", Kind.DAY, "="),
    Column("event_count", Kind.WHOLE, "="),
)
ACTORS: Final = _table(Column("actor_name", Kind.TEXT, "LIKE"), *_STATISTICS)
ACTOR_TYPES: Final = _table(
    Column("actor_type_id", Kind.WHOLE, "="), Column("actor_type_name", Kind.TEXT, "LIKE"), *_STATISTICS
)
COUNTRIES: Final = _table(
    Column("country", Kind.TEXT, "="), Column("iso", Kind.WHOLE, "="), Column("iso3", Kind.TEXT, "="), *_STATISTICS
)
REGIONS: Final = _table(Column("region", Kind.WHOLE, "="), Column("region_name", Kind.TEXT, "LIKE"), *_STATISTICS)

# Types of earlier years: the column and the values that say the same today.
OLDER_TYPES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "riots/protests": ("event_type", ("Riots", "Protests")),
    "excessive force against protestors": ("sub_event_type", ("Excessive force against protesters",)),
    "battle-no change of territory": ("sub_event_type", ("Armed clash",)),
    "battle-government regains territory": ("sub_event_type", ("Government regains territory",)),
    "battle-non-state actor overtakes territory": ("sub_event_type", ("Non-state actor overtakes territory",)),
    "non-violent activity by a conflict actor": ("sub_event_type", ("Change to group/activity",)),
}
