"""What the service knows, for looking up: places, actors and the two codebooks."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import Range, Regexp

from schemas.event import PloverSchema
from schemas.fields import CleanString, IsoDay, StrictInteger, StrictNumber, StrictSchema

MAX_FOUND = 100


def _query() -> CleanString:
    return CleanString(
        required=True, max_chars=200, one_line=True, metadata={"description": "Name or its beginning, in any case."}
    )


def _limit() -> fields.Integer:
    return fields.Integer(
        load_default=20, validate=Range(min=1, max=MAX_FOUND), metadata={"description": "Most answers."}
    )


class PlaceQuerySchema(StrictSchema):
    """Query parameters of the search for places."""

    q = _query()
    country = CleanString(
        validate=[Regexp(r"^[A-Z]{3}\Z", error="Must be three capitals, an ISO 3166 alpha-3 code.")],
        metadata={"description": "Only places of this country (ISO 3166 alpha-3)."},
    )
    limit = _limit()


class ActorQuerySchema(StrictSchema):
    """Query parameters of the search for actors."""

    q = _query()
    date = IsoDay(metadata={"description": "Only entries that hold on this day."})
    limit = _limit()


class KnownPlaceSchema(Schema):
    """A place of the gazetteer."""

    name = fields.String(required=True)
    geonameid = StrictInteger(
        required=True, allow_none=True, metadata={"description": "Null for a place of the project's own tables."}
    )
    feature = fields.String(required=True, metadata={"description": "GeoNames feature code, such as PPL or ADM1."})
    country = fields.String(required=True, allow_none=True)
    admin1 = fields.String(required=True, allow_none=True)
    admin2 = fields.String(required=True, allow_none=True)
    latitude = StrictNumber(required=True, allow_none=True)
    longitude = StrictNumber(required=True, allow_none=True)
    population = StrictInteger(required=True, metadata={"description": "0 where it is not known."})
    added = fields.Boolean(required=True, metadata={"description": "From a dump that an operator added."})


class PlacesSchema(Schema):
    """Places, those whose name is the one asked for first, then by population."""

    places = fields.List(fields.Nested(KnownPlaceSchema), required=True)


class KnownActorSchema(Schema):
    """One entry of the actor lexicon. An actor with several times has several entries of the same name."""

    name = fields.String(required=True)
    kind = fields.String(
        required=True,
        metadata={"description": "country, adjective, place, metonym, person, body or identity."},
    )
    code = fields.String(required=True, metadata={"description": "CAMEO actor code."})
    since = fields.String(required=True, allow_none=True, metadata={"description": "First day; null if open."})
    until = fields.String(required=True, allow_none=True, metadata={"description": "Last day; null if open."})
    aliases = fields.List(fields.String(), required=True)
    acled_name = fields.String(required=True, allow_none=True)
    inter = StrictInteger(required=True, allow_none=True, metadata={"description": "ACLED's class of actor, 1 to 8."})
    own = fields.Boolean(required=True, metadata={"description": "From a file of your own, which outranks ours."})
    origin = fields.String(required=True, metadata={"description": "File and line of the entry."})


class ActorsSchema(Schema):
    """Actors, exact names first, then names that begin so, then names that have the words within."""

    actors = fields.List(fields.Nested(KnownActorSchema), required=True)


class CameoCodeSchema(Schema):
    """A CAMEO code."""

    code = fields.String(required=True)
    label = fields.String(required=True)
    definition = fields.String(required=True)
    root = fields.String(required=True)
    parent = fields.String(required=True, allow_none=True)
    quad_class = StrictInteger(
        required=True,
        metadata={
            "description": "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict."
        },
    )
    penta_class = StrictInteger(
        required=True, metadata={"description": "Phoenix's: 0 neutral, then as quad_class, but 16 is verbal."}
    )
    goldstein = StrictNumber(required=True)
    plover = fields.Nested(PloverSchema, required=True)
    residual = fields.Boolean(required=True, metadata={"description": "Holds only where nothing finer does."})


class CameoCodebookSchema(Schema):
    """All CAMEO codes in their order."""

    codes = fields.List(fields.Nested(CameoCodeSchema), required=True)


class ExampleSchema(Schema):
    """A sentence and what it should be coded as; null where it names no such actor."""

    text = fields.String(required=True)
    code = fields.String(required=True)
    source = fields.String(required=True, allow_none=True)
    target = fields.String(required=True, allow_none=True)


class CameoEntrySchema(CameoCodeSchema):
    """A CAMEO code with the codes below it and sentences that show it."""

    children = fields.List(fields.String(), required=True)
    examples = fields.List(
        fields.Nested(ExampleSchema),
        required=True,
        metadata={"description": "Three sentences; those of a root code are of the first codes below it."},
    )


class SubEventTypeSchema(Schema):
    """A sub-event type of ACLED, with the classes of actors that a row of it may have."""

    sub_event_type = fields.String(required=True)
    event_type = fields.String(required=True)
    disorder_type = fields.String(required=True)
    inter1 = fields.List(StrictInteger(), required=True)
    inter2 = fields.List(StrictInteger(), required=True, metadata={"description": "0: there may be no second actor."})


class InterSchema(Schema):
    """A class of actors, or the interaction of two."""

    code = StrictInteger(required=True)
    label = fields.String(required=True)


class AcledCodebookSchema(Schema):
    """The types of ACLED rows in order of precedence, the classes of actors, and the interactions that two make."""

    sub_event_types = fields.List(fields.Nested(SubEventTypeSchema), required=True)
    inters = fields.List(fields.Nested(InterSchema), required=True)
    interactions = fields.List(fields.Nested(InterSchema), required=True)
