from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from coders.types import (
    Actor,
    Article,
    ArticleResult,
    CoderInfo,
    Event,
    EventDate,
    EventPlace,
    MentionHint,
    PairQuery,
    Place,
    Relation,
    Row,
    Sentence,
    Span,
)
from coders.wire import ROW_COLUMNS, article_from_wire, event_to_wire, result_to_wire, row_to_wire

ACTOR = Actor("Arda", 0, 4, "ARD", "Arda", "ARD", trace=("countries.tsv:2",))
PLACE = Place(9, 14, "Tarma", "Tarmá", 7, "ARD", "North", None, 1.5, -2.0, "PPL")
EVENT = Event(
    "a", 0, "e1", "190", "19", "Use force", 4, -10.0, "ASSAULT", None, ACTOR, None, "attacked", 5, 13,
    EventDate(date(2024, 5, 1), 1, "said"), EventPlace(PLACE, 2, "in"), 0.9, "rule", ("verbs.tsv:3",),
    plover_contexts=("military",), plover_quad=4, plover_intensity=-9.0,
)  # fmt: skip
ROW = Row(
    "ARD1", "01 May 2024", 2024, 1, "Political violence", "Battles", "Armed clash", "x", "", "State forces", "y", "",
    "Rebel group", "State forces-Rebel group", "", 4, "Arda", "Arda", "North", "", "", "Tarma", 1.5, -2.0, 2, "Desk", "", "…", 3,
    "", 1, "a", ("e1", "e2"),
)  # fmt: skip
RESULT = ArticleResult(
    "a",
    CoderInfo("athir", "1", "model 2", "hash"),
    (Sentence(0, 0, 20, "Arda attacked Tarma.", (), "coded"),),
    (PLACE,),
    (EVENT,),
    (ROW,),
    (Relation(0, "190", "ASSAULT", 0.5, ("joins",)), Relation(1, None, None, 0.0)),
    ("note",),
)


def test_the_columns_are_those_of_the_contract() -> None:
    assert len(ROW_COLUMNS) == 31
    assert (ROW_COLUMNS[0], ROW_COLUMNS[-1]) == ("event_id_cnty", "timestamp")
    assert list(row_to_wire(ROW)) == [*ROW_COLUMNS, "article_id", "event_ids"]
    assert row_to_wire(ROW)["event_ids"] == ["e1", "e2"]


def test_an_event_has_the_shape_of_the_contract() -> None:
    assert event_to_wire(EVENT) == {
        "article_id": "a",
        "sentence": 0,
        "event_id": "e1",
        "code": "190",
        "root": "19",
        "label": "Use force",
        "quad_class": 4,
        "penta_class": 4,
        "goldstein": -10.0,
        "plover": {
            "type": "ASSAULT", "mode": None, "contexts": ["military"], "quad_code": 4, "intensity": -9.0,
        },
        "source": {
            "code": "ARD", "text": "Arda", "start": 0, "end": 4, "name": "Arda", "country": "ARD", "trace": ["countries.tsv:2"],
        },
        "target": None,
        "trigger": {"text": "attacked", "start": 5, "end": 13},
        "date": "2024-05-01",
        "time_precision": 1,
        "place": {
            "name": "Tarmá", "geonameid": 7, "country": "ARD", "admin1": "North", "latitude": 1.5, "longitude": -2.0,
            "geo_precision": 2, "reason": "in",
        },
        "confidence": 0.9,
        "method": "rule",
        "trace": ["verbs.tsv:3"],
    }  # fmt: skip


def test_what_is_unknown_is_null() -> None:
    wire = event_to_wire(replace(EVENT, source=None, place=None, date=EventDate(None, None, "none")))
    assert (wire["source"], wire["place"], wire["date"], wire["time_precision"]) == (None, None, None, None)


def test_a_result_has_the_shape_of_the_contract_and_is_plain_json() -> None:
    wire = result_to_wire(RESULT)
    assert list(wire) == ["id", "sentences", "places", "events", "rows", "relations", "notes", "coder"]
    assert wire["id"] == "a"
    assert wire["sentences"] == [{"start": 0, "end": 20, "text": "Arda attacked Tarma.", "status": "coded"}]
    assert wire["places"][0]["text"] == "Tarma"
    assert wire["relations"] == [
        {"pair": 0, "code": "190", "plover": "ASSAULT", "confidence": 0.5, "trace": ["joins"]},
        {"pair": 1, "code": None, "plover": None, "confidence": 0.0, "trace": []},
    ]
    assert wire["notes"] == ["note"]
    assert wire["coder"] == {"name": "athir", "version": "1", "model": "model 2", "lexicon": "hash"}
    assert json.loads(json.dumps(wire, allow_nan=False)) == wire


def test_an_article_is_read_with_all_it_may_carry() -> None:
    body = {
        "id": "a",
        "text": "Arda attacked.",
        "title": "T",
        "date": "2024-05-01T12:30:00+02:00",
        "source": "S",
        "url": "https://example.org",
        "language": "en",
        "mentions": [{"start": 0, "end": 4, "code": "ARD"}, {"start": 5, "end": 13}],
        "pairs": [{"source": [{"start": 0, "end": 4}], "target": []}],
    }
    assert article_from_wire(body) == Article(
        "a",
        "Arda attacked.",
        "T",
        date(2024, 5, 1),
        "S",
        "https://example.org",
        "en",
        (MentionHint(Span(0, 4), "ARD"), MentionHint(Span(5, 13))),
        (PairQuery((Span(0, 4),), ()),),
    )


def test_an_article_needs_no_more_than_id_and_text() -> None:
    assert article_from_wire({"id": 7, "text": ""}) == Article("7", "")
    assert article_from_wire({"id": "a", "text": "", "date": None, "mentions": None, "pairs": None}) == Article("a", "")
