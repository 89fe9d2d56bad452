"""The reading routes of the ACLED-style API, at the addresses of today (/api/NAME/read) and of the key era (/NAME/read)."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, get_args

import structlog
from flask import Blueprint, Response

from api.access import sees
from api.acled import errors, formats, parameters, shape
from api.acled.errors import AcledError, key_era
from api.acled.formats import Envelope, Line
from api.acled.parameters import Options
from api.acled.shape import Shape
from api.context import services
from coders.errors import AthirError
from jobs import acled_lists, acled_read
from jobs.acled_columns import COUNTRIES, ROWS, Column
from jobs.acled_filters import Condition, Filters
from jobs.acled_lists import LISTS, List, ListQuery
from jobs.acled_read import RowQuery

log = structlog.get_logger("api")
blueprint = Blueprint("acled", __name__)
errors.install(blueprint)

HELD: Final = 5000  # rows kept in memory for one answer; more are streamed
NAMES: Final = ("acled", *get_args(List))
_OLD: Final = f"/<any({', '.join(NAMES)}):name>/read"


@blueprint.route("/api/<name>/read", methods=["GET", "POST"], strict_slashes=False)
@blueprint.route("/api/<name>/read/", methods=["GET", "POST"])
@blueprint.route("/api/<name>/read.<suffix>", methods=["GET", "POST"])
@blueprint.route(_OLD, methods=["GET", "POST"])
@blueprint.route(f"{_OLD}/", methods=["GET", "POST"])
@blueprint.route(f"{_OLD}.<suffix>", methods=["GET", "POST"])
def read(name: str, suffix: str | None = None) -> Response:
    """Rows, or one of the lists beside them, filtered, in pages."""
    if name == "cast":
        raise AcledError(404, "There are no forecasts here: Athir codes what texts report.")
    if name not in NAMES:
        raise AcledError(404, f"There is no {name[:50]!r} to read; there are {', '.join(NAMES)}.")
    given = parameters.given()
    options = parameters.options(given, suffix)
    if name == "acled":
        return _rows(given, options)
    return _lines(name, given, options)  # type: ignore[arg-type]  # one of the names above


def _rows(given: Mapping[str, str], options: Options) -> Response:
    store = services().store
    filters = parameters.filters(ROWS, given)
    found = acled_read.find(
        store, sees(), RowQuery(filters, options.limit, options.page, options.cursor, monadic=options.monadic)
    )
    form = shape.of_rows(options, strings=key_era())
    pieces: Iterable[list[Line]] = _shaped(form, acled_read.bodies(store, found.keys))
    count = len(found.keys)
    if count <= HELD:
        pieces = list(pieces)
        count = sum(map(len, pieces))
    envelope = Envelope(count, found.total, found.hours_old, _filename(filters), found.next_cursor)
    return _answer(options.format, envelope, form.columns, pieces)


def _lines(name: List, given: Mapping[str, str], options: Options) -> Response:
    columns: Mapping[str, Column] = COUNTRIES if name == "country" else LISTS[name]
    filters = parameters.filters(columns, given)
    codes = _country_codes() if name == "country" else {}
    filters = [[_named(condition, codes) for condition in group] for group in filters]
    found = acled_lists.find(
        services().store, sees(), name, ListQuery(filters, options.limit, options.page, options.cursor)
    )
    form = shape.of_lines(tuple(columns), options, strings=key_era())
    lines: list[Line] = [
        form.of({**line, "iso3": codes.get(line["country"], "")} if codes else line) for line in found.lines
    ]
    envelope = Envelope(len(lines), found.total, found.hours_old, "", found.next_cursor)
    return _answer(options.format, envelope, form.columns, [lines])


def _shaped(form: Shape, pieces: Iterable[list[tuple[int, str]]]) -> Iterator[list[Line]]:
    for piece in pieces:
        if form.plain:
            yield [body for _, body in piece]
        else:
            yield [form.of(json.loads(body), second=bool(key & 1)) for key, body in piece]


def _answer(format_: str, envelope: Envelope, columns: tuple[str, ...], pieces: Iterable[list[Line]]) -> Response:
    text = formats.write(format_, envelope, columns, pieces)
    headers = {"Cache-Control": "private, no-cache", "X-Data-Origin": formats.NOTICE}
    if isinstance(pieces, list):
        return Response("".join(text), content_type=formats.MEDIA[format_], headers=headers)
    # The head and the first rows are made before any is sent, so that a failure in them still can be an error.
    first = list(itertools.islice(text, 2))
    return Response(_resumed(first, text), content_type=formats.MEDIA[format_], headers=headers)


def _resumed(first: list[str], others: Iterator[str]) -> Iterator[str]:
    yield from first
    try:
        yield from others
    except AthirError as error:
        log.error("stream broken off", error=error.slug)  # noqa: TRY400  # frames tell nothing
        raise


def _filename(filters: Filters) -> str:
    """The days and the country that were asked for, as START-END-COUNTRY; empty without days."""
    conditions = {group[0].column.name: group[0] for group in filters if len(group) == 1}
    days, country = conditions.get("event_date"), conditions.get("country")
    if days is None or days.operator not in ("=", "BETWEEN"):
        return ""
    parts = [days.values[0], days.values[-1], "-".join(country.values) if country else ""]
    return "-".join(filter(None, parts))[:200]


def _country_codes() -> dict[str, str]:
    """ISO 3166 alpha-3 codes by the names that rows carry."""
    return {country.name: country.code for country in services().reference.countries().by_code.values()}


def _named(condition: Condition, codes: Mapping[str, str]) -> Condition:
    """The condition, said in names of countries if it is on iso3: the database knows no such codes."""
    if condition.column.name != "iso3":
        return condition
    if condition.operator not in ("=", "LIKE"):
        raise AcledError(400, "iso3_where: must be = or LIKE.")
    wanted = [value.upper() for value in condition.values]
    exact = condition.operator == "="
    names = [name for name, code in codes.items() if any(code == value if exact else value in code for value in wanted)]
    return Condition(COUNTRIES["country"], "=", tuple(names) or ("",))
