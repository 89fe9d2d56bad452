"""Examples of requests in the OpenAPI document. A test checks each against its schema, and sends it."""

from __future__ import annotations

from typing import Any, Final

_STRIKE: Final = {
    "id": "a1",
    "date": "2024-03-02",
    "source": "Border Post",
    "text": "Russian warplanes bombed a market in Idlib on Friday, killing 12 civilians.",
}
_TALKS: Final = {"text": "The president of Brazil met the president of Argentina in Brasilia.", "language": "en"}
_MARKED: Final = {
    "text": "The rebels freed two soldiers near Kutum.",
    "mentions": [{"start": 4, "end": 10, "code": "SDNREB"}],
    "pairs": [{"source": [{"start": 4, "end": 10}], "target": [{"start": 17, "end": 29}]}],
}
_HYPNOS: Final = {
    "id": "abc123",
    "date": "20240304",
    "text": "A Kenyan court jailed a Somali trader for two years on Monday.",
}
_NDJSON: Final = (
    '{"id": "n1", "text": "Iran condemned Israel."}\n{"id": "n2", "text": "Norway sent food aid to Sudan."}\n'
)
_CSV: Final = 'id,date,text\nc1,2024-03-02,"Ethiopia and Eritrea held talks, officials said."\n'
_LOGIN: Final = {"name": "ada@example.org", "pass": "the key"}
_GRANT: Final = {
    "grant_type": "password",
    "client_id": "acled",
    "username": "ada@example.org",
    "password": "the key",
}

# path and method: media type: name of the example: its value
BODIES: Final[dict[tuple[str, str], dict[str, dict[str, Any]]]] = {
    ("/v1/code", "post"): {
        "application/json": {
            "one article": _STRIKE,
            "several articles": {"articles": [_STRIKE, _TALKS], "coder": "athir"},
            "marked spans and a pair": _MARKED,
        }
    },
    ("/v1/jobs", "post"): {
        "application/x-ndjson": {"two articles": _NDJSON},
        "application/json": {"two articles": [_STRIKE, _TALKS]},
        "text/csv": {"a table": _CSV},
        "text/tab-separated-values": {"a table": "id\ttext\nt1\tGhana urged Togo to withdraw its troops.\n"},
    },
    ("/hypnos/extract", "get"): {"application/json": {"a story": _HYPNOS}},
    ("/hypnos/extract", "post"): {"application/json": {"a story": _HYPNOS}},
    ("/api/{name}/read", "post"): {
        "application/x-www-form-urlencoded": {"a country": {"country": "Mali", "limit": "10"}}
    },
    ("/oauth/token", "post"): {"application/x-www-form-urlencoded": {"by password": _GRANT}},
    ("/user/login", "post"): {"application/json": {"by password": _LOGIN}},
}
# path: name of a parameter: its value
PARAMETERS: Final[dict[str, dict[str, Any]]] = {
    "/v1/actors": {"q": "shabaab", "date": "2012-06-01", "limit": 5},
    "/v1/places": {"q": "Idlib", "country": "SYR"},
    "/v1/codebook/cameo/{code}": {"code": "195"},
    "/v1/events": {"code": ["19"], "source_country": ["SYR"], "since": "2024-03-01", "limit": 100},
    "/v1/rows": {"country": ["Syria"], "sub_event_type": ["Air/drone strike"], "since": "2024-03-01"},
    "/v1/export": {"format": "phoenix", "date_from": "2024-01-01"},
    "/api/{name}/read": {"name": "acled", "country": "Mali|Niger", "year": "2024", "limit": 100},
    "/problems/{slug}": {"slug": "queue-full"},
}


def with_examples(document: dict[str, Any], coders: tuple[str, ...]) -> dict[str, Any]:
    """The document with the examples of requests. One that names a coder is left out where there is no such coder."""
    for (path, method), bodies in BODIES.items():
        content = document["paths"][path][method]["requestBody"]["content"]
        for media, named in bodies.items():
            content[media]["examples"] = {
                name: {"value": value} for name, value in named.items() if _coder(value) in (None, *coders)
            }
    for path, values in PARAMETERS.items():
        item = document["paths"][path]
        for part in (item, *item.values()):
            for parameter in part.get("parameters", ()) if isinstance(part, dict) else ():
                if parameter["name"] in values:
                    parameter["example"] = values[parameter["name"]]
    return document


def _coder(value: Any) -> str | None:
    return value.get("coder") if isinstance(value, dict) else None
