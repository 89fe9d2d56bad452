"""A message to a job's callback address, and what became of it."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from schemas.fields import StrictInteger

_TIME = {"format": "date-time"}


class AttemptSchema(Schema):
    """One attempt to send a message."""

    at = fields.String(required=True, metadata=_TIME)
    status = StrictInteger(
        required=True, allow_none=True, metadata={"description": "The receiver's status; null if there was no answer."}
    )
    detail = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "What went wrong, or the beginning of what the receiver said."},
    )
    milliseconds = StrictInteger(required=True)


class DeliverySchema(Schema):
    """A message, written in the transaction that ended its job."""

    id = fields.String(required=True, metadata={"description": "The receiver gets it as webhook-id, after `msg_`."})
    url = fields.String(required=True)
    event = fields.String(required=True, metadata={"description": "job.completed, job.failed or job.cancelled."})
    state = fields.String(required=True, validate=OneOf(("pending", "delivered", "failed")))
    created_at = fields.String(required=True, metadata=_TIME)
    next_attempt_at = fields.String(
        required=True, allow_none=True, metadata={"description": "Null once it has ended.", **_TIME}
    )
    finished_at = fields.String(required=True, allow_none=True, metadata=_TIME)
    attempts = fields.List(fields.Nested(AttemptSchema), required=True)


class DeliveryListSchema(Schema):
    """The messages of a job."""

    deliveries = fields.List(fields.Nested(DeliverySchema), required=True)
