"""An ACLED-style row as it leaves: the 31 columns in order, their allowed values, and that they agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validates_schema
from marshmallow.validate import OneOf, Range, Regexp

from schemas.fields import CleanString, IsoDay, StrictInteger, StrictNumber, StrictSchema

VIOLENCE = "Political violence"
DEMONSTRATIONS = "Demonstrations"
BOTH = "Political violence; Demonstrations"
STRATEGIC = "Strategic developments"

# sub-event type -> (event type, disorder type)
SUB_EVENT_TYPES: dict[str, tuple[str, str]] = {
    "Government regains territory": ("Battles", VIOLENCE),
    "Non-state actor overtakes territory": ("Battles", VIOLENCE),
    "Armed clash": ("Battles", VIOLENCE),
    "Excessive force against protesters": ("Protests", BOTH),
    "Protest with intervention": ("Protests", DEMONSTRATIONS),
    "Peaceful protest": ("Protests", DEMONSTRATIONS),
    "Violent demonstration": ("Riots", DEMONSTRATIONS),
    "Mob violence": ("Riots", VIOLENCE),
    "Chemical weapon": ("Explosions/Remote violence", VIOLENCE),
    "Air/drone strike": ("Explosions/Remote violence", VIOLENCE),
    "Suicide bomb": ("Explosions/Remote violence", VIOLENCE),
    "Shelling/artillery/missile attack": ("Explosions/Remote violence", VIOLENCE),
    "Remote explosive/landmine/IED": ("Explosions/Remote violence", VIOLENCE),
    "Grenade": ("Explosions/Remote violence", VIOLENCE),
    "Sexual violence": ("Violence against civilians", VIOLENCE),
    "Attack": ("Violence against civilians", VIOLENCE),
    "Abduction/forced disappearance": ("Violence against civilians", VIOLENCE),
    "Agreement": (STRATEGIC, STRATEGIC),
    "Arrests": (STRATEGIC, STRATEGIC),
    "Change to group/activity": (STRATEGIC, STRATEGIC),
    "Disrupted weapons use": (STRATEGIC, STRATEGIC),
    "Headquarters or base established": (STRATEGIC, STRATEGIC),
    "Looting/property destruction": (STRATEGIC, STRATEGIC),
    "Non-violent transfer of territory": (STRATEGIC, STRATEGIC),
    "Other": (STRATEGIC, STRATEGIC),
}
EVENT_TYPES: tuple[str, ...] = tuple(dict.fromkeys(event for event, _ in SUB_EVENT_TYPES.values()))
DISORDER_TYPES: tuple[str, ...] = (VIOLENCE, DEMONSTRATIONS, STRATEGIC, BOTH)
TWO_ACTORS = frozenset({"Battles", "Violence against civilians"})

# Position is the numeric inter code; the first stands for a missing second actor.
INTERS: tuple[str, ...] = (
    "",
    "State forces",
    "Rebel group",
    "Political militia",
    "Identity militia",
    "Rioters",
    "Protesters",
    "Civilians",
    "External/Other forces",
)
REGIONS: tuple[str, ...] = (
    "Western Africa",
    "Middle Africa",
    "Eastern Africa",
    "Southern Africa",
    "Northern Africa",
    "South Asia",
    "Southeast Asia",
    "Middle East",
    "Europe",
    "Caucasus and Central Asia",
    "Central America",
    "South America",
    "Caribbean",
    "East Asia",
    "North America",
    "Oceania",
    "Antarctica",
)
_SCALE = "(Local partner|Subnational|National|Regional|International|Other|New media)"


def interaction(inter1: str, inter2: str) -> str:
    """The interaction that two inter texts make. Raises ValueError if one is unknown or the first is blank."""
    first, second = INTERS.index(inter1), INTERS.index(inter2)
    if first == 0:
        raise ValueError("inter1 is blank")
    if second == 0:
        return f"{inter1} only"
    low, high = min(first, second), max(first, second)
    if (low, high) == (7, 8):  # the one pair that stands in the other order
        low, high = high, low
    return f"{INTERS[low]}-{INTERS[high]}"


# One validator reads the pair from a table: 72 pairs, so a lookup instead of a computation per row.
_INTERACTIONS = {(one, two): interaction(one, two) for one in INTERS[1:] for two in INTERS}


class RowSchema(StrictSchema):
    """One row: the 31 columns in order, then what it was made from. Blank text is "", never null."""

    event_id_cnty = CleanString(
        required=True, validate=[Regexp(r"^[A-Z]{3}[0-9]+\Z", error="Must be three capitals and a number.")]
    )
    event_date = IsoDay(required=True)
    year = StrictInteger(required=True, validate=Range(min=1, max=9999))
    time_precision = StrictInteger(required=True, validate=Range(min=1, max=3))
    disorder_type = fields.String(required=True, validate=OneOf(DISORDER_TYPES))
    event_type = fields.String(required=True, validate=OneOf(EVENT_TYPES))
    sub_event_type = fields.String(required=True, validate=OneOf(tuple(SUB_EVENT_TYPES)))
    actor1 = CleanString(required=True)
    assoc_actor_1 = fields.String(required=True)
    inter1 = fields.String(required=True, validate=OneOf(INTERS[1:]))
    actor2 = fields.String(required=True)
    assoc_actor_2 = fields.String(required=True)
    inter2 = fields.String(required=True, validate=OneOf(INTERS))
    interaction = fields.String(required=True)
    civilian_targeting = fields.String(required=True, validate=OneOf(("Civilian targeting", "")))
    iso = StrictInteger(required=True, validate=Range(min=0, max=999))
    region = fields.String(required=True, validate=OneOf(REGIONS))
    country = CleanString(required=True)
    admin1 = fields.String(required=True)
    admin2 = fields.String(required=True)
    admin3 = fields.String(required=True)
    location = CleanString(required=True)
    latitude = StrictNumber(required=True, validate=Range(min=-90, max=90))
    longitude = StrictNumber(required=True, validate=Range(min=-180, max=180))
    geo_precision = StrictInteger(required=True, validate=Range(min=1, max=3))
    source = fields.String(required=True)
    source_scale = fields.String(required=True, validate=Regexp(rf"^({_SCALE}(-{_SCALE})?)?\Z"))
    notes = fields.String(required=True)
    fatalities = StrictInteger(required=True, validate=Range(min=0))
    tags = fields.String(required=True)
    timestamp = StrictInteger(required=True, validate=Range(min=0))
    article_id = CleanString(required=True)
    event_ids = fields.List(CleanString(), required=True)  # empty for a row that the words of a sentence gave

    @validates_schema
    def _agree(self, data: Mapping[str, Any], **kwargs: Any) -> None:
        errors = dict(_disagreements(data))
        if errors:
            raise ValidationError(errors)


def agrees(row: Mapping[str, Any]) -> bool:
    """Whether the columns of a row, each valid by itself, agree with each other."""
    return not _disagreements(row)


def _disagreements(row: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []

    def check(column: str, given: object, wanted: object, because: str) -> None:
        if given != wanted:
            found.append((column, [f"Must be {wanted!r} for {because}, is {given!r}."]))

    sub = row["sub_event_type"]
    event, disorder = SUB_EVENT_TYPES[sub]
    check("event_type", row["event_type"], event, f"sub_event_type {sub!r}")
    check("disorder_type", row["disorder_type"], disorder, f"sub_event_type {sub!r}")
    check("year", row["year"], int(row["event_date"][:4]), f"event_date {row['event_date']!r}")
    inters = row["inter1"], row["inter2"]
    check("interaction", row["interaction"], _INTERACTIONS[inters], f"inter1 and inter2 {inters!r}")
    if (row["actor2"] == "") != (row["inter2"] == ""):
        found.append(("inter2", ["Must be blank if and only if actor2 is blank."]))
    if row["event_type"] in TWO_ACTORS and not row["actor2"]:
        found.append(("actor2", [f"Must not be blank for event_type {row['event_type']!r}."]))
    return found
