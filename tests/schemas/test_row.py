from __future__ import annotations

import pytest

from coders.wire import ROW_COLUMNS
from schemas.row import DISORDER_TYPES, EVENT_TYPES, INTERS, REGIONS, SUB_EVENT_TYPES, RowSchema, interaction

SCHEMA = RowSchema()


def test_the_columns_are_those_of_the_record_in_order():
    assert (*ROW_COLUMNS, "article_id", "event_ids") == tuple(SCHEMA.fields)
    assert len(ROW_COLUMNS) == 31


def test_the_taxonomy_has_its_known_size():
    assert (len(EVENT_TYPES), len(SUB_EVENT_TYPES), len(DISORDER_TYPES), len(INTERS), len(REGIONS)) == (6, 25, 4, 9, 17)
    pairs = {interaction(one, two) for one in INTERS[1:] for two in INTERS}
    assert len(pairs) == 44


@pytest.mark.parametrize(
    ("inter1", "inter2", "expected"),
    [
        ("State forces", "", "State forces only"),
        ("State forces", "Rebel group", "State forces-Rebel group"),
        ("Rebel group", "State forces", "State forces-Rebel group"),
        ("Civilians", "External/Other forces", "External/Other forces-Civilians"),
        ("External/Other forces", "Civilians", "External/Other forces-Civilians"),
        ("Political militia", "External/Other forces", "Political militia-External/Other forces"),
        ("Protesters", "Protesters", "Protesters-Protesters"),
    ],
)
def test_interaction_follows_from_the_inters(inter1, inter2, expected):
    assert interaction(inter1, inter2) == expected


@pytest.mark.parametrize(("inter1", "inter2"), [("", "Civilians"), ("Army", ""), ("Rioters", "Army")])
def test_interaction_of_unknown_inters_is_an_error(inter1, inter2):
    with pytest.raises(ValueError):
        interaction(inter1, inter2)


def test_a_good_row_passes(row):
    assert SCHEMA.validate(row) == {}
    assert SCHEMA.load(row) == row


@pytest.mark.parametrize("sub", SUB_EVENT_TYPES)
def test_each_sub_event_type_goes_with_its_types_alone(row, sub):
    event, disorder = SUB_EVENT_TYPES[sub]
    assert SCHEMA.validate({**row, "sub_event_type": sub, "event_type": event, "disorder_type": disorder}) == {}
    for other in set(EVENT_TYPES) - {event}:
        wrong = {**row, "sub_event_type": sub, "event_type": other, "disorder_type": disorder}
        assert "event_type" in SCHEMA.validate(wrong)
    for other in set(DISORDER_TYPES) - {disorder}:
        wrong = {**row, "sub_event_type": sub, "event_type": event, "disorder_type": other}
        assert "disorder_type" in SCHEMA.validate(wrong)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"event_id_cnty": "SY12"}, "event_id_cnty"),
        ({"event_id_cnty": "SYR"}, "event_id_cnty"),
        ({"event_id_cnty": "SYR12a"}, "event_id_cnty"),
        ({"event_date": "2021-07-32"}, "event_date"),
        ({"event_date": "14 July 2021"}, "event_date"),
        ({"event_date": None}, "event_date"),
        ({"year": 2020}, "year"),
        ({"year": "2021"}, "year"),
        ({"time_precision": 0}, "time_precision"),
        ({"time_precision": 4}, "time_precision"),
        ({"disorder_type": "Demostrations"}, "disorder_type"),
        ({"event_type": "Battle"}, "event_type"),
        ({"sub_event_type": "armed clash"}, "sub_event_type"),
        ({"actor1": ""}, "actor1"),
        ({"actor1": None}, "actor1"),
        ({"inter1": ""}, "inter1"),
        ({"inter1": "State Forces"}, "inter1"),
        ({"inter1": 1}, "inter1"),
        ({"actor2": "", "inter2": "", "interaction": "State forces only"}, "actor2"),
        ({"actor2": ""}, "inter2"),
        ({"inter2": "", "interaction": "State forces only"}, "inter2"),
        ({"interaction": "Rebel group-State forces"}, "interaction"),
        ({"interaction": "State forces - Rebel group"}, "interaction"),
        ({"civilian_targeting": "Civilians targeted"}, "civilian_targeting"),
        ({"iso": "760"}, "iso"),
        ({"iso": 1000}, "iso"),
        ({"region": "Near East"}, "region"),
        ({"country": ""}, "country"),
        ({"location": " "}, "location"),
        ({"admin1": None}, "admin1"),
        ({"latitude": "35.9"}, "latitude"),
        ({"latitude": 90.1}, "latitude"),
        ({"latitude": float("nan")}, "latitude"),
        ({"longitude": -180.5}, "longitude"),
        ({"longitude": True}, "longitude"),
        ({"geo_precision": 4}, "geo_precision"),
        ({"source_scale": "Global"}, "source_scale"),
        ({"source_scale": "National - Other"}, "source_scale"),
        ({"fatalities": -1}, "fatalities"),
        ({"fatalities": 2.0}, "fatalities"),
        ({"timestamp": 1.5}, "timestamp"),
        ({"article_id": ""}, "article_id"),
        ({"event_ids": [1]}, "event_ids"),
        ({"data_id": 1}, "data_id"),
    ],
)
def test_a_wrong_column_is_named(row, change, column):
    assert column in SCHEMA.validate({**row, **change})


@pytest.mark.parametrize("column", [*ROW_COLUMNS, "article_id", "event_ids"])
def test_no_column_may_be_missing(row, column):
    del row[column]
    assert column in SCHEMA.validate(row)


@pytest.mark.parametrize(
    "change",
    [
        {"source": "", "source_scale": ""},
        {"source_scale": "Local partner-Other"},
        {"latitude": 36, "longitude": -180},
        {"assoc_actor_1": "Women (Syria); Teachers (Syria)", "tags": "crowd size=no report"},
        {"country": "Red Sea", "location": "Red Sea", "iso": 0},
        {
            "event_type": "Explosions/Remote violence",
            "sub_event_type": "Air/drone strike",
            "actor2": "",
            "inter2": "",
            "interaction": "State forces only",
        },
    ],
)
def test_what_may_vary_passes(row, change):
    assert SCHEMA.validate({**row, **change}) == {}
