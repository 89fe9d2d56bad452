"""A job as it is shown, and the list of jobs."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import OneOf, Range

from schemas.fields import CleanString, StrictInteger, StrictNumber, StrictSchema

STATES = ("queued", "running", "completed", "failed", "cancelled")


class JobLinksSchema(Schema):
    """Where to go from a job."""

    self = fields.String(required=True)
    results = fields.String(required=True)
    deliveries = fields.String(required=True)


class JobCountsSchema(Schema):
    """Articles of a job by what became of them."""

    received = StrictInteger(required=True, metadata={"description": "Articles and lines taken in, bad ones included."})
    coded = StrictInteger(required=True)
    empty = StrictInteger(required=True, metadata={"description": "Those of the coded that gave no event."})
    failed = StrictInteger(required=True, metadata={"description": "Taken in, but the coder could not code them."})
    quarantined = StrictInteger(
        required=True, metadata={"description": "Set aside: they killed their worker repeatedly or took too long."}
    )
    rejected = StrictInteger(required=True, metadata={"description": "Never taken in: the input was invalid."})
    cancelled = StrictInteger(required=True, metadata={"description": "Not coded, because the job was cancelled."})


class JobErrorSchema(Schema):
    """One thing that went wrong in a job: a line of its input, or one of its articles."""

    line = StrictInteger(
        allow_none=True, metadata={"description": "Line of the input, or position in the array, from 1."}
    )
    pointer = fields.String(allow_none=True, metadata={"description": "JSON pointer into that line."})
    article_id = fields.String(allow_none=True)
    slug = fields.String(allow_none=True)
    detail = fields.String(required=True)


class JobSchema(Schema):
    """A job and how far it is."""

    id = fields.String(required=True)
    state = fields.String(required=True, validate=OneOf(STATES))
    coder = fields.String(required=True)
    queue = fields.String(required=True, validate=OneOf(("interactive", "bulk")))
    counts = fields.Nested(JobCountsSchema, required=True)
    priority = fields.String(required=True, validate=OneOf(("low", "normal", "high")))
    paused = fields.Boolean(required=True, metadata={"description": "No further part begins until it is resumed."})
    options = fields.Dict(
        keys=fields.String(),
        required=True,
        metadata={"description": "What was asked for: date, output, merge, retention."},
    )
    rate = StrictNumber(
        required=True, allow_none=True, metadata={"description": "Articles per second since the start."}
    )
    estimated_end = fields.String(
        required=True,
        allow_none=True,
        metadata={"format": "date-time", "description": "When the job ends if its rate stays as it is."},
    )
    oldest_waiting_seconds = StrictNumber(
        required=True, allow_none=True, metadata={"description": "How long the longest waiting part has waited."}
    )
    created_at = fields.String(required=True, metadata={"format": "date-time"})
    started_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    finished_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    expires_at = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "format": "date-time",
            "description": "When the results are deleted. Null while the job runs, or if they are kept without end.",
        },
    )
    errors = fields.List(fields.Nested(JobErrorSchema), required=True)
    links = fields.Nested(JobLinksSchema, required=True)


class JobListSchema(Schema):
    """Jobs, the newest first."""

    jobs = fields.List(fields.Nested(JobSchema), required=True)
    next = fields.String(
        required=True, allow_none=True, metadata={"description": "Value of `before` for the next page."}
    )


class JobListQuerySchema(StrictSchema):
    """Query parameters of the list of jobs."""

    limit = fields.Integer(load_default=50, validate=Range(min=1, max=500))
    before = CleanString(max_chars=500, one_line=True, metadata={"description": "List what stands before this job."})
