"""Makes the answer to one article that to another of the same text: the ids that hash the article's are made anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coders.acled.countries import Countries
from coders.acled.finish import row_number
from coders.cameo.record import actor_key, event_id


def readdressed(answer: Mapping[str, Any], article_id: str, countries: Countries) -> dict[str, Any] | None:
    """The article result `answer` (coders.wire) as it would be had its article been called `article_id`.

    None if an id of the answer was not made in the way that is known here, so that no new one can be.
    """
    old, version = str(answer["id"]), str(answer["coder"]["version"])
    ids: dict[str, str] = {}
    for event in answer["events"]:
        if _event_id(event, old, version) != event["event_id"]:
            return None
        ids[event["event_id"]] = _event_id(event, article_id, version)
    events = [{**event, "article_id": article_id, "event_id": ids[event["event_id"]]} for event in answer["events"]]
    rows: list[dict[str, Any]] = []
    for row in answer["rows"]:
        days = (row["event_date"], "")  # a day that the text does not state is no part of the id
        day = next((day for day in days if _row_id(row, old, day, countries) == row["event_id_cnty"]), None)
        own = None if day is None else _row_id(row, article_id, day, countries)
        if own is None or not ids.keys() >= {*row["event_ids"]}:
            return None
        known = [ids[name] for name in row["event_ids"]]
        rows.append({**row, "event_id_cnty": own, "article_id": article_id, "event_ids": known})
    notes = [_renamed(note, ids) for note in answer["notes"]]
    return {**answer, "id": article_id, "events": events, "rows": rows, "notes": notes}


def _renamed(note: str, ids: Mapping[str, str]) -> str:
    """A note begins with the id of the event that it is about."""
    name, space, rest = note.partition(" ")
    return ids.get(name, name) + space + rest


def _event_id(event: Mapping[str, Any], article_id: str, version: str) -> str:
    trigger = event["trigger"]
    sides = _side(event["source"]), _side(event["target"])
    return event_id(article_id, (trigger["start"], trigger["end"]), event["code"], sides, version)


def _side(actor: Mapping[str, Any] | None) -> str:
    return "" if actor is None else actor_key(actor["code"], actor["start"])


def _row_id(row: Mapping[str, Any], article_id: str, day: str, countries: Countries) -> str | None:
    prefix = row["event_id_cnty"].rstrip("0123456789")
    country = next((c.code for c in countries.by_code.values() if c.prefix == prefix), None)
    if country is None:
        return None
    parties = row["actor1"], row["actor2"]
    place = country, row["location"], row["latitude"], row["longitude"]
    return f"{prefix}{row_number(article_id, day, row['sub_event_type'], parties, place)}"
