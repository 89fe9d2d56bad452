"""An article as posted: what it may carry, its limits, and that marked spans lie inside its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema
from marshmallow.validate import Range, Regexp

from schemas.fields import BoundedList, CleanString, IsoDate, MaxChars, StrictInteger, StrictSchema

DEFAULT_MAX_TEXT_CHARS = 1_000_000
MAX_MENTIONS = 10_000
MAX_PAIRS = 1_000
MAX_SPANS_PER_SIDE = 1_000
MAX_OFFSET = 2**31 - 1


class SpanSchema(StrictSchema):
    """A stretch of the text: offsets in Unicode code points, `end` exclusive."""

    start = StrictInteger(
        required=True, validate=Range(min=0, max=MAX_OFFSET), metadata={"description": "First code point."}
    )
    end = StrictInteger(
        required=True, validate=Range(min=1, max=MAX_OFFSET), metadata={"description": "One past the last code point."}
    )


class _Span(fields.Nested):
    """A nested span that takes the usual one, two integers in order, without marshmallow's machinery."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, partial: Any = None, **kwargs: Any) -> Any:
        if type(value) is dict and len(value) == 2:
            start, end = value.get("start"), value.get("end")
            if type(start) is int and type(end) is int and 0 <= start < end <= MAX_OFFSET:
                return {"start": start, "end": end}
        return super()._deserialize(value, attr, data, partial=partial, **kwargs)


class MentionSchema(SpanSchema):
    """A mention the caller marked, with the CAMEO actor code they give it, if any."""

    code = CleanString(
        allow_none=True,
        validate=[
            Regexp(r"^(---)?[A-Z0-9]{3,30}\Z", error="Must be a CAMEO actor code: 3 to 30 capital letters and digits.")
        ],
        metadata={"description": "CAMEO actor code, such as SYRMIL, or ---MIL where the country is unknown."},
    )


class PairSchema(StrictSchema):
    """Two actors, each as all its mention spans, whose relation is asked for. A side may be empty: named nowhere."""

    source = BoundedList(_Span(SpanSchema), most=MAX_SPANS_PER_SIDE, required=True)
    target = BoundedList(_Span(SpanSchema), most=MAX_SPANS_PER_SIDE, required=True)


class ArticleSchema(StrictSchema):
    """One article. Loads to a plain JSON-ready dict without the fields that were null.

    `max_text_chars` limits `text`, in Unicode code points.
    """

    id = CleanString(
        allow_none=True,
        max_chars=200,
        one_line=True,
        metadata={"description": "The caller's id; a UUID is assigned when it is missing."},
    )
    text = CleanString(
        required=True, max_chars=DEFAULT_MAX_TEXT_CHARS, metadata={"description": "Plain text of the article."}
    )
    title = CleanString(allow_none=True, max_chars=2_000, blank=True)
    date = IsoDate(allow_none=True, metadata={"description": "Publication date, ISO 8601 date or date-time."})
    source = CleanString(allow_none=True, max_chars=500, blank=True, metadata={"description": "Name of the publisher."})
    url = CleanString(
        allow_none=True,
        max_chars=2_048,
        one_line=True,
        validate=[Regexp(r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s]+\Z", error="Must be an http or https URL without spaces.")],
    )
    language = CleanString(
        allow_none=True,
        max_chars=35,
        validate=[Regexp(r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z", error="Must be a language tag such as en or en-GB.")],
        metadata={"description": "BCP 47 language tag of the text."},
    )
    mentions = BoundedList(_Span(MentionSchema), most=MAX_MENTIONS, allow_none=True)
    pairs = BoundedList(fields.Nested(PairSchema), most=MAX_PAIRS, allow_none=True)

    def __init__(self, *, max_text_chars: int = DEFAULT_MAX_TEXT_CHARS, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Instances share the validators of their declared fields, so this one gets a list of its own.
        self.fields["text"].validators = [MaxChars(min=1, max=max_text_chars)]

    @validates_schema
    def _spans_inside(self, data: Mapping[str, Any], **kwargs: Any) -> None:
        length = len(data["text"])
        errors: dict[str, Any] = {}
        for path, span in _spans(data):
            problem = _span_problem(span, length)
            if problem:
                _put(errors, path, problem)
        if errors:
            raise ValidationError(errors)

    @post_load
    def _without_nulls(self, data: Mapping[str, Any], **kwargs: Any) -> dict[str, Any]:
        loaded = {name: value for name, value in data.items() if value is not None}
        if "mentions" in loaded:
            loaded["mentions"] = [
                {name: value for name, value in mention.items() if value is not None} for mention in loaded["mentions"]
            ]
        return loaded


def _spans(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, int]]]:
    for index, mention in enumerate(data.get("mentions") or ()):
        yield ("mentions", index), mention
    for index, pair in enumerate(data.get("pairs") or ()):
        for side in ("source", "target"):
            for position, span in enumerate(pair[side]):
                yield ("pairs", index, side, position), span


def _span_problem(span: Mapping[str, int], length: int) -> tuple[str, str] | None:
    if span["start"] >= span["end"]:
        return "end", f"Must be greater than start ({span['start']})."
    if span["end"] > length:
        return "end", f"Must lie inside the text, which has {length} characters."
    return None


def _put(errors: dict[str, Any], path: tuple[str | int, ...], problem: tuple[str, str]) -> None:
    node: dict[Any, Any] = errors
    for step in path:
        node = node.setdefault(step, {})
    node[problem[0]] = [problem[1]]
