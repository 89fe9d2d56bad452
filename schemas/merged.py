"""An event with the reports it was merged from, and why they are one."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields

from schemas.check import check_row
from schemas.row import RowSchema


class MergeSchema(Schema):
    """One step of a merge."""

    kept = fields.String(required=True, metadata={"description": "Id of the one row."})
    joined = fields.String(required=True, metadata={"description": "Id of the other."})
    reason = fields.String(required=True, metadata={"description": "Why they are one event."})


class MergedRowSchema(RowSchema):
    """A row with its `members`: the rows of all its reports as they came, none where it is alone."""

    members = fields.List(fields.Nested(RowSchema), required=True)
    merges = fields.List(fields.Nested(MergeSchema), required=True)


class MergedAnswerSchema(Schema):
    """The events of one id: one, or of several owners one each."""

    results = fields.List(fields.Nested(MergedRowSchema), required=True)


def check_merged(item: dict[str, Any]) -> None:
    """Checks a merged row and all its members. Raises ValidationError naming what is wrong."""
    check_row({name: value for name, value in item.items() if name not in ("members", "merges")})
    for index, member in enumerate(item["members"]):
        try:
            check_row(member)
        except ValidationError as error:
            raise ValidationError({"members": {index: error.messages}}) from error
