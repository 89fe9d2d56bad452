"""GET /v1/events and GET /v1/rows: the whole store, filtered, page by page or as one stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from flask import Response
from flask_smorest import Blueprint

from api import access, formats, merged
from api.checked import checked
from api.context import services
from api.listing import JSON_PAGE, LINK, answer, filters, wish
from api.openapi import fails_with
from api.problems import Problem
from jobs import store_lists
from jobs.errors import BadCursor
from schemas.result import EventsPageSchema, EventsQuerySchema, RowsPageSchema, RowsQuerySchema

blueprint = Blueprint("store", __name__, url_prefix="/v1", description="All events and rows in the store")

_FAILURES = ("invalid-input", "not-acceptable", "invalid-result", "storage-unavailable")


@blueprint.route("/events", methods=["GET"])
@blueprint.arguments(EventsQuerySchema, location="query", unknown=None)
@fails_with(blueprint, *_FAILURES)
@formats.documented(blueprint, EventsPageSchema, LINK)
def events(query: Mapping[str, Any]) -> Response:
    """Events of all jobs.

    In the order in which they were stored; by day where `since` or `until` is given; in the order of the job's articles
    where `job` is. Pages of 1000 unless `limit` says otherwise; `all=true` streams everything.
    """
    return _listed("events", query)


@blueprint.route("/rows", methods=["GET"])
@blueprint.arguments(RowsQuerySchema, location="query", unknown=None)
@fails_with(blueprint, *_FAILURES)
@formats.documented(blueprint, RowsPageSchema, LINK)
def rows(query: Mapping[str, Any]) -> Response:
    """ACLED-style rows of all jobs, in the same orders and forms as events.

    One for each article that reports an event; with `merge=true` one for each event, in the order in which they were
    first stored.
    """
    return _listed("rows", query)


def _listed(output: Literal["events", "rows"], query: Mapping[str, Any]) -> Response:
    asked = wish(query, output, page=JSON_PAGE)

    def facts(*, whole: bool) -> dict[str, Any]:
        return {"complete": whole}

    if asked.merged:
        narrowed = {name: query.get(name) for name in ("job", "after")}
        items = merged.listed(access.sees(), where=filters(query, output), order=query["order"], **narrowed)
        return answer(asked, items, facts)
    return answer(asked, checked(output, _stored(output, query)), facts)


def _stored(output: Literal["events", "rows"], query: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        return store_lists.iterate(
            services().store,
            output,
            where=filters(query, output),
            job=query.get("job"),
            order=query["order"],
            after=query.get("after"),
            owner=access.sees(),
        )
    except BadCursor as error:
        raise Problem("invalid-input", str(error), [{"parameter": "after", "detail": str(error)}]) from error
