"""What one article gave, and the answers of POST /v1/code and of the results of a job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema
from marshmallow.validate import Length, OneOf, Range, Regexp

from schemas.event import EventSchema
from schemas.fields import CleanString, IsoDate, IsoDay, StrictInteger, StrictNumber, StrictSchema
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


FORMATS = ("ndjson", "json", "csv", "tsv", "parquet")
_MOST_VALUES = 50
_CODE = Regexp(r"^(0[1-9]|1[0-9]|20)[0-9]{0,2}\Z", error="Must be a CAMEO code: two to four digits.")


def _any_of(description: str, *validate: Any) -> fields.List[Any]:
    """A parameter that may be given several times; one of its values is enough."""
    return fields.List(
        CleanString(max_chars=500, one_line=True, validate=validate),
        validate=Length(max=_MOST_VALUES),
        metadata={"description": f"{description} Several: any of them."},
    )


class FormSchema(StrictSchema):
    """Query parameters of every list of results: its form and its pages."""

    format = fields.String(
        validate=OneOf(FORMATS), metadata={"description": "Form of the answer; goes before the Accept header."}
    )
    after = CleanString(
        max_chars=500,
        one_line=True,
        metadata={"description": "Cursor: list what stands after it. Taken from the Link header or from `next`."},
    )
    limit = fields.Integer(
        validate=Range(min=1, max=MAX_PAGE),
        metadata={"description": "Most items of a page. A page of large articles may hold fewer."},
    )
    summary = fields.Boolean(
        load_default=False,
        metadata={
            "description": "Adds a last record, `_summary`: how many items were sent, the cursor of the last, and whether "
            "they are all. In Parquet it is metadata of the file."
        },
    )
    header = fields.Boolean(
        load_default=True, metadata={"description": "CSV and TSV: whether the first line names the columns."}
    )
    safe = fields.Boolean(
        load_default=True,
        metadata={
            "description": "CSV and TSV: puts an apostrophe before text that a spreadsheet would take for a formula."
        },
    )

    @validates_schema
    def _days_in_order(self, data: Mapping[str, Any], **kwargs: Any) -> None:
        if "since" in data and "until" in data and data["since"] > data["until"]:
            raise ValidationError("Must not be before since.", "until")


class _DaysSchema(StrictSchema):
    since = IsoDay(metadata={"description": "First day. What has no date is left out."})
    until = IsoDay(metadata={"description": "Last day. What has no date is left out."})
    article = _any_of("Id of the article.")


class _EventFilters(_DaysSchema):
    code = _any_of("CAMEO code; means the codes below it too.", _CODE)
    root = _any_of("First two digits of the code.", _CODE)
    source = _any_of("Actor code of the source, whole.")
    source_country = _any_of("Country of the source, three letters.")
    target = _any_of("Actor code of the target, whole.")
    target_country = _any_of("Country of the target, three letters.")


class _RowFilters(_DaysSchema):
    event_type = _any_of("Event type.")
    sub_event_type = _any_of("Sub-event type.")
    actor = _any_of("Name of the first or the second actor, whole.")


_WHERE = "Where it happened: three letters for events, the country's name for rows."


_MERGE = (
    "For rows: the events they report, each once, with all its reports in `members` and the reasons in `merges`; also reports "
    "of other jobs."
)


class ResultsQuerySchema(FormSchema, _EventFilters, _RowFilters):
    """Query parameters of the results of a job. A filter that means nothing for the output is refused."""

    output = fields.String(load_default="events", validate=OneOf(OUTPUTS), metadata={"description": "What to list."})
    country = _any_of(_WHERE)
    merge = fields.Boolean(load_default=False, metadata={"description": _MERGE})
    status = _any_of("What became of the article: for output=articles.", OneOf(("coded", "failed", "quarantined")))


class _StoreQuerySchema(FormSchema):
    job = CleanString(max_chars=500, one_line=True, metadata={"description": "Id of the job."})
    order = fields.String(
        load_default="asc", validate=OneOf(("asc", "desc")), metadata={"description": "desc: the last first."}
    )
    all = fields.Boolean(load_default=False, metadata={"description": "Streams everything instead of a page."})


class EventsQuerySchema(_StoreQuerySchema, _EventFilters):
    """Query parameters of the list of all events."""

    country = _any_of("Where it happened, three letters.")


class RowsQuerySchema(_StoreQuerySchema, _RowFilters):
    """Query parameters of the list of all rows."""

    country = _any_of("Name of the country.")
    merge = fields.Boolean(load_default=False, metadata={"description": _MERGE})


_EITHER = {"oneOf": [{"$ref": "#/components/schemas/ArticleResult"}, {"$ref": "#/components/schemas/FailedArticle"}]}
_ROW = {"oneOf": [{"$ref": "#/components/schemas/Row"}, {"$ref": "#/components/schemas/MergedRow"}]}
_ANY = {
    "oneOf": [
        {"$ref": "#/components/schemas/Event"},
        {"$ref": "#/components/schemas/Row"},
        {"$ref": "#/components/schemas/MergedRow"},
        *_EITHER["oneOf"],
    ]
}


class CodeAnswerSchema(Schema):
    """The answer of POST /v1/code: the results in the order of the articles."""

    job = fields.String(required=True, metadata={"description": "Id of the job."})
    counts = fields.Nested(CodeCountsSchema, required=True)
    results = fields.List(fields.Raw(metadata=_EITHER), required=True)


class SummarySchema(Schema):
    """What was sent: the `_summary` of the forms that have lines."""

    output = fields.String(required=True, validate=OneOf(OUTPUTS))
    items = StrictInteger(required=True, metadata={"description": "Items of this answer."})
    cursor = fields.String(
        required=True, allow_none=True, metadata={"description": "Of the last item: `after` goes on behind it."}
    )
    complete = fields.Boolean(
        required=True, metadata={"description": "Whether nothing stands behind the last item, now or later."}
    )
    job = fields.String()
    state = fields.String(metadata={"description": "State of the job."})
    counts = fields.Dict(keys=fields.String(), values=StrictInteger())
    expires_at = fields.String(allow_none=True, metadata={"format": "date-time"})


class _PageSchema(Schema):
    next = fields.String(
        required=True, allow_none=True, metadata={"description": "Value of `after` for the next page."}
    )
    summary = fields.Nested(SummarySchema, metadata={"description": "With `summary=true`."})


class ResultsPageSchema(_PageSchema):
    """One page of the results of a job as JSON."""

    results = fields.List(fields.Raw(metadata=_ANY), required=True)


class EventsPageSchema(_PageSchema):
    """One page of the events of the store as JSON."""

    results = fields.List(fields.Nested(EventSchema), required=True)


class RowsPageSchema(_PageSchema):
    """One page of the rows of the store as JSON, with `merge` of merged ones."""

    results = fields.List(fields.Raw(metadata=_ROW), required=True)
