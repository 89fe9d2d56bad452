"""What each reader sees of rows that several owners wrote, on both databases."""

from __future__ import annotations

import json
from array import array
from functools import partial

import pytest
from sqlalchemy import event

from api.acled import parameters
from benchmarks import made_rows
from jobs import acled_lists, acled_read, tombstones
from jobs.acled_columns import ROWS, Kind
from jobs.acled_lists import LISTS, ListQuery
from jobs.acled_read import RowQuery
from storage.engine import reading, writing

SHARED = list(made_rows.rows(6, seed=1))
ONE = [{**row, "notes": "one's"} for row in SHARED] + list(made_rows.rows(4, seed=2))
TWO = [
    {**row, "notes": "two's", "actor1": "Second Guard", "timestamp": row["timestamp"] + 5} for row in SHARED[:4]
] + list(made_rows.rows(3, seed=3))
BOTH = {row["event_id_cnty"]: row for row in TWO} | {row["event_id_cnty"]: row for row in ONE}  # one wrote first
SEEN = {"one": ONE, "two": TWO, "three": [], None: list(BOTH.values())}


@pytest.fixture
def filled(timed):
    made_rows.fill(timed, ONE, "one")
    made_rows.fill(timed, TWO, "two")
    return timed


def found(store, sees, query=None, **given) -> dict[str, dict]:
    page = acled_read.find(store, sees, query or RowQuery(parameters.filters(ROWS, given), limit=None))
    bodies = [json.loads(body) for piece in acled_read.bodies(store, page.keys) for _, body in piece]
    assert page.total == len(bodies)
    told = {body["event_id_cnty"]: body for body in bodies}
    assert len(told) == len(bodies), "an event id is told once"
    return told


def lines(store, sees, name, **query):
    page = acled_lists.find(store, sees, name, ListQuery(**query))
    return page.lines


@pytest.mark.parametrize("sees", list(SEEN))
@pytest.mark.parametrize(
    ("given", "fits"),
    [
        ({}, lambda row: True),
        ({"notes": "two's"}, lambda row: row["notes"] == "two's"),
        ({"actor1": "second"}, lambda row: row["actor1"] == "Second Guard"),
        ({"country": "yemen|mali|India|Kenya"}, lambda row: row["country"] in ("Yemen", "Mali", "India", "Kenya")),
        ({"event_id_cnty": SHARED[0]["event_id_cnty"]}, lambda row: row["event_id_cnty"] == SHARED[0]["event_id_cnty"]),
        ({"fatalities": "1", "fatalities_where": ">="}, lambda row: row["fatalities"] >= 1),
    ],
)
def test_filters_find_what_the_reader_sees(filled, sees, given, fits):
    told = found(filled, sees, **given)
    wanted = {row["event_id_cnty"]: row["notes"] for row in SEEN[sees] if fits(row)}
    assert {name: row["notes"] for name, row in told.items()} == wanted


@pytest.mark.parametrize("sees", list(SEEN))
@pytest.mark.parametrize("monadic", [False, True])
@pytest.mark.parametrize(
    ("given", "few"),
    [({}, 2000), *(({"fatalities": "0", "fatalities_where": ">="}, few) for few in (0, 1, 4, 6, 2000))],
)
def test_pages_and_walks_hold_what_the_reader_sees(filled, sees, monadic, given, few, monkeypatch):
    """Whichever part of what fits is read at first."""
    monkeypatch.setattr(acled_read, "_FEW", few)
    query = partial(RowQuery, parameters.filters(ROWS, given), monadic=monadic)
    rows = SEEN[sees]
    number = sum(2 if monadic and row["actor2"] else 1 for row in rows)
    walked, cursor = [], 0
    while cursor is not None:
        page = acled_read.find(filled, sees, query(limit=3, cursor=cursor))
        assert page.total == number
        walked, cursor = [*walked, *page.keys], page.next_cursor
    paged, at = [], 1
    while keys := acled_read.find(filled, sees, query(limit=3, page=at)).keys:
        paged, at = [*paged, *keys], at + 1
    assert sorted(paged) == walked == sorted(walked)
    assert len(set(walked)) == len(walked) == number
    assert paged == list(acled_read.find(filled, sees, query(limit=None)).keys)
    days = {row["event_id_cnty"]: row["event_date"] for row in rows}
    told = [json.loads(body) for piece in acled_read.bodies(filled, array("q", paged)) for _, body in piece]
    assert [row["event_date"] for row in told] == sorted((days[row["event_id_cnty"]] for row in told), reverse=True)


@pytest.mark.parametrize("sees", list(SEEN))
@pytest.mark.parametrize("name", [name for name in LISTS if name != "deleted"])
def test_lists_count_what_the_reader_sees(filled, sees, name):
    counted = sum(line["event_count"] for line in lines(filled, sees, name))
    rows = SEEN[sees]
    if name == "actor":
        wanted = sum(len({row["actor1"], row["actor2"]} - {""}) for row in rows)
    elif name == "actortype":
        wanted = sum(len({row["inter1"], row["inter2"]} - {""}) for row in rows)
    else:
        wanted = len(rows)
    assert counted == wanted
    if name == "country":
        assert {line["country"] for line in lines(filled, sees, name)} == {row["country"] for row in rows}


def test_the_age_is_that_of_what_the_reader_sees(timed, clock):
    at = int(clock.time.timestamp())
    for owner, hours in (("one", 5), ("two", 2)):
        made_rows.fill(timed, [{**SHARED[0], "timestamp": at - hours * 3600}], owner)
    ages = {sees: acled_read.find(timed, sees, RowQuery()).hours_old for sees in SEEN}
    assert ages == {"one": 5, "two": 2, "three": 0, None: 2}
    assert acled_lists.find(timed, "one", "region", ListQuery()).hours_old == 5


def test_what_one_owner_deleted_is_its_own_news(timed, clock):
    jobs = {owner: made_rows.fill(timed, SHARED[:2], owner) for owner in ("one", "two")}
    name = sorted(row["event_id_cnty"] for row in SHARED[:2])
    with writing(timed) as session:
        tombstones.bury(session, jobs["one"])
    told = {sees: sorted(line["event_id_cnty"] for line in lines(timed, sees, "deleted")) for sees in SEEN}
    assert told == {"one": name, "two": [], "three": [], None: []}, "for everybody the ids still stand for rows"
    assert found(timed, "one") == {}
    assert sorted(found(timed, "two")) == sorted(found(timed, None)) == name
    clock.forward(60)
    with writing(timed) as session:
        tombstones.bury(session, jobs["two"])
    at = int(clock.time.timestamp())
    for sees, deleted in (("one", at - 60), ("two", at), (None, at)):
        found_lines = lines(timed, sees, "deleted", cursor=0)
        assert sorted(line["event_id_cnty"] for line in found_lines) == name
        assert {line["deleted_timestamp"] for line in found_lines} == {deleted}
    assert lines(timed, "three", "deleted") == []


ASKED = [
    {"country": "Yemen|Mali"},
    {"notes": "line"},
    {"actor1": "guards", "actor2": "civilians", "fatalities": "1", "fatalities_where": ">="},
    {"actor1": "Hill Guards 3 (Mali)", "actor1_where": "=", "source": "ledger"},
    {"tags": "around", "event_type": "Battles", "inter1": "1", "region": "Europe", "assoc_actor_1": "women"},
    {"event_date": "2016-01-01|2020-12-31", "event_date_where": "BETWEEN", "interaction": "17"},
    *({name: "2"} for name, column in ROWS.items() if column.kind in (Kind.WHOLE, Kind.REAL, Kind.CODE, Kind.MOMENT)),
    *({name: "a"} for name, column in ROWS.items() if column.kind is Kind.TEXT),
]


@pytest.mark.parametrize("owner", [None, "one"])
def test_where_all_rows_have_one_owner_everybody_is_served_by_its_indexes(timed, owner):
    """Also where SQLite knows nothing of how rows are spread: no filter on columns with an index reads whole rows."""
    made_rows.fill(timed, ONE, owner)
    assert found(timed, None) == found(timed, owner or "")
    engine = timed.kw["bind"]
    asked = []

    def note(_connection, _cursor, statement, values, *_):
        asked.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    for given in ASKED:
        acled_read.find(timed, None, RowQuery(parameters.filters(ROWS, given)))
    acled_read.find(timed, None, RowQuery(limit=100))
    event.remove(engine, "before_cursor_execute", note)
    if engine.dialect.name != "sqlite":
        return
    plans = []
    with reading(timed) as session:
        for statement, values in asked:
            if "FROM acled_rows" in statement:
                plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                plans.append((statement, [line[-1] for line in plan]))
    assert [statement for statement, steps in plans if "SCAN acled_rows" in steps] == []
    rows = [steps for statement, steps in plans if "event_date, acled_rows.id" in statement]
    assert len(rows) == len(ASKED)
    apart = [step for steps in rows for step in steps if "acled_rows USING" in step and "COVERING" not in step]
    assert [step for step in apart if "(owner=? AND " not in step] == [], (
        "whole rows are read only after a value is found"
    )
