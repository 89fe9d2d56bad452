"""What one article gave, and the answers of POST /v1/code and of the results of a job."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import OneOf, Range

from schemas.event import EventSchema
from schemas.fields import CleanString, IsoDate, StrictInteger, StrictNumber, StrictSchema
from schemas.problem import InputErrorSchema
from schemas.row import RowSchema

OUTPUTS = ("events", "rows", "articles")
MAX_PAGE = 10_000


class SentenceSchema(Schema):
    """A sentence of the text and what became of it."""

    start = StrictInteger(required=True)
    end = StrictInteger(required=True)
    text = fields.String(required=True)
    status = fields.String(required=True, metadata={"description": "skipped, parsed, coded, discarded or failed."})


class PlaceSchema(Schema):
    """A place named in the text."""

    start = StrictInteger(required=True)
    end = StrictInteger(required=True)
    text = fields.String(required=True)
    name = fields.String(required=True)
    geonameid = StrictInteger(required=True, allow_none=True)
    country = fields.String(required=True, allow_none=True)
    admin1 = fields.String(required=True, allow_none=True)
    latitude = StrictNumber(required=True, allow_none=True)
    longitude = StrictNumber(required=True, allow_none=True)


class RelationSchema(Schema):
    """The answer to one of the article's pairs."""

    pair = StrictInteger(required=True)
    code = fields.String(required=True, allow_none=True)
    plover = fields.String(required=True, allow_none=True)
    confidence = StrictNumber(required=True)
    trace = fields.List(fields.String(), required=True)


class CoderSchema(Schema):
    """Which coder answered, with the versions that make the answer reproducible."""

    name = fields.String(required=True)
    version = fields.String(required=True)
    model = fields.String(required=True)
    lexicon = fields.String(required=True, metadata={"description": "Hash of the compiled lexicons."})


class ArticleFactsSchema(Schema):
    """What the article said of itself beside its text."""

    title = fields.String()
    date = IsoDate(metadata={"description": "Publication date, ISO 8601 date or date-time."})
    source = fields.String()
    url = fields.String()
    language = fields.String()


class ArticleResultSchema(Schema):
    """Everything one article gave."""

    id = CleanString(required=True)
    article = fields.Nested(ArticleFactsSchema)
    sentences = fields.List(fields.Nested(SentenceSchema), required=True)
    places = fields.List(fields.Nested(PlaceSchema), required=True)
    events = fields.List(fields.Nested(EventSchema), required=True)
    rows = fields.List(fields.Nested(RowSchema), required=True)
    relations = fields.List(fields.Nested(RelationSchema), required=True)
    notes = fields.List(fields.String(), required=True)
    coder = fields.Nested(CoderSchema, required=True)


class ArticleErrorSchema(Schema):
    """Why an article was not coded."""

    slug = fields.String(required=True)
    detail = fields.String(required=True)
    errors = fields.List(
        fields.Nested(InputErrorSchema), metadata={"description": "What is wrong with the article as posted."}
    )


class FailedArticleSchema(Schema):
    """An article that was not coded."""

    id = CleanString(
        required=True, allow_none=True, metadata={"description": "Null where the article has no usable id."}
    )
    error = fields.Nested(ArticleErrorSchema, required=True)


class CodeCountsSchema(Schema):
    """How many articles were received, coded, and not coded."""

    received = StrictInteger(required=True)
    coded = StrictInteger(required=True)
    failed = StrictInteger(required=True)


class ResultsQuerySchema(StrictSchema):
    """Query parameters of the results of a job."""

    output = fields.String(load_default="events", validate=OneOf(OUTPUTS), metadata={"description": "What to list."})
    after = CleanString(
        max_chars=500,
        one_line=True,
        metadata={"description": "Cursor: list what stands after it. Taken from the Link header or from `next`."},
    )
    limit = fields.Integer(
        validate=Range(min=1, max=MAX_PAGE),
        metadata={"description": "Lines per page. Without it NDJSON streams everything, and JSON gives pages of 1000."},
    )


_EITHER = {"oneOf": [{"$ref": "#/components/schemas/ArticleResult"}, {"$ref": "#/components/schemas/FailedArticle"}]}
_ANY = {
    "oneOf": [
        {"$ref": "#/components/schemas/Event"},
        {"$ref": "#/components/schemas/Row"},
        *_EITHER["oneOf"],
    ]
}


class CodeAnswerSchema(Schema):
    """The answer of POST /v1/code: the results in the order of the articles."""

    job = fields.String(required=True, metadata={"description": "Id of the job."})
    counts = fields.Nested(CodeCountsSchema, required=True)
    results = fields.List(fields.Raw(metadata=_EITHER), required=True)


class ResultsPageSchema(Schema):
    """One page of the results of a job as JSON."""

    results = fields.List(fields.Raw(metadata=_ANY), required=True)
    next = fields.String(
        required=True, allow_none=True, metadata={"description": "Value of `after` for the next page."}
    )
