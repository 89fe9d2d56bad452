"""Article results in wire form, written by hand, and the tables that formats look things up in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from coders.lexicon.paths import LEXICONS
from exports.registry import FORMATS, export
from exports.tables import load_tables

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def tables():
    return load_tables(LEXICONS)


@pytest.fixture(scope="session")
def lines(tables):
    """Makes the lines of an export, their ends cut off."""

    def make(results, name, **options):
        text = "".join(export(results, FORMATS[name], tables, now=NOW, **options))
        assert text == "" or text.endswith("\n")
        return text.split("\n")[:-1]

    return make


def actor(code, text, name=None, start=0):
    country = code[:3] if code and code[:3] != "---" else None
    return {
        "code": code, "text": text, "start": start, "end": start + len(text), "name": name, "country": country, "trace": [],
    }  # fmt: skip


def place(name, country, admin1=None, precision=1, latitude=11.5, longitude=-3.25, geonameid=None):
    return {
        "name": name, "geonameid": geonameid, "country": country, "admin1": admin1, "latitude": latitude,
        "longitude": longitude, "geo_precision": precision, "reason": "written for the test",
    }  # fmt: skip


def event(number, code, source, target, *, where=None, day="2024-02-09", sentence=0, article="s1", **more):
    root = int(code[:2])
    quad = 1 if root < 6 else 2 if root < 9 else 3 if root < 14 else 4
    return {
        "article_id": article,
        "sentence": sentence,
        "event_id": f"{number:024x}",
        "code": code,
        "root": code[:2],
        "label": f"Label of {code}",
        "quad_class": quad,
        "goldstein": -7.5 if quad > 2 else 3.0,
        "plover": {"type": None if root == 1 else "ASSAULT", "mode": None},
        "source": source,
        "target": target,
        "trigger": {"text": "did", "start": 40, "end": 43},
        "date": day,
        "time_precision": 1,
        "place": where,
        "confidence": 0.84,
        "method": "rule",
        "trace": [],
        **more,
    }


def result(article, events, *, rows=(), places=(), **facts):
    texts = ["A first sentence that says what was done.", "A second one.", "A third one."]
    ends = [sum(map(len, texts[: n + 1])) for n in range(3)]
    return {
        "id": article,
        "article": facts,
        "sentences": [
            {"start": end - len(text), "end": end, "text": text, "status": "coded"}
            for text, end in zip(texts, ends, strict=True)
        ],
        "places": list(places),
        "events": list(events),
        "rows": list(rows),
        "relations": [],
        "notes": [],
        "coder": {"name": "athir", "version": "0.1.0", "model": "m", "lexicon": "x"},
    }


MALI_ARMY = actor("MLIMIL", "the Malian army", start=2)
JIHADIS = actor("---REBMOSSUN", 'gunmen\tof the "Brigade"', start=50)
MEXICO = actor("MEX", "Mexico", "Mexico")
AGENCY = actor("IGOUNOREFHCR", "UNHCR", "UNHCR")
FIRM = actor("MNCUSAMED", "the network")
KURDS = actor("IRQKURREB", "Kurdish rebels")
NAMELESS = actor(None, "they", start=70)
DJENNE = place("Djenné", "MLI", "Mopti", geonameid=2460596)
AUSTIN = place("Austin", "USA", "Texas")
TEXAS = place("Texas", "USA", "Texas", precision=3)
MOPTI = place("Mopti", "MLI", "Mopti", precision=3)
KOSOVO = place("Kosovo", "XKX", None, precision=3)


@pytest.fixture
def results():
    """Two stories with events of every sort, one story that was not coded, and one that posted nothing beside its text."""
    return [
        result(
            "s1",
            [
                event(1, "193", MALI_ARMY, JIHADIS, where=DJENNE, issues=[["ARMS", 2], ["FAITH", 1]]),
                event(2, "0233", AGENCY, MEXICO, where=AUSTIN, sentence=1),
                event(3, "010", FIRM, None, sentence=2),
                event(4, "163", KURDS, NAMELESS, where=KOSOVO, sentence=2, day=None),
            ],
            places=[{"name": "Djenné", "text": "Djenne", "geonameid": 2460596}],
            source="Desk; Two",
            url="https://press.test/a;b?x=1",
            title="Title",
            date="2024-02-10T23:30:00-02:00",
            language="en",
        ),
        {"id": "failed", "error": {"slug": "text-rejected", "detail": "No."}},
        result(
            "s2",
            [
                event(5, "193", MALI_ARMY, JIHADIS, where=MOPTI, sentence=1, article="s2", issues=[["ARMS", 1]]),
                event(6, "0871", None, MEXICO, where=TEXAS, article="s2", day=None),
            ],
        ),
    ]
