"""Results on their way out, each put to its schema: what breaks it is never sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import structlog
from marshmallow import ValidationError

from api.problems import Problem, input_errors
from schemas.check import check_article, check_event, check_row
from schemas.merged import check_merged

Output = Literal["events", "rows", "articles"]
Shape = Output | Literal["merged"]

log = structlog.get_logger("api")


def checked(
    output: Shape, items: Iterable[tuple[str, dict[str, Any]]], job_id: str | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """`items` with their cursors. Raises the 500 problem instead of giving one that breaks its schema."""
    for cursor, item in items:
        try:
            _check(output, item)
        except ValidationError as error:
            places = [entry["pointer"] for entry in input_errors(error.messages)]
            log.error("invalid result", job_id=job_id, output=output, cursor=cursor, places=places)  # noqa: TRY400
            whose = f"job {job_id}" if job_id else "the store"
            raise Problem("invalid-result", f"A result of {whose} breaks its schema at {places[0]}.") from error
        yield cursor, item


def _check(output: Shape, item: dict[str, Any]) -> None:
    if output == "events":
        check_event(item)
    elif output == "rows":
        check_row(item)
    elif output == "merged":
        check_merged(item)
    elif "error" not in item:
        check_article(item)
