"""Merged rows on their way out, and /v1/merges/{id}: one event with its reports, taken apart or put together again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from flask import Response, jsonify
from flask_smorest import Blueprint

from api import access
from api.checked import checked
from api.context import services
from api.openapi import fails_with
from api.problems import Problem
from jobs import acled_reports, merged_lists, merging
from jobs.errors import BadCursor
from jobs.filters import NO_FILTERS, Filters
from schemas.merged import MergedAnswerSchema

_SECONDS: Final = 5.0  # a list of merged rows waits so long for what is to be merged yet
blueprint = Blueprint("merges", __name__, url_prefix="/v1/merges", description="Events merged from several reports")

_EVENT_ID = {
    "in": "path",
    "name": "event_id",
    "required": True,
    "schema": {"type": "string"},
    "description": "`event_id_cnty` of the event, or of a report that was merged into it.",
}
_FAILURES = ("event-not-found", "invalid-result", "storage-unavailable")


def listed(
    owner: str | None,
    *,
    where: Filters = NO_FILTERS,
    job: str | None = None,
    order: Literal["asc", "desc"] = "asc",
    after: str | None = None,
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Merged rows with their cursors; what is to be merged yet is merged first. Raises the 422 problem of a cursor."""
    here = services()
    settle(owner)
    try:
        items = merged_lists.iterate(here.store, where=where, job=job, order=order, after=after, owner=owner)
    except BadCursor as error:
        raise Problem("invalid-input", str(error), [{"parameter": "after", "detail": str(error)}]) from error
    return checked("merged", items, job)


def settle(owner: str | None) -> None:
    """Merges what new reports of `owner`, or with None of everybody, ask for; goes on without if that takes long."""
    here = services()
    merging.settle(here.store, owner=owner, seconds=_SECONDS, merge=bool(here.settings.merge_reports), wait=True)


@blueprint.route("/<event_id>", methods=["GET"], parameters=[_EVENT_ID])
@fails_with(blueprint, *_FAILURES)
@blueprint.response(200, MergedAnswerSchema, description="The event.")
def show(event_id: str) -> Response:
    """One event with all its reports, by its id or by that of any of them."""
    settle(access.sees())
    return _shown(event_id)


@blueprint.route("/<event_id>", methods=["DELETE"], parameters=[_EVENT_ID])
@fails_with(blueprint, *_FAILURES)
@blueprint.response(200, MergedAnswerSchema, description="The event of that id, alone.")
def undo(event_id: str) -> Response:
    """Take a merged event apart.

    Each of its reports is an event of its own again, under its own id, and stays so when articles are coded again, until it
    is put here with PUT.
    """
    return _split(event_id, apart=True)


@blueprint.route("/<event_id>", methods=["PUT"], parameters=[_EVENT_ID])
@fails_with(blueprint, *_FAILURES)
@blueprint.response(200, MergedAnswerSchema, description="The event, merged with what it goes with.")
def redo(event_id: str) -> Response:
    """Let a report that was taken apart be merged again."""
    return _split(event_id, apart=False)


def _split(event_id: str, *, apart: bool) -> Response:
    store, owner = services().store, access.sees()
    settle(owner)
    _found(event_id)
    acled_reports.separate(store, owner, event_id, apart=apart)
    settle(owner)
    return _shown(event_id)


def _found(event_id: str) -> list[dict[str, Any]]:
    found = merged_lists.find(services().store, event_id, access.sees())
    if not found:
        raise Problem("event-not-found", f"No row has the id {event_id[:100]!r}.")
    return found


def _shown(event_id: str) -> Response:
    items: Iterator[tuple[str, Mapping[str, Any]]] = checked("merged", (("", item) for item in _found(event_id)))
    return jsonify({"results": [item for _, item in items]})
