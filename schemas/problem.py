"""The one shape of every error: RFC 9457 problem details, with JSON pointers into the input."""

from __future__ import annotations

from marshmallow import Schema, fields

from schemas.fields import StrictInteger


class InputErrorSchema(Schema):
    """One thing wrong with the input: in the body (`pointer`) or in a query parameter (`parameter`)."""

    pointer = fields.String(
        metadata={"description": "JSON pointer (RFC 6901) into the body; empty for the whole body."}
    )
    parameter = fields.String(metadata={"description": "Name of the query parameter."})
    detail = fields.String(required=True)


class ProblemSchema(Schema):
    """A problem (RFC 9457)."""

    type = fields.String(
        required=True, metadata={"description": "Path of the page that explains this kind of problem."}
    )
    title = fields.String(required=True)
    status = StrictInteger(required=True)
    detail = fields.String(required=True)
    instance = fields.String(required=True, metadata={"description": "Path of the request."})
    request_id = fields.String(required=True)
    errors = fields.List(fields.Nested(InputErrorSchema))
    job = fields.String(metadata={"description": "Path of the job that was stored all the same."})
    missing = fields.List(fields.String(), metadata={"description": "What the service lacks to be ready."})
    error = fields.String(metadata={"description": "The title again, under /hypnos, where its clients look for it."})
