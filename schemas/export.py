"""Query parameters of the exports: which format, which options, and of the store which part."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import OneOf, Regexp

from schemas.fields import CleanString, IsoDay, StrictSchema

FORMATS = (
    *("petrarch", "phoenix", "cline", "gdelt1", "gdelt2", "gdelt2-mentions", "icews", "polecat", "plover"),
    "acled",
)


class ExportQuerySchema(StrictSchema):
    """Query parameters of every export."""

    format = fields.String(
        required=True, validate=OneOf(FORMATS), metadata={"description": "The format; docs/exports.md describes each."}
    )
    one_a_day = fields.Boolean(
        load_default=False,
        metadata={"description": "Leave one event of each day, source, target and code, with the mentions of all."},
    )
    dyads = fields.Boolean(
        load_default=False, metadata={"description": "Leave out events in which source or target has no code."}
    )


class StoreExportQuerySchema(ExportQuerySchema):
    """Query parameters of the export of the store."""

    date_from = IsoDay(metadata={"description": "First day of the events."})
    date_to = IsoDay(metadata={"description": "Last day of the events."})
    country = CleanString(
        max_chars=100,
        one_line=True,
        metadata={
            "description": "Where it happened: ISO 3166 alpha-3 for events; for rows (acled) the name in the row."
        },
    )
    root = CleanString(
        validate=[Regexp(r"^(0[1-9]|1[0-9]|20)\Z", error="Must be a CAMEO root, 01 to 20.")],
        metadata={"description": "The events' root code. Not for rows."},
    )
