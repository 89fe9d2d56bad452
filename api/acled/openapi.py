"""The ACLED-style API in the OpenAPI document: its own envelope and errors, since ACLED's clients read no others."""

from __future__ import annotations

from typing import Any, Final

from api.acled.auth import COOKIE
from api.acled.parameters import FORMATS
from api.acled.read import NAMES
from jobs.acled_columns import ROWS, Column, Kind

_TAG: Final = {"name": "acled", "description": "Rows for ACLED's clients; docs/acled-api.md tells all of it"}
_NUMBER: Final = r"^-?[0-9]{1,9}(\|-?[0-9]{1,9})*$"
_DAY: Final = r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"
_PATTERNS: Final = {
    Kind.WHOLE: _NUMBER,
    Kind.REAL: r"^-?[0-9]{1,3}(\.[0-9]{1,4})?$",
    Kind.MOMENT: r"^[0-9]{1,10}$",
    Kind.DAY: _DAY,
}
_NAME: Final = {"in": "path", "name": "name", "required": True, "schema": {"type": "string", "enum": list(NAMES)}}
_ERROR: Final = {
    "type": "object",
    "required": ["status", "success", "message", "error"],
    "properties": {
        "status": {"type": "integer"},
        "success": {"const": False},
        "message": {"type": "string"},
        "error": {"type": "array", "items": {"type": "object", "required": ["status", "message"]}},
    },
}
_ENVELOPE: Final = {
    "type": "object",
    "required": [
        "status",
        "success",
        "last_update",
        "count",
        "total_count",
        "messages",
        "data",
        "filename",
        "next_cursor",
    ],
    "properties": {
        "status": {"const": 200},
        "success": {"const": True},
        "last_update": {"type": "integer", "description": "Hours since a row was written last."},
        "count": {"type": "integer", "description": "Rows of this page."},
        "total_count": {"type": "integer", "description": "Rows that fit."},
        "messages": {"type": "array", "items": {"type": "string"}, "description": "Says that rows are machine-coded."},
        "data": {"type": "array", "items": {"type": "object"}},
        "filename": {"type": "string"},
        "next_cursor": {"type": ["integer", "null"]},
    },
}
_GRANT: Final = {
    "type": "object",
    "required": ["grant_type", "username", "password"],
    "properties": {
        "grant_type": {"const": "password"},
        "client_id": {"type": "string"},
        "username": {"type": "string", "minLength": 1},
        "password": {"type": "string", "minLength": 1},
        "scope": {"type": "string"},
    },
}
_RENEWAL: Final = {
    "type": "object",
    "required": ["grant_type", "refresh_token"],
    "properties": {"grant_type": {"const": "refresh_token"}, "refresh_token": {"type": "string"}},
}
_TOKENS: Final = {
    "type": "object",
    "required": ["token_type", "expires_in", "access_token", "refresh_token"],
    "properties": {
        "token_type": {"const": "Bearer"},
        "expires_in": {"type": "integer"},
        "access_token": {"type": "string"},
        "refresh_token": {"type": "string"},
    },
}
_LOGIN: Final = {
    "type": "object",
    "required": ["name", "pass"],
    "properties": {"name": {"type": "string", "minLength": 1}, "pass": {"type": "string", "minLength": 1}},
}
_SESSION: Final = {
    "type": "object",
    "required": ["current_user", "csrf_token", "logout_token"],
    "properties": {name: {"type": "string"} for name in ("csrf_token", "logout_token")},
}
_MEANINGS: Final = {
    "400": "A parameter cannot be understood.",
    "401": "The token is invalid or has expired.",
    "403": "Access denied.",
    "404": "There is no such list.",
    "406": "There is no such format.",
    "413": "The body is too large.",
    "429": "Too many requests.",
    "500": "Internal error.",
    "503": "The database is unreachable or busy.",
}
_SCHEMES: Final = {
    "acledKey": {
        "type": "apiKey",
        "in": "query",
        "name": "key",
        "description": "The same key, as of old; with any `email`.",
    },
    "acledToken": {"type": "http", "scheme": "bearer", "description": "A token of /oauth/token."},
    "acledSession": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "The cookie of /user/login."},
}
_RETRY: Final = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}


def describe(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the routes added."""
    text = {"schema": {"type": "string"}}
    media = {"text/csv": text, "application/xml": text, "text/tab-separated-values": text}
    found = {"description": "A page.", "content": {"application/json": {"schema": _ENVELOPE}, **media}}
    reading = {"200": found, **_failures("400", "401", "403", "404", "406", "413", "429", "500", "503")}
    options = [_option(*option) for option in _OPTIONS] + [_filter(column) for column in ROWS.values()]
    ways: list[dict[str, list[str]]] = [{name: []} for name in ("bearer", "header", *_SCHEMES)]
    read = {"tags": ["acled"], "parameters": [_NAME, *options], "responses": reading, "security": ways}
    document["components"].setdefault("securitySchemes", {}).update(_SCHEMES)
    form = {"content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}}
    document["tags"].append(_TAG)
    document["paths"] |= {
        "/api/{name}/read": {
            "get": {"summary": "Read rows, or one of the lists beside them.", "description": _ABOUT, **read},
            "post": {"summary": "The same, with parameters in the body too.", "requestBody": form, **read},
        },
        "/oauth/token": _post("Get a token, or renew one.", {"anyOf": [_GRANT, _RENEWAL]}, _TOKENS, *_FORMS),
        "/user/login": _post("Open a session with a cookie.", _LOGIN, _SESSION, "application/json"),
    }
    # A token's request is refused in OAuth's way, which is a 400.
    document["paths"]["/user/login"]["post"]["responses"]["403"] = {
        "description": "The key does not read.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
    return document


_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_ABOUT: Final = (
    "Every column is a filter: `a|b` is any of them, and COLUMN_where one of =, >, <, >=, <=, BETWEEN, LIKE. The "
    "filters listed are those of acled; the other lists are filtered by their own columns. Unknown parameters are "
    "passed over. The older addresses /NAME/read, and read.csv, read.xml, read.txt, read.json of both, answer too."
)
_OPTIONS: Final[tuple[tuple[str, dict[str, Any], str], ...]] = (
    ("_format", {"type": "string", "enum": list(FORMATS)}, "How the answer is written."),
    ("limit", {"type": "integer", "minimum": 0, "maximum": 100_000}, "Rows of a page; 0 is all."),
    ("page", {"type": "integer", "minimum": 1, "maximum": 100_000}, "The newest rows stand on page 1."),
    ("cursor", {"type": "integer", "minimum": 0, "maximum": 2**53}, "0 begins a walk that next_cursor goes on."),
    ("fields", {"type": "string"}, "Columns, with | between them."),
    ("export_type", {"type": "string", "enum": ["dyadic", "monadic"]}, "Monadic: a row for each actor."),
    ("inter_num", {"type": "string", "enum": ["0", "1"]}, "1: classes as numbers."),
    ("population", {"type": "string", "enum": ["true", "full"]}, "Adds columns that are blank here."),
)


def _option(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"in": "query", "name": name, "schema": schema, "description": description}


def _filter(column: Column) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if column.kind in _PATTERNS:
        schema["pattern"] = _PATTERNS[column.kind]
    return _option(column.name, schema, f"Compared by {column.operator} unless told otherwise.")


def _failures(*statuses: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for status in statuses:
        made[status] = {"description": _MEANINGS[status], "content": {"application/json": {"schema": _ERROR}}}
        if status in ("429", "503"):
            made[status]["headers"] = _RETRY
    return made


def _post(summary: str, body: dict[str, Any], answer: dict[str, Any], *media: str) -> dict[str, Any]:
    refused = {"description": "Refused.", "content": {"application/json": {"schema": {"type": "object"}}}}
    responses = {
        "200": {"description": "Let in.", "content": {"application/json": {"schema": answer}}},
        "400": refused,
        **_failures("413", "429", "500", "503"),
    }
    request = {"required": True, "content": {kind: {"schema": body} for kind in media}}
    return {"post": {"tags": ["acled"], "summary": summary, "requestBody": request, "responses": responses}}
