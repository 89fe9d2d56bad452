"""What hypnos takes and gives, for the OpenAPI document and the checks of a request."""

from __future__ import annotations

from marshmallow import Schema, fields


class HypnosRequestSchema(Schema):
    """A text to code. Unknown keys are ignored, as hypnos does."""

    text = fields.String(required=True)
    id = fields.String(metadata={"description": "Key of the answer; a UUID if missing."})
    date = fields.String(
        metadata={"description": "Day of publication, YYYYMMDD or YYYY-MM-DD.", "pattern": r"^\d{4}-?\d{2}-?\d{2}$"}
    )


class HypnosSentenceMetaSchema(Schema):
    """The words of the events, in the order of `events`; `[[]]` where there are none."""

    actortext = fields.List(fields.List(fields.String()), required=True)
    eventtext = fields.List(fields.Raw(), required=True)
    nouns = fields.List(fields.Raw(), required=True)
    actorroot = fields.List(fields.List(fields.String()), required=True)


class HypnosSentenceSchema(Schema):
    """A sentence. `events` and `issues` are absent where there are none."""

    content = fields.String(required=True, metadata={"description": "The words with blanks between."})
    events = fields.List(
        fields.List(fields.String()), metadata={"description": "[source, target, code], `---` for nobody known."}
    )
    issues = fields.List(fields.Raw(), metadata={"description": "[code, count]."})
    meta = fields.Nested(HypnosSentenceMetaSchema, required=True)


class HypnosMetaSchema(Schema):
    """The story's date as it was posted; `verbs` is always empty."""

    date = fields.String(required=True, allow_none=True)
    verbs = fields.List(fields.Raw(), required=True)


class HypnosStorySchema(Schema):
    """A coded text: its sentences by number, `"0"` first."""

    meta = fields.Nested(HypnosMetaSchema, required=True)
    sents = fields.Dict(keys=fields.String(), values=fields.Nested(HypnosSentenceSchema), required=True)
