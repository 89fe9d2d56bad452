"""The client's types have the fields of the schemas that the server checks its answers by."""

from __future__ import annotations

from typing import NotRequired, get_origin, get_type_hints

import pytest

from athir_client import answers
from schemas import event, job, result, row


@pytest.mark.parametrize(
    ("shape", "schema"),
    [
        (answers.Event, event.EventSchema),
        (answers.Actor, event.ActorSchema),
        (answers.Trigger, event.TriggerSchema),
        (answers.Plover, event.PloverSchema),
        (answers.EventPlace, event.EventPlaceSchema),
        (answers.Row, row.RowSchema),
        (answers.Job, job.JobSchema),
        (answers.Counts, job.JobCountsSchema),
        (answers.JobError, job.JobErrorSchema),
        (answers.Sentence, result.SentenceSchema),
        (answers.ArticleError, result.ArticleErrorSchema),
        (answers.Coded, result.CodeAnswerSchema),
    ],
)
def test_a_type_has_the_fields_of_its_schema(shape: type, schema: type) -> None:
    fields = schema().fields
    assert set(shape.__annotations__) == set(fields)
    optional = {name for name, field in fields.items() if not field.required}
    hints = get_type_hints(shape, include_extras=True)
    assert {name for name, hint in hints.items() if get_origin(hint) is NotRequired} == optional


def test_an_article_has_the_fields_of_both_its_answers() -> None:
    both = {*result.ArticleResultSchema().fields, *result.FailedArticleSchema().fields}
    assert set(answers.ArticleResult.__annotations__) == both
