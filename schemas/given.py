"""Checks article results that come from outside: a file that anything may have written."""

from __future__ import annotations

from typing import Any

from marshmallow import INCLUDE, ValidationError

from schemas.check import check_article
from schemas.result import ArticleResultSchema, FailedArticleSchema

_AROUND = ArticleResultSchema(exclude=("events", "rows"), unknown=INCLUDE)
_FAILED = FailedArticleSchema()


def result_problems(result: Any) -> dict[str, Any]:
    """What is wrong with an article result, or with the answer for an article that was not coded; empty for nothing."""
    if isinstance(result, dict) and "error" in result:
        return dict(_FAILED.validate(result))
    problems = dict(_AROUND.validate(result))
    if problems:
        return problems
    for name in ("events", "rows"):
        if not isinstance(result.get(name), list):
            return {name: ["Must be a list."]}
    try:
        check_article(result)
    except ValidationError as error:
        return dict(error.messages) if isinstance(error.messages, dict) else {"_schema": error.messages}
    return {}
