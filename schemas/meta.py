"""What the service says about itself: alive, ready, versions."""

from __future__ import annotations

from marshmallow import Schema, fields


class HealthSchema(Schema):
    """The process answers."""

    status = fields.String(required=True)


class ReadySchema(Schema):
    """Every part that coding needs is there."""

    status = fields.String(required=True)
    checks = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class ModelSchema(Schema):
    """The parser's model."""

    name = fields.String(required=True)
    version = fields.String(
        required=True, allow_none=True, metadata={"description": "Null if not installed beside the API."}
    )


class VersionSchema(Schema):
    """Versions of the service. Each article result names the exact versions that made it."""

    athir = fields.String(
        required=True, allow_none=True, metadata={"description": "Null if Athir runs from a checkout."}
    )
    python = fields.String(required=True)
    coders = fields.List(fields.String(), required=True)
    default_coder = fields.String(required=True)
    model = fields.Nested(ModelSchema, required=True)
