"""A CAMEO event as it leaves: `--output events`, the results of a job and the articles of POST /v1/code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validates_schema
from marshmallow.validate import OneOf, Range, Regexp

from schemas.fields import CleanString, IsoDay, StrictInteger, StrictNumber, StrictSchema


class ActorSchema(StrictSchema):
    """Who a phrase stands for; `code` is null when unknown, and `trace` says why."""

    code = CleanString(required=True, allow_none=True, validate=[Regexp(r"^(?:---|[A-Z0-9]{3})(?:[A-Z0-9]{3})*\Z")])
    text = fields.String(required=True)
    start = StrictInteger(required=True, validate=Range(min=0))
    end = StrictInteger(required=True, validate=Range(min=0))
    name = fields.String(required=True, allow_none=True)
    country = CleanString(required=True, allow_none=True, validate=[Regexp(r"^[A-Z]{3}\Z")])
    trace = fields.List(fields.String(), required=True)


class TriggerSchema(StrictSchema):
    """The word that made the event."""

    text = fields.String(required=True)
    start = StrictInteger(required=True, validate=Range(min=0))
    end = StrictInteger(required=True, validate=Range(min=0))


class PloverSchema(StrictSchema):
    """The event in PLOVER's terms."""

    type = fields.String(required=True, allow_none=True)
    mode = fields.String(required=True, allow_none=True)
    # Not required: events stored before these were given do not have them.
    contexts = fields.List(fields.String())
    quad_code = StrictInteger(
        allow_none=True,
        validate=Range(min=1, max=4),
        metadata={"description": "PLOVER's quad code of the type; null where the type has several."},
    )
    intensity = StrictNumber(
        allow_none=True,
        validate=Range(min=-10, max=10),
        metadata={"description": "PLOVER's score of the type, from conflict to cooperation."},
    )


class EventPlaceSchema(StrictSchema):
    """Where the event happened."""

    name = fields.String(required=True)
    geonameid = StrictInteger(required=True, allow_none=True)
    country = CleanString(required=True, allow_none=True, validate=[Regexp(r"^[A-Z]{3}\Z")])
    admin1 = fields.String(required=True, allow_none=True)
    latitude = StrictNumber(required=True, allow_none=True, validate=Range(min=-90, max=90))
    longitude = StrictNumber(required=True, allow_none=True, validate=Range(min=-180, max=180))
    geo_precision = StrictInteger(required=True, validate=Range(min=1, max=3))
    reason = fields.String(required=True)


class EventSchema(StrictSchema):
    """One event: who did what to whom, where and when, and why the coder says so."""

    article_id = CleanString(required=True)
    sentence = StrictInteger(
        required=True, validate=Range(min=0), metadata={"description": "Index of the sentence, from 0."}
    )
    event_id = CleanString(required=True)
    code = CleanString(required=True, validate=[Regexp(r"^(0[1-9]|1[0-9]|20)[0-9]{0,2}\Z")])
    root = CleanString(required=True, validate=[Regexp(r"^(0[1-9]|1[0-9]|20)\Z")])
    label = fields.String(required=True)
    quad_class = StrictInteger(
        required=True,
        validate=Range(min=1, max=4),
        metadata={"description": "GDELT's: verbal and material cooperation, verbal and material conflict."},
    )
    penta_class = StrictInteger(
        validate=Range(min=0, max=4),
        metadata={"description": "Phoenix's: neutral, then as quad_class, but 16 is verbal. Older events lack it."},
    )
    goldstein = StrictNumber(required=True, validate=Range(min=-10, max=10))
    plover = fields.Nested(PloverSchema, required=True)
    source = fields.Nested(ActorSchema, required=True, allow_none=True)
    target = fields.Nested(ActorSchema, required=True, allow_none=True)
    trigger = fields.Nested(TriggerSchema, required=True)
    date = IsoDay(required=True, allow_none=True)
    time_precision = StrictInteger(required=True, allow_none=True, validate=Range(min=1, max=3))
    place = fields.Nested(EventPlaceSchema, required=True, allow_none=True)
    confidence = StrictNumber(required=True, validate=Range(min=0, max=1))
    method = fields.String(required=True, validate=OneOf(("rule", "statistical")))
    trace = fields.List(fields.String(), required=True)

    @validates_schema
    def _root_agrees(self, data: Mapping[str, Any], **kwargs: Any) -> None:
        if data["code"][:2] != data["root"]:
            raise ValidationError("Must be the first two digits of code.", "root")
