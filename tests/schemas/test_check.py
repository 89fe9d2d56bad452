"""The quick check must never pass what the schema refuses; it may put a valid item to the schema, which is slower."""

from __future__ import annotations

import copy
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError, fields

from schemas.check import Checker, check_article, check_event, check_row
from schemas.event import EventSchema
from schemas.row import RowSchema

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-200, 3000),
    st.floats(),
    st.text(max_size=4),
    st.sampled_from(
        ["", " ", "a\x00", "\ud800", "2021-02-30", "0000-01-01", "2021-07-14", "19", "194", "SYR", "SYR1", "٢٠٢١-٠٧-١٤"]
    ),
    st.just([]),
    st.just({}),
    st.lists(st.text(max_size=2), max_size=2),
)


def places(node: object, path: tuple = ()) -> list[tuple]:
    found = [path] if path else []
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, below in inner:
        found.extend(places(below, (*path, key)))
    return found


def changed(item: dict, path: tuple, value: object) -> dict:
    item = copy.deepcopy(item)
    node = item
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return item


@pytest.mark.parametrize(
    ("name", "check", "schema"), [("row", check_row, RowSchema()), ("event", check_event, EventSchema())]
)
def test_the_quick_check_never_passes_what_the_schema_refuses(request, name, check, schema):
    item = request.getfixturevalue(name)
    every = places(item)
    assert check.passes(item)
    assert schema.validate(item) == {}

    @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.sampled_from(every), VALUES)
    def hold(path, value):
        other = changed(item, path, value)
        if check.passes(other):
            assert schema.validate(other) == {}

    hold()


def test_a_refused_item_is_told_in_the_schema_s_words(row):
    with pytest.raises(ValidationError) as caught:
        check_row({**row, "year": 1999})
    assert "event_date" in caught.value.messages["year"][0]


@pytest.mark.parametrize(
    "change", [{"event_date": "2024-02-29", "year": 2024}, {"notes": "line\nline"}, {"actor1": "A\u200bB"}]
)
def test_what_the_quick_check_leaves_to_the_schema_still_passes(row, change):
    check_row({**row, **change})


@pytest.mark.parametrize("item", [None, [], "row", 5, {}])
def test_what_is_no_row_is_refused(item):
    with pytest.raises(ValidationError):
        check_row(item)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (("root",), "root"),
        (("source", "country"), "source"),
        (("place", "geo_precision"), "place"),
        (("trigger", "start"), "trigger"),
    ],
)
def test_a_wrong_part_of_an_event_is_named(event, change, where):
    with pytest.raises(ValidationError) as caught:
        check_event(changed(event, change, "18"))
    assert where in caught.value.messages


def test_nullable_parts_of_an_event_may_be_null(event):
    check_event({**event, "source": None, "target": None, "date": None, "time_precision": None, "place": None})


def test_an_article_names_the_row_that_is_wrong(row, event):
    check_article({"events": [event], "rows": [row, row]})
    with pytest.raises(ValidationError) as caught:
        check_article({"events": [event], "rows": [row, {**row, "iso": "x"}]})
    assert list(caught.value.messages["rows"]) == [1]


def test_a_field_without_a_predicate_is_an_error_and_not_a_pass():
    with pytest.raises(TypeError, match="no predicate"):
        Checker(Schema.from_dict({"when": fields.DateTime()})())


def test_the_quick_check_is_several_times_quicker_than_the_schema(row):
    schema = RowSchema()

    def best(run) -> float:
        times = []
        for _ in range(5):
            begun = time.perf_counter()
            for _ in range(100):
                run(row)
            times.append(time.perf_counter() - begun)
        return min(times)

    assert best(check_row) * 2 < best(schema.validate)
