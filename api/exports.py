"""/v1/jobs/{id}/export and /v1/export: events and rows as files of the field's own formats, streamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from flask import Response
from flask_smorest import Blueprint
from marshmallow import ValidationError

from api import access
from api.context import Services, services
from api.job_view import checked_results
from api.openapi import fails_with
from api.problems import Problem, input_errors
from coders.errors import AthirError
from coders.lexicon.paths import LEXICONS
from exports.format import CSV, JSONL, TSV, Format
from exports.registry import FORMATS, NoSuchExport, check_options, export
from exports.tables import Tables, load_tables
from jobs import archive, status
from schemas.check import check_article
from schemas.export import ExportQuerySchema, StoreExportQuerySchema

_PIECE = 32 * 1024  # characters per write

log = structlog.get_logger("api")
blueprint = Blueprint("exports", __name__, url_prefix="/v1", description="Results in the field's own formats")

_JOB_ID = {"in": "path", "name": "job_id", "required": True, "schema": {"type": "string"}}
_NAMED = {"Content-Disposition": {"description": "A name for the file.", "schema": {"type": "string"}}}
_TEXT = {"type": "string"}
_FILE = "The file. The format decides its media type; all are UTF-8."


@blueprint.route("/jobs/<job_id>/export", methods=["GET"], parameters=[_JOB_ID])
@blueprint.arguments(ExportQuerySchema, location="query", unknown=None)
@fails_with(
    blueprint, "job-not-found", "invalid-input", "invalid-result", "data-error", "lexicon-error", "storage-unavailable"
)
@blueprint.response(200, _TEXT, content_type=TSV, headers=_NAMED, description=_FILE)
@blueprint.alt_response(200, schema=_TEXT, content_type=CSV, headers=_NAMED, description=_FILE, success=True)
@blueprint.alt_response(200, schema=_TEXT, content_type=JSONL, headers=_NAMED, description=_FILE, success=True)
def of_job(query: Mapping[str, Any], job_id: str) -> Response:
    """What a job gave so far, in a format of the field.

    Streamed in the order of the articles; with `one_a_day` by day, once everything is read. While a job runs it ends
    before the job's first article that is not done. A server failure in between cuts the answer off before its last
    chunk.
    """
    here = services()
    form = _format(query)
    status.get(here.store, job_id)  # an unknown job is a 404, not an empty file
    results = (item for _, item in checked_results(here, job_id, "articles"))
    return _file(here, results, form, query, f"{job_id}-{form.name}")


@blueprint.route("/export", methods=["GET"])
@blueprint.arguments(StoreExportQuerySchema, location="query", unknown=None)
@fails_with(blueprint, "invalid-input", "invalid-result", "data-error", "lexicon-error", "storage-unavailable")
@blueprint.response(200, _TEXT, content_type=TSV, headers=_NAMED, description=_FILE)
@blueprint.alt_response(200, schema=_TEXT, content_type=CSV, headers=_NAMED, description=_FILE, success=True)
@blueprint.alt_response(200, schema=_TEXT, content_type=JSONL, headers=_NAMED, description=_FILE, success=True)
def of_store(query: Mapping[str, Any]) -> Response:
    """What all jobs gave, in a format of the field.

    Streamed in the order of the jobs; with `one_a_day` by day, once everything is read. Of an event that several jobs
    gave, the newest job's counts.
    """
    here = services()
    form = _format(query)
    if "root" in query and form.made_of == "rows":
        raise _refused("root", f"{form.name} is made of rows, which root does not apply to.")
    wanted = archive.Wanted(
        query.get("date_from"), query.get("date_to"), query.get("country"), query.get("root"), access.sees()
    )
    results = _checked(archive.read(here.store, form.made_of, wanted))
    return _file(here, results, form, query, f"athir-{form.name}")


def _checked(results: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Raises the 500 problem instead of giving a result that breaks its schema."""
    for result in results:
        try:
            check_article(result)
        except ValidationError as error:
            places = [entry["pointer"] for entry in input_errors(error.messages)]
            log.error("invalid result", article_id=result["id"], places=places)  # noqa: TRY400
            raise Problem("invalid-result", f"A stored result breaks its schema at {places[0]}.") from error
        yield result


def _format(query: Mapping[str, Any]) -> Format:
    form = FORMATS[query["format"]]
    try:
        check_options(form, one_a_day=query["one_a_day"], dyads=query["dyads"])
    except NoSuchExport as error:
        raise _refused("one_a_day" if query["one_a_day"] else "dyads", f"{error}.") from error
    return form


def _refused(parameter: str, detail: str) -> Problem:
    return Problem("invalid-input", detail, [{"parameter": parameter, "detail": detail}])


def _file(
    here: Services, results: Iterable[dict[str, Any]], form: Format, query: Mapping[str, Any], name: str
) -> Response:
    tables = _tables(here.settings.lexicons or LEXICONS)
    lines = export(results, form, tables, one_a_day=query["one_a_day"], dyads=query["dyads"])
    pieces = _pieces(lines)
    first = next(pieces, "")  # made before anything is sent, so that a failure in it still can be a problem
    answer = Response(_resumed(first, pieces), mimetype=form.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}{form.ending}"'
    return answer


@lru_cache(maxsize=1)
def _tables(lexicons: Path) -> Tables:
    return load_tables(lexicons)


def _pieces(lines: Iterable[str]) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= _PIECE:
            yield "".join(held)
            held, size = [], 0
    yield "".join(held)


def _resumed(first: str, others: Iterator[str]) -> Iterator[str]:
    yield first
    try:
        yield from others
    except (AthirError, Problem) as error:
        log.error("export broken off", error=error.slug)  # noqa: TRY400  # frames tell nothing and messages may hold text
        raise
