"""/v1/places, /v1/actors and /v1/codebook: what the service knows, for people who choose codes and names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import combinations_with_replacement
from typing import Any

from flask import Response, jsonify, request
from flask_smorest import Blueprint

from api.context import services
from api.openapi import fails_with
from api.problems import Problem
from coders.acled.taxonomy import Taxonomy, interaction_number
from coders.cameo.ontology import Code
from schemas.reference import (
    AcledCodebookSchema,
    ActorQuerySchema,
    ActorsSchema,
    CameoCodebookSchema,
    CameoEntrySchema,
    PlaceQuerySchema,
    PlacesSchema,
)

blueprint = Blueprint("reference", __name__, url_prefix="/v1", description="Looking up codes, actors and places")

_ETAG = {"ETag": {"description": "Changes when the codebook does.", "schema": {"type": "string"}}}
_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "ETag of an earlier answer; 304 if the codebook has not changed.",
}
_CODE = {"in": "path", "name": "code", "required": True, "schema": {"type": "string"}, "description": "CAMEO code."}
_UNCHANGED = "The codebook has not changed."


@blueprint.route("/places")
@blueprint.arguments(PlaceQuerySchema, location="query", unknown=None)
@fails_with(blueprint, "invalid-input", "gazetteer-error", "data-not-ready")
@blueprint.response(200, PlacesSchema, description="The places found; none is no error.")
def places(query: Mapping[str, Any]) -> dict[str, Any]:
    """Search for places by a name or its beginning.

    Case, diacritics, apostrophes and hyphens make no difference. Exact names stand first, then the most populous places.
    """
    gazetteer = services().reference.places()
    return {
        "places": [
            {
                "name": place.name,
                "geonameid": place.id if place.id > 0 else None,  # ids below zero are the project's own
                "feature": place.feature,
                "country": place.country,
                "admin1": gazetteer.unit_name(place.admin1),
                "admin2": gazetteer.unit_name(place.admin2),
                "latitude": place.latitude,
                "longitude": place.longitude,
                "population": place.population,
                "added": place.added,
            }
            for place in gazetteer.search(query["q"], query.get("country"), query["limit"])
        ]
    }


@blueprint.route("/actors")
@blueprint.arguments(ActorQuerySchema, location="query", unknown=None)
@fails_with(blueprint, "invalid-input", "lexicon-error", "data-not-ready")
@blueprint.response(200, ActorsSchema, description="The actors found; none is no error.")
def actors(query: Mapping[str, Any]) -> dict[str, Any]:
    """Search for actors by a name, an alias, the beginning of one, or whole words in it.

    Case, diacritics and hyphens make no difference. Among equal fits your own entries stand first.
    """
    day = date.fromisoformat(query["date"]) if "date" in query else None
    return {"actors": services().reference.actors().search(query["q"], day, query["limit"])}


@blueprint.route("/codebook/cameo", parameters=[_NONE_MATCH])
@fails_with(blueprint, "lexicon-error")
@blueprint.alt_response(304, description=_UNCHANGED, success=True)
@blueprint.response(200, CameoCodebookSchema, headers=_ETAG, description="All codes.")
def cameo() -> Response:
    """All CAMEO codes with their definitions."""
    book = services().reference.cameo()
    return _unless_known({"codes": [_code(code) for code in book.part.codes]}, book.tag)


@blueprint.route("/codebook/cameo/<code>", parameters=[_CODE, _NONE_MATCH])
@fails_with(blueprint, "code-not-found", "lexicon-error")
@blueprint.alt_response(304, description=_UNCHANGED, success=True)
@blueprint.response(200, CameoEntrySchema, headers=_ETAG, description="The code.")
def cameo_code(code: str) -> Response:
    """A CAMEO code with the codes below it and three example sentences."""
    book = services().reference.cameo()
    if code not in book.part.ontology:
        raise Problem("code-not-found", f"There is no CAMEO code {code!r}.")
    more = {"children": list(book.part.children[code]), "examples": list(book.part.examples[code])}
    return _unless_known(_code(book.part.ontology[code]) | more, book.tag)


@blueprint.route("/codebook/acled", parameters=[_NONE_MATCH])
@fails_with(blueprint, "lexicon-error")
@blueprint.alt_response(304, description=_UNCHANGED, success=True)
@blueprint.response(200, AcledCodebookSchema, headers=_ETAG, description="The types and classes.")
def acled() -> Response:
    """ACLED's types of events and classes of actors, as rows carry them."""
    book = services().reference.acled()
    types = [
        {
            "sub_event_type": kind.name,
            "event_type": kind.event_type,
            "disorder_type": kind.disorder_type,
            "inter1": sorted(kind.actor1),
            "inter2": sorted(kind.actor2),
        }
        for kind in book.part.types.values()
    ]
    inters = [{"code": number, "label": label} for number, label in book.part.inters.items()]
    return _unless_known(
        {"sub_event_types": types, "inters": inters, "interactions": _interactions(book.part)}, book.tag
    )


def _interactions(taxonomy: Taxonomy) -> list[dict[str, Any]]:
    pairs = [pair for pair in combinations_with_replacement((0, *sorted(taxonomy.inters)), 2) if pair != (0, 0)]
    found = [{"code": interaction_number(*pair), "label": taxonomy.interaction(*pair)} for pair in pairs]
    return sorted(found, key=lambda interaction: int(str(interaction["code"])))


def _code(code: Code) -> dict[str, Any]:
    return {
        "code": code.code,
        "label": code.label,
        "definition": code.definition,
        "root": code.root,
        "parent": code.parent or None,
        "quad_class": code.quad_class,
        "penta_class": code.penta_class,
        "goldstein": code.goldstein,
        "plover": {
            "type": code.plover_type,
            "mode": code.plover_mode,
            "contexts": list(code.contexts),
            "quad_code": code.plover_quad,
            "intensity": code.intensity,
        },
        "residual": code.residual,
    }


def _unless_known(body: dict[str, Any], tag: str) -> Response:
    """The body with its ETag, or a 304 for a client that has it."""
    answer = jsonify(body)
    answer.set_etag(tag)
    answer.make_conditional(request)
    return answer
