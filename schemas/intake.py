"""The options of a bulk job, as query parameters or as fields of a form."""

from __future__ import annotations

from typing import Final

from marshmallow import fields
from marshmallow.validate import OneOf, Range, Regexp

from schemas.code import CoderQuerySchema
from schemas.fields import CleanString, IsoDate

OUTPUTS: Final = ("events", "rows", "articles")
_ONE: Final = "(events|rows|articles)"
LONGEST_RETENTION: Final = 10 * 365 * 86_400
SIGNING_PATTERN: Final = r"^whsec_[A-Za-z0-9+/]{32,86}={0,2}\Z"


class JobQuerySchema(CoderQuerySchema):
    """Options of a bulk job."""

    format = fields.String(
        validate=OneOf(("ndjson", "json", "csv", "tsv")),
        metadata={"description": "What the body is, where its type or file name does not tell."},
    )
    date = IsoDate(metadata={"description": "Day of publication of articles that have none."})
    output = CleanString(
        max_chars=50,
        validate=[
            Regexp(rf"^{_ONE}(,{_ONE}){{0,2}}\Z", error="Must be of events, rows, articles, with commas between.")
        ],
        metadata={"description": "Which results are kept: events, rows, articles. All if missing."},
    )
    merge = fields.Boolean(
        metadata={"description": "false: its rows are never put together with reports of other articles."}
    )
    priority = fields.String(
        validate=OneOf(("low", "normal", "high")),
        metadata={"description": "The job's share of its owner's turns: 1, 2 or 4. Normal if missing."},
    )
    retention = fields.Integer(
        validate=Range(min=60, max=LONGEST_RETENTION),
        metadata={"description": "Seconds that the results are kept after the end."},
    )
    callback_url = CleanString(
        max_chars=2048,
        one_line=True,
        validate=[
            Regexp(r"^[Hh][Tt][Tt][Pp][Ss]?://[!-~]+\Z", error="Must be an http or https URL of printable ASCII.")
        ],
        metadata={"description": "Address that is told when the job ends."},
    )
    callback_secret = fields.String(
        load_only=True,
        validate=Regexp(SIGNING_PATTERN, error="Must be whsec_ and after it the base64 of 24 to 64 bytes."),
        metadata={
            "description": "Signs what is sent to callback_url, instead of the installation's secret. Never shown again. "
            "Better given as the header Callback-Secret, or as a field of a form: addresses end up in logs.",
            "format": "password",
        },
    )
