"""Events, rows and articles as lines of a table: their columns in order, the type of each, and how nested parts unfold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from schemas.fields import IsoDay, StrictInteger, StrictNumber
from schemas.row import RowSchema

Kind = Literal["text", "integer", "number", "day"]

_EVENT: Final[dict[str, Kind]] = {
    "article_id": "text",
    "sentence": "integer",
    "event_id": "text",
    "code": "text",
    "root": "text",
    "label": "text",
    "quad_class": "integer",
    "goldstein": "number",
    "plover_type": "text",
    "plover_mode": "text",
    "source_code": "text",
    "source_text": "text",
    "target_code": "text",
    "target_text": "text",
    "trigger": "text",
    "date": "day",
    "time_precision": "integer",
    "place": "text",
    "geonameid": "integer",
    "country": "text",
    "admin1": "text",
    "latitude": "number",
    "longitude": "number",
    "geo_precision": "integer",
    "confidence": "number",
    "method": "text",
    "source_name": "text",
    "source_country": "text",
    "target_name": "text",
    "target_country": "text",
}
EVENT_COLUMNS: Final = tuple(_EVENT)
_PLACE: Final = ("geonameid", "country", "admin1", "latitude", "longitude", "geo_precision")

_ARTICLE: Final[dict[str, Kind]] = {
    "id": "text",
    "status": "text",
    "sentences": "integer",
    "events": "integer",
    "rows": "integer",
    "relations": "integer",
    "coder": "text",
    "coder_version": "text",
    "model": "text",
    "lexicon": "text",
    "notes": "text",
    "error": "text",
    "error_detail": "text",
}


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of one output with their types, and what makes an item a line of it."""

    columns: Mapping[str, Kind]
    flat: Callable[[Mapping[str, Any]], dict[str, Any]]


def flat_event(event: Mapping[str, Any]) -> dict[str, Any]:
    """An event as one line of a table."""
    place = event["place"] or {}
    source, target = event["source"] or {}, event["target"] or {}
    flat = {column: event.get(column) for column in EVENT_COLUMNS}
    return {
        **flat,
        "plover_type": event["plover"]["type"],
        "plover_mode": event["plover"]["mode"],
        "source_code": source.get("code"),
        "source_text": source.get("text"),
        "target_code": target.get("code"),
        "target_text": target.get("text"),
        "trigger": event["trigger"]["text"],
        "place": place.get("name"),
        **{column: place.get(column) for column in _PLACE},
        "source_name": source.get("name"),
        "source_country": source.get("country"),
        "target_name": target.get("name"),
        "target_country": target.get("country"),
    }


def flat_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as one line of a table: its 31 columns, the article's id, and the ids of its events with blanks between."""
    return {**row, "event_ids": " ".join(row["event_ids"])}


MEMBER_COLUMNS: Final = ("member_ids", "merge_reasons")
"""What a table of merged rows has besides the columns of rows."""


def flat_merged(row: Mapping[str, Any]) -> dict[str, Any]:
    """A merged row as one line of a table: its members by their ids, none where it is alone."""
    flat = {name: value for name, value in row.items() if name not in ("members", "merges")}
    ids = [member["event_id_cnty"] for member in row["members"]]
    why = dict.fromkeys(merge["reason"] for merge in row["merges"])
    return {**flat_row(flat), "member_ids": " ".join(ids), "merge_reasons": "; ".join(why)}


def flat_article(result: Mapping[str, Any]) -> dict[str, Any]:
    """What became of an article as one line of a table: counts instead of lists, the error if it was not coded."""
    if "error" in result:
        error = result["error"] or {}
        empty = dict.fromkeys(_ARTICLE)
        return {
            **empty,
            "id": result["id"],
            "status": "not coded",
            "error": error.get("slug"),
            "error_detail": error.get("detail"),
        }
    coder = result["coder"]
    return {
        "id": result["id"],
        "status": "coded",
        **{name: len(result[name]) for name in ("sentences", "events", "rows", "relations")},
        "coder": coder["name"],
        "coder_version": coder["version"],
        "model": coder["model"],
        "lexicon": coder["lexicon"],
        "notes": "; ".join(result["notes"]),
        "error": None,
        "error_detail": None,
    }


def _row_columns() -> dict[str, Kind]:
    kinds: dict[str, Kind] = {}
    for name, field in RowSchema().fields.items():
        if isinstance(field, IsoDay):
            kinds[name] = "day"
        elif isinstance(field, StrictInteger):
            kinds[name] = "integer"
        else:
            kinds[name] = "number" if isinstance(field, StrictNumber) else "text"
    return kinds


TABLES: Final[Mapping[str, Table]] = {
    "events": Table(_EVENT, flat_event),
    "rows": Table(_row_columns(), flat_row),
    "articles": Table(_ARTICLE, flat_article),
}
MERGED: Final = Table({**_row_columns(), **dict.fromkeys(MEMBER_COLUMNS, "text")}, flat_merged)
