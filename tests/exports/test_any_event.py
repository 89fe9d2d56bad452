"""Whatever a result in wire form holds, every format writes valid lines from which the key fields can be read again."""

from __future__ import annotations

import csv
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coders.actors.codes import ROLES
from coders.cameo.ontology import load_ontology
from coders.lexicon.paths import LEXICONS
from exports.registry import FORMATS
from schemas.check import check_event
from tests.exports.conftest import result
from tests.exports.validators import wrong_cells

ONTOLOGY = load_ontology(LEXICONS)
TEXT = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\t\n\r\"';,|\x0b\x85\u2028 ab")), max_size=12
)
FIRST = st.sampled_from(
    ["---", "MLI", "USA", "KSV", "SUN", "IGO", "NGO", "IMG", "MNC", "EUR", "GOV", "MUS", "QQQ", "MOS"]
)
TRIO = st.sampled_from([*sorted(ROLES), "MOS", "SUN", "KUR", "UNO", "MUS", "ISI", "FRA", "AB1"])
CODE = st.builds(lambda first, rest: first + "".join(rest), FIRST, st.lists(TRIO, max_size=4))
DAY = st.dates().map(lambda day: day.isoformat())
ACTOR = st.fixed_dictionaries(
    {
        "code": st.none() | CODE,
        "text": TEXT,
        "start": st.integers(0, 10**6),
        "end": st.integers(0, 10**6),
        "name": st.none() | TEXT,
        "country": st.none() | st.sampled_from(["MLI", "USA", "KSV"]),
        "trace": st.just([]),
    }
)
PLACE = st.fixed_dictionaries(
    {
        "name": TEXT,
        "geonameid": st.none() | st.integers(1, 10**8),
        "country": st.none() | st.sampled_from(["MLI", "USA", "XKX", "ALA", "QQQ"]),
        "admin1": st.none() | TEXT | st.sampled_from(["Texas", "Mopti"]),
        "latitude": st.none() | st.floats(-90, 90),
        "longitude": st.none() | st.floats(-180, 180),
        "geo_precision": st.integers(1, 3),
        "reason": st.just(""),
    }
)


def made(code, **parts):
    known = ONTOLOGY[code]
    return {
        "article_id": "a",
        **parts,
        "code": code,
        "root": code[:2],
        "label": known.label,
        "quad_class": known.quad_class,
        "penta_class": known.penta_class,
        "goldstein": known.goldstein,
        "plover": {
            "type": known.plover_type,
            "mode": known.plover_mode,
            "contexts": list(known.contexts),
            "quad_code": known.plover_quad,
            "intensity": known.intensity,
        },
        "time_precision": None,
        "method": "rule",
        "trace": [],
    }


EVENT = st.builds(
    made,
    st.sampled_from(sorted(ONTOLOGY.codes)),
    sentence=st.integers(0, 5),
    event_id=st.text("0123456789abcdef", min_size=24, max_size=24) | st.just("e-1"),
    source=st.none() | ACTOR,
    target=st.none() | ACTOR,
    trigger=st.fixed_dictionaries({"text": TEXT, "start": st.integers(0, 99), "end": st.integers(0, 99)}),
    date=st.none() | DAY,
    place=st.none() | PLACE,
    confidence=st.floats(0, 1),
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "source": TEXT,
        "title": TEXT,
        "url": st.sampled_from(["https://press.test/a;b", "http://[x", "HTTP://A.B/?q=é"]),
        "date": DAY | st.sampled_from(["0001-01-01T00:00+14:00", "9999-12-31t23:59:59.5-11:00", "2024-02-29 10:00Z"]),
        "language": st.just("en-GB"),
    },
)
RESULT = st.builds(
    lambda events, facts, issues: result(
        "a", [{**event, "issues": issues} if issues else event for event in events], **facts
    ),
    st.lists(EVENT, min_size=1, max_size=3),
    FACTS,
    st.lists(st.tuples(st.sampled_from(["ARMS", "FAITH"]), st.integers(1, 9)), max_size=2),
)


@pytest.mark.parametrize("name", [name for name, form in FORMATS.items() if form.events])
def test_any_event_is_exported_and_its_key_fields_can_be_read(lines, name):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(RESULT)
    def holds(one):
        for event in one["events"]:
            check_event({key: value for key, value in event.items() if key != "issues"})
        found = lines([one], name)
        assert wrong_cells(name, found) == []
        wanted = [event for event in one["events"] if name not in ("polecat", "plover") or event["plover"]["type"]]
        read = [keys(name, line) for line in body(name, found)]
        assert len(read) == len(wanted)
        for event, told in zip(wanted, read, strict=True):
            for field, value in told.items():
                assert value == expected(event, one, field), (field, event)

    holds()


def body(name, found):
    return found[1:] if FORMATS[name].header else found


def keys(name, line):
    """The key fields that a line tells of, by what they are called in `expected`."""
    if name == "plover":
        record = json.loads(line)
        place = record.get("event_loc", {})
        return {
            "id": record["id"],
            "iso": record["date"] or "",
            "types": record["event"],
            "latitude": place.get("latitude"),
        }
    if name == "cline":
        (cells,) = csv.reader([line])
        return {"id": cells[0], "source": cells[5], "target": cells[9], "code": cells[13]}
    cells = line.split("\t")
    day = {"petrarch": 0, "phoenix": 1, "gdelt1": 1, "gdelt2": 1}.get(name)
    told = {} if day is None else {"day": cells[day]}
    if name in ("petrarch", "phoenix"):
        source, target, code = {"petrarch": (1, 2, 3), "phoenix": (5, 9, 13)}[name]
        return told | {"source": cells[source], "target": cells[target], "code": cells[code]}
    if name in ("gdelt1", "gdelt2"):
        return told | {"code": cells[26], "root": cells[28], "quad": cells[29]}
    if name == "icews":
        return {"iso": cells[1], "code": cells[6], "sentence": cells[12]}
    if name == "polecat":
        return {"id": cells[0], "iso": "" if cells[1] == "None" else cells[1]}
    return {"sentence": cells[6]}


def expected(event, one, field):
    day = event["date"] or one["article"].get("date", "")[:10]
    return {
        "id": event["event_id"],
        "iso": day,
        "day": day.replace("-", ""),
        "source": (event["source"] or {}).get("code") or "---",
        "target": (event["target"] or {}).get("code") or "---",
        "code": event["code"],
        "root": event["root"],
        "quad": str(event["quad_class"]),
        "sentence": str(event["sentence"] + 1),
        "types": (event["plover"]["type"] or "").split("|"),
        "latitude": (event["place"] or {}).get("latitude"),
    }[field]
