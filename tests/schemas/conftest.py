"""One valid row, event and article result, written by hand, that tests change in one place."""

from __future__ import annotations

import pytest


@pytest.fixture
def row() -> dict:
    return {
        "event_id_cnty": "SYR12",
        "event_date": "2021-07-14",
        "year": 2021,
        "time_precision": 1,
        "disorder_type": "Political violence",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "Military Forces of Syria (2000-2024)",
        "assoc_actor_1": "",
        "inter1": "State forces",
        "actor2": "Unidentified Armed Group (Syria)",
        "assoc_actor_2": "",
        "inter2": "Rebel group",
        "interaction": "State forces-Rebel group",
        "civilian_targeting": "",
        "iso": 760,
        "region": "Middle East",
        "country": "Syria",
        "admin1": "Idleb",
        "admin2": "",
        "admin3": "",
        "location": "Bir Qasim",
        "latitude": 35.9,
        "longitude": 36.6,
        "geo_precision": 1,
        "source": "Local Radio",
        "source_scale": "National",
        "notes": "On 14 July 2021, troops clashed with gunmen.",
        "fatalities": 0,
        "tags": "",
        "timestamp": 1626300000,
        "article_id": "a-1",
        "event_ids": ["e-1"],
    }


@pytest.fixture
def event() -> dict:
    return {
        "article_id": "a-1",
        "sentence": 0,
        "event_id": "e-1",
        "code": "194",
        "root": "19",
        "label": "Fight with artillery and tanks",
        "quad_class": 4,
        "penta_class": 4,
        "goldstein": -10.0,
        "plover": {
            "type": "ASSAULT",
            "mode": "heavy-weapons",
            "contexts": ["military"],
            "quad_code": 4,
            "intensity": -9.0,
        },
        "source": {
            "code": "SYRMIL",
            "text": "Troops",
            "start": 0,
            "end": 6,
            "name": None,
            "country": "SYR",
            "trace": ["agents.tsv:3"],
        },
        "target": {"code": None, "text": "they", "start": 9, "end": 13, "name": None, "country": None, "trace": []},
        "trigger": {"text": "shelled", "start": 7, "end": 14},
        "date": "2021-07-14",
        "time_precision": 1,
        "place": {
            "name": "Idlib",
            "geonameid": 169577,
            "country": "SYR",
            "admin1": "Idlib",
            "latitude": 35.93,
            "longitude": 36.63,
            "geo_precision": 1,
            "reason": "in the sentence",
        },
        "confidence": 0.9,
        "method": "rule",
        "trace": ["verbs.tsv:10"],
    }
