"""A list of results as an answer: in the form asked for, as a page with a link to the next or as one stream."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import urlencode

import structlog
from flask import Response, jsonify, request

from api import encode
from api.checked import Output
from api.formats import CSV, PARQUET, TSV, Format, chosen
from api.json_body import JSON
from api.parquet import parquet
from api.problems import Problem
from coders.errors import AthirError
from jobs.filters import APPLIES, Filters
from schemas.flat import MERGED, TABLES

JSON_PAGE: Final = 1000
_PAGE_BYTES: Final = 16 * 1024 * 1024  # a page of large articles ends here, however many were asked for

log = structlog.get_logger("api")

LINK: Final = {
    "Link": {"description": "The next page (RFC 8288), if there is one.", "schema": {"type": "string"}},
}

Items = Iterator[tuple[str, dict[str, Any]]]


class Facts(Protocol):
    """What a summary says of a list."""

    def __call__(self, *, whole: bool) -> dict[str, Any]:
        """`whole` is whether nothing of the list is left behind the last item sent."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a client wants a list. Without `limit` everything is streamed."""

    form: Format
    output: Output
    limit: int | None
    summary: bool
    header: bool
    safe: bool
    merged: bool = False


def wish(query: Mapping[str, Any], output: Output, *, page: int | None) -> Wish:
    """The wish of a request; `page` is the limit where none is named. Raises the 406 and the 422 problem."""
    form = chosen(query.get("format"))
    limit = query.get("limit") or (None if query.get("all") else page)
    if form.media_type == JSON and limit is None:
        if query.get("all"):
            raise _refused("all", "JSON comes in pages; ask for another form to have everything at once.")
        limit = JSON_PAGE
    if query.get("all") and query.get("limit"):
        raise _refused("all", "Name either all or limit.")
    merged = query.get("merge", False)
    if merged and output != "rows":
        raise _refused("merge", f"Means nothing for {output}.")
    return Wish(form, output, limit, query["summary"], query["header"], query["safe"], merged)


def filters(query: Mapping[str, Any], output: Output) -> Filters:
    """The filters of a request. Raises the 422 problem for one that means nothing for `output`."""
    given: dict[str, Any] = {name: query[name] for name in Filters.__dataclass_fields__ if query.get(name)}
    for name in given:
        if name not in APPLIES[output]:
            raise _refused(name, f"Means nothing for {output}; there are: {', '.join(sorted(APPLIES[output]))}.")
        if isinstance(given[name], list):
            given[name] = tuple(given[name])
    return Filters(**given)


def _refused(parameter: str, detail: str) -> Problem:
    return Problem("invalid-input", detail, [{"parameter": parameter, "detail": detail}])


def answer(asked: Wish, items: Items, facts: Facts) -> Response:
    """The answer that holds `items`. A failure in the first of them still is a problem; a later one cuts it off."""
    if asked.limit is None:
        counted = encode.Summary(items)
        ending = _ending(asked, counted, facts, whole=True)
        pieces = _encoded(asked, counted, ending)
        return Response(_begun(pieces), content_type=asked.form.content_type)
    page, more = _page(items, asked.limit, weighed=asked.output == "articles")
    counted = encode.Summary(page)
    following = page[-1][0] if more else None
    ending = _ending(asked, counted, facts, whole=not more)
    if asked.form.media_type == JSON:
        body = {"results": list(counted), "next": following}
        made = jsonify({**body, "summary": next(iter(ending))[encode.SUMMARY]} if asked.summary else body)
    else:
        made = Response(b"".join(_encoded(asked, counted, ending)), content_type=asked.form.content_type)
    if following:
        made.headers["Link"] = _next_link(following)
    return made


def _page(items: Items, limit: int, *, weighed: bool) -> tuple[list[tuple[str, dict[str, Any]]], bool]:
    """At most `limit` items, and whether there are more."""
    page: list[tuple[str, dict[str, Any]]] = []
    size = 0
    for entry in itertools.islice(items, limit):
        page.append(entry)
        if weighed:
            size += len(json.dumps(entry[1]))
            if size >= _PAGE_BYTES:
                break
    return page, next(items, None) is not None


def _ending(asked: Wish, counted: encode.Summary, facts: Facts, *, whole: bool) -> Iterator[dict[str, Any]]:
    if asked.summary:
        said = {"output": asked.output, **counted.facts(**facts(whole=whole))}
        yield said if asked.form.media_type in (CSV, TSV, PARQUET) else {encode.SUMMARY: said}


def _encoded(asked: Wish, items: Iterable[dict[str, Any]], ending: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    table = MERGED if asked.merged else TABLES[asked.output]
    if asked.form.media_type == PARQUET:
        return parquet(items, table, ending)
    if asked.form.media_type in (CSV, TSV):
        delimiter = "\t" if asked.form.media_type == TSV else ","
        return encode.delimited(items, table, delimiter=delimiter, header=asked.header, safe=asked.safe, ending=ending)
    return encode.ndjson(items, ending)


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The first piece is made before any is sent, so that a failure in it still can be a problem."""
    return _rest(next(pieces, b""), pieces)


def _rest(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    try:
        yield from others
    except AthirError as error:
        log.error("stream broken off", error=error.slug)  # noqa: TRY400  # frames tell nothing and messages may hold text
        raise
    except Problem as error:
        log.error("stream broken off", error=error.slug, detail=error.detail)  # noqa: TRY400
        raise


def _next_link(cursor: str) -> str:
    query = [(name, value) for name, value in request.args.items(multi=True) if name != "after"]
    return f'<{request.path}?{urlencode([*query, ("after", cursor)])}>; rel="next"'
