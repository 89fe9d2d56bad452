"""The envelope of POST /v1/code with several articles, and its query parameters."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import Length

from schemas.article import ArticleSchema
from schemas.fields import CleanString, StrictSchema


class CoderQuerySchema(StrictSchema):
    """Query parameters of the routes that take articles."""

    coder = CleanString(
        max_chars=100, one_line=True, metadata={"description": "Name of the coder; the server's default if missing."}
    )


class CodeEnvelopeSchema(StrictSchema):
    """Several articles in one request, each checked by itself, so that a bad one leaves the others untouched."""

    articles = fields.List(fields.Raw(), required=True, validate=Length(min=1, error="Must have at least one article."))
    coder = CleanString(allow_none=True, max_chars=100, one_line=True)


class CodeRequestSchema(Schema):
    """The envelope as the OpenAPI document shows it."""

    articles = fields.List(fields.Nested(ArticleSchema), required=True, validate=Length(min=1))
    coder = CleanString(
        allow_none=True,
        max_chars=100,
        one_line=True,
        metadata={"description": "Name of the coder; the server's default if missing."},
    )
