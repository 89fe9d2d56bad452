"""PLOVER records as JSON lines, with the field names of the PLOVER manual; fields without a value are left out.

Events without a PLOVER type, which are mere statements, have no line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from coders.cameo.plover import SEPARATOR
from exports.actor_codes import country_of, split
from exports.cells import iso
from exports.format import JSONL, Format, Setting
from exports.records import Record, Wire
from exports.tables import Tables

COLUMNS = tuple(
    """
    id date actor recipient event mode context quad_code event_scale event_loc event_text text text_info cite_info coder
    """.split()
)


def lines(records: Iterable[Record], setting: Setting) -> Iterator[str]:
    """One JSON object for each record that has a PLOVER type."""
    for record in records:
        if record.event["plover"]["type"]:
            made = _object(record, setting.tables)
            text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
            yield _ESCAPED.sub(lambda mark: f"\\u{ord(mark[0]):04x}", text) + "\n"


# What some readers take for the end of a line, and what UTF-8 cannot hold.
_ESCAPED = re.compile("[\x85\u2028\u2029\ud800-\udfff]")


def _object(record: Record, tables: Tables) -> dict[str, Any]:
    """The record; `id`, `date`, `actor` and `event` are always there, the date null where it is not known."""
    event, story = record.event, record.story
    plover, facts = event["plover"], tables.plover(event)
    optional = {
        "recipient": [_entity(record.target, tables)] if record.target else None,
        "mode": [plover["mode"]] if plover["mode"] else None,
        "context": list(facts.contexts),
        "quad_code": facts.quad_code,
        "event_scale": facts.intensity,
        "event_loc": _location(record.place),
        "event_text": event["trigger"]["text"],
        "text": record.sentence_text,
        "text_info": {
            "sequence": record.mentions[0].sentence,
            "start": event["trigger"]["start"] - record.sentence_start,
            "end": event["trigger"]["end"] - record.sentence_start,
        }
        if record.sentence_text
        else None,
        "cite_info": _present(
            {"citation": story.source, "url": story.url, "title": story.title, "language": story.language}
        ),
        "coder": f"{story.coder} {story.version}".strip(),
    }
    required = {
        "id": event["event_id"],
        "date": iso(record.day) or None,
        "actor": [_entity(record.source, tables)] if record.source else [],
        "event": plover["type"].split(SEPARATOR),
    }
    return {**required, **_present(optional)}


def _entity(actor: Wire, tables: Tables) -> dict[str, Any]:
    parts = split(actor["code"], tables.countries)
    country = country_of(actor["code"], tables.countries)
    return _present(
        {
            "code": (country.iso3 or country.cameo) if country else parts.country,
            "sector": "".join(parts.types[:2]),
            "entity_text": actor["text"],
            "identifier_text": actor["name"],
            "religion": "".join(parts.religions),
            "ethnicity": parts.ethnic,
        }
    )


def _location(place: Wire) -> dict[str, Any]:
    names = ("name", "admin1", "country", "latitude", "longitude", "geonameid")
    return _present({name: place.get(name) for name in names})


def _present(found: dict[str, Any]) -> dict[str, Any]:
    """What has a value; nought is one."""
    return {name: value for name, value in found.items() if value is not None and value not in ("", [], {})}


FORMAT = Format("plover", "PLOVER records", JSONL, ".jsonl", COLUMNS, header=False, events=lines)
