"""What the service says about itself: what it is, alive, ready, versions."""

from __future__ import annotations

from marshmallow import Schema, fields

from schemas.fields import StrictInteger


class HomeLinksSchema(Schema):
    """Where to go from the first page: paths at the same address."""

    docs = fields.String(required=True)
    openapi = fields.String(required=True)
    problems = fields.String(required=True)
    health = fields.String(required=True)
    ready = fields.String(required=True)
    version = fields.String(required=True)


class HomeSchema(Schema):
    """What this service is."""

    name = fields.String(required=True)
    description = fields.String(required=True)
    version = fields.String(
        required=True, allow_none=True, metadata={"description": "Null if Athir runs from a checkout."}
    )
    links = fields.Nested(HomeLinksSchema, required=True)


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


class ManifestSchema(Schema):
    """A folder of lexicons."""

    folder = fields.String(required=True)
    version = fields.String(required=True)
    licence = fields.String(required=True)


class GazetteerSchema(Schema):
    """What the gazetteer was built from."""

    places = StrictInteger(required=True)
    packages = fields.Dict(
        keys=fields.String(), values=fields.String(), required=True, metadata={"description": "Versions by package."}
    )
    supplement = fields.String(required=True, metadata={"description": "Hash of the project's own tables of places."})
    added = fields.List(
        fields.String(), required=True, metadata={"description": "Names of the dumps that an operator added."}
    )


class DataSchema(Schema):
    """The data that are there. A worker goes on with those that were there when it started."""

    lexicon = fields.String(
        required=True, metadata={"description": "Hash of all lexicons, as article results have it."}
    )
    manifests = fields.List(fields.Nested(ManifestSchema), required=True)
    own_actors = fields.List(fields.String(), required=True, metadata={"description": "Names of your own actor files."})
    gazetteer = fields.Nested(
        GazetteerSchema, required=True, allow_none=True, metadata={"description": "Null until it is built."}
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
    data = fields.Nested(DataSchema, required=True)
