"""The query parameters of the ACLED-style API: filters with their operators, pages, fields and formats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import request

from api.acled.errors import AcledError
from jobs.acled_columns import Column, Kind
from jobs.acled_filters import MOST_VALUES, Condition, Filters

DEFAULT_LIMIT: Final = 5000
FORMATS: Final = ("json", "csv", "xml", "txt")
_NAMED: Final = re.compile(r"([a-z][a-z0-9_]*)=(.*)", re.DOTALL)
_OR: Final = re.compile(":OR:", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[0-9]{1,18}", re.ASCII)
_YES: Final = ("1", "true", "yes")


@dataclass(frozen=True, slots=True)
class Options:
    """Everything of a request that is no filter. `limit` None is all; `population` is "", "true" or "full"."""

    format: str
    limit: int | None
    page: int
    cursor: int | None
    fields: frozenset[str]
    monadic: bool
    population: str
    numeric: bool


def given() -> dict[str, str]:
    """The parameters of the request, of a repeated one the last; a POST may send them as form or JSON object too."""
    found = {name: values[-1] for name, values in request.args.lists()}
    if request.method == "POST":
        found |= {name: values[-1] for name, values in request.form.lists()}
        body = request.get_json(silent=True)
        if isinstance(body, dict):
            found |= {str(name): str(value) for name, value in body.items() if value is not None}
    return found


def options(parameters: Mapping[str, str], suffix: str | None) -> Options:
    """The options of a request whose address ends in `.suffix`. Raises AcledError."""
    chosen = (suffix or parameters.get("_format") or "json").lower()
    if chosen not in FORMATS:
        raise AcledError(406, f"_format: {chosen[:20]!r} is none of {', '.join(FORMATS)}.")
    export = parameters.get("export_type", "dyadic").lower()
    if export not in ("", "dyadic", "monadic"):
        raise AcledError(400, "export_type: must be dyadic or monadic.")
    limit = _whole(parameters, "limit", DEFAULT_LIMIT)
    page = _whole(parameters, "page", 1)
    if page < 1 or page * max(limit, 1) > 2**62:
        raise AcledError(400, "page: pages begin with 1.")
    population = parameters.get("population", "").lower()
    return Options(
        format=chosen,
        limit=limit or None,
        page=page,
        cursor=_whole(parameters, "cursor", 0) if parameters.get("cursor") else None,
        fields=frozenset(name.strip() for name in re.split(r"[|,]", parameters.get("fields", "")) if name.strip()),
        monadic=export == "monadic",
        population="full" if population == "full" else "true" if population in _YES else "",
        numeric=parameters.get("inter_num", "").lower() in _YES,
    )


def filters(columns: Mapping[str, Column], parameters: Mapping[str, str]) -> Filters:
    """The conditions that the parameters set on `columns`; a parameter that is none of them is passed over.

    Raises AcledError for too many alternatives; operators and values are read by jobs.acled_filters.
    """
    groups = (
        _group(columns, parameters, columns[name], value) for name, value in parameters.items() if name in columns
    )
    return [group for group in groups if group]


def _group(columns: Mapping[str, Column], parameters: Mapping[str, str], column: Column, value: str) -> list[Condition]:
    """One parameter: `a|b` is any of them, and so is `a:OR:b`, whose parts may name another column."""
    pieces = _OR.split(value)
    if len(pieces) > MOST_VALUES:
        raise AcledError(400, f"{column.name}: more than {MOST_VALUES} values.")
    joined: dict[tuple[str, str], list[str]] = {}
    ranges: list[Condition] = []
    for piece in pieces:
        named = _NAMED.fullmatch(piece)
        of = column
        if named and named[1] in columns:
            of, piece = columns[named[1]], named[2]
        condition = _condition(of, parameters.get(f"{of.name}_where", ""), piece)
        if condition is None:
            continue
        if condition.operator == "BETWEEN":
            ranges.append(condition)
        else:
            joined.setdefault((of.name, condition.operator), []).extend(condition.values)
    return ranges + [Condition(columns[name], operator, tuple(values)) for (name, operator), values in joined.items()]


def _condition(column: Column, operator: str, value: str) -> Condition | None:
    """None where no value is given, which is no condition."""
    operator = operator.strip().upper()
    if operator == "BETWEEN":
        bounds = tuple(part.strip() for part in value.split("|"))
        return Condition(column, operator, bounds) if value.strip() else None
    if column.kind is not Kind.TEXT and not operator and value.count("..") == 1:
        low, _, high = value.partition("..")
        return Condition(column, "BETWEEN", (low.strip(), high.strip()))
    values = tuple(part.strip() for part in value.split("|") if part.strip())
    return Condition(column, operator or column.operator, values) if values else None


def _whole(parameters: Mapping[str, str], name: str, default: int) -> int:
    text = parameters.get(name, "").strip()
    if not text:
        return default
    if not _NUMBER.fullmatch(text):
        raise AcledError(400, f"{name}: {text[:20]!r} is not a whole number.")
    return int(text)
