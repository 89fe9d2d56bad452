"""Every kind of filter against plain Python over made-up rows, on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, sessionmaker

from api.acled import parameters
from benchmarks import made_rows
from coders.wire import ROW_COLUMNS
from jobs import acled_read
from jobs.acled_columns import ROWS as COLUMNS
from jobs.acled_read import RowQuery
from storage.engine import create_engine, session_factory
from tests.api.acled.conftest import ROWS
from tests.api.acled.oracle import INTERS, LIKE, REAL, REGIONS, WHOLE, expected
from tests.services import _migrated, postgres

__all__ = ["_migrated", "postgres"]
ORDERED = ("=", ">", "<", ">=", "<=")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request, tmp_path_factory, _migrated) -> Iterator[sessionmaker[Session]]:
    """A store with the rows, kept for all tests of a database."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("filters") / "athir.db"
        file.write_bytes(_migrated("sqlite").read_bytes())
        url = f"sqlite:///{file}"
    else:
        server = request.getfixturevalue("postgres")
        url = server.url(_migrated("postgresql", server))
    engine = create_engine(url)
    store = session_factory(engine)
    made_rows.fill(store, ROWS)
    yield store
    engine.dispose()
    if request.param == "postgresql":
        server.empty(_migrated("postgresql", server))


def found(store, given, **more) -> list[str]:
    query = RowQuery(parameters.filters(COLUMNS, given), limit=None, **more)
    page = acled_read.find(store, None, query)
    ids = [json.loads(body)["event_id_cnty"] for piece in acled_read.bodies(store, page.keys) for _, body in piece]
    assert page.total == len(ids)
    return ids


def cased(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from((text, text.lower(), text.upper(), text.title()))


@st.composite
def texts(draw, column: str) -> str:
    value = str(draw(st.sampled_from(ROWS))[column]) or "nothing"
    if draw(st.booleans()):
        start = draw(st.integers(0, len(value) - 1))
        value = value[start : draw(st.integers(start + 1, len(value)))]
    value = draw(cased(value)).replace("|", "").strip()
    # What stands before an equals sign would be taken for a column.
    return value.replace("=", "") or draw(st.sampled_from(("%", "_", "\\", "é", "100%", "Home_Guard", "' OR 1=1")))


@st.composite
def numbers(draw, column: str) -> str:
    value = draw(st.sampled_from(ROWS))[column]
    if column == "region":
        return draw(st.sampled_from((str(REGIONS[value]), value.lower(), "6")))
    if column in ("inter1", "inter2"):
        return draw(st.sampled_from((str(INTERS.index(value)), value.upper() or "0")))
    if column == "interaction":
        return draw(st.sampled_from((value, "17", "10", "78", value.lower())))
    if column in WHOLE:
        return str(value + draw(st.integers(-1, 1)))
    if column in REAL:
        return str(draw(st.sampled_from((value, 0, -12.5))))
    if column == "timestamp":
        return draw(st.sampled_from((str(value), str(value - 1), "2015-09-01", "2016-02-29")))
    return draw(st.sampled_from((value, "2016-01-01")))


@st.composite
def filter_of(draw, column: str) -> tuple[str, str | None]:
    """A value and an operator for one column."""
    if column in LIKE or column == "country":
        operator = draw(st.sampled_from((None, "LIKE", "=", "like")))
        return "|".join(draw(st.lists(texts(column), min_size=1, max_size=3))), operator
    operator = draw(st.sampled_from((None, *ORDERED, "BETWEEN", "between")))
    if operator and operator.upper() == "BETWEEN":
        return f"{draw(numbers(column))}|{draw(numbers(column))}", operator
    most = 3 if operator in (None, "=") else 2
    return "|".join(draw(st.lists(numbers(column), min_size=1, max_size=most))), operator


@st.composite
def filters(draw) -> dict[str, str]:
    made: dict[str, str] = {}
    columns = draw(st.lists(st.sampled_from(ROW_COLUMNS), min_size=1, max_size=3, unique=True))
    for column in columns:
        made[column], operator = draw(filter_of(column))
        if operator:
            made[f"{column}_where"] = operator
    if draw(st.booleans()) and made.get(f"{columns[0]}_where", "").upper() != "BETWEEN":
        other = draw(st.sampled_from([name for name in ROW_COLUMNS if name not in columns]))
        value, operator = draw(filter_of(other))
        made[columns[0]] += f":OR:{other}={value}"
        if operator:
            made[f"{other}_where"] = operator
    return made


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(given=filters())
def test_any_filters_give_the_rows_that_fit(filled, given):
    assert sorted(found(filled, given)) == sorted(row["event_id_cnty"] for row in expected(list(ROWS), given))


@pytest.mark.parametrize("column", ROW_COLUMNS)
def test_every_column_is_a_filter(filled, column):
    """With the default operator a row is found by its own value, and something is left out by some value."""
    row = next(row for row in ROWS if row[column] not in ("", 0)) if column != "admin3" else ROWS[0]
    value = str(row[column]) or "Zz"
    given = {column: value}
    ids = found(filled, given)
    assert sorted(ids) == sorted(one["event_id_cnty"] for one in expected(list(ROWS), given))
    assert (row["event_id_cnty"] in ids) == (column != "admin3")


def ids_where(test) -> list[str]:
    return sorted(row["event_id_cnty"] for row in ROWS if test(row))


@pytest.mark.parametrize(
    ("given", "test"),
    [
        ({"country": "Georgia|Mali"}, lambda row: row["country"] in ("Georgia", "Mali")),
        ({"country": "Georgia:OR:country=Mali"}, lambda row: row["country"] in ("Georgia", "Mali")),
        ({"country": "Georgia:or:country=Mali:OR:Kenya"}, lambda row: row["country"] in ("Georgia", "Mali", "Kenya")),
        ({"country": "country=Mali"}, lambda row: row["country"] == "Mali"),
        ({"country": "niger"}, lambda row: row["country"] == "Niger"),
        ({"country": "niger", "country_where": "LIKE"}, lambda row: "Niger" in row["country"]),
        ({"actor1": "brigade:OR:actor2=brigade"}, lambda row: "Brigade" in row["actor1"] + row["actor2"]),
        (
            {"year": "2016:OR:fatalities=5", "fatalities_where": ">"},
            lambda row: row["year"] == 2016 or row["fatalities"] > 5,
        ),
        ({"event_date": "2015-03-01|2015-04-01"}, lambda row: row["event_date"] in ("2015-03-01", "2015-04-01")),
        ({"event_date": "2015-03-01..2015-04-01"}, lambda row: "2015-03-01" <= row["event_date"] <= "2015-04-01"),
        (
            {"event_date": "2015-03-01|2015-04-01", "event_date_where": "BETWEEN"},
            lambda row: "2015-03-01" <= row["event_date"] <= "2015-04-01",
        ),
        ({"event_date": "|2015-04-01", "event_date_where": "BETWEEN"}, lambda row: row["event_date"] <= "2015-04-01"),
        ({"event_date": "|", "event_date_where": "BETWEEN"}, lambda row: True),
        ({"event_date": "", "event_date_where": "BETWEEN"}, lambda row: True),
        ({"event_date": "2015-03", "event_date_where": "LIKE"}, lambda row: row["event_date"][:7] == "2015-03"),
        ({"timestamp": "1440000000..1450000000"}, lambda row: 1440000000 <= row["timestamp"] <= 1450000000),
        ({"country": "", "year": ""}, lambda row: True),
        ({"inter1": "1"}, lambda row: row["inter1"] == "State forces"),
        ({"inter1": "Rebel Groups|Foreign-Others"}, lambda row: row["inter1"] in (INTERS[2], INTERS[8])),
        ({"inter2": "0"}, lambda row: row["actor2"] == ""),
        ({"interaction": "Civilians - External/Other forces"}, lambda row: {row["inter1"], row["inter2"]} == {INTERS[7], INTERS[8]}),
        ({"interaction": "78"}, lambda row: {row["inter1"], row["inter2"]} == {INTERS[7], INTERS[8]}),
        ({"interaction": "10"}, lambda row: (row["inter1"], row["inter2"]) == ("State forces", "")),
        ({"region": "11"}, lambda row: row["region"] == "Middle East"),
        ({"region": "middle east|Europe"}, lambda row: row["region"] in ("Middle East", "Europe")),
        ({"region": "1|3"}, lambda row: row["region"] in ("Western Africa", "Eastern Africa")),
        ({"region": "Atlantis"}, lambda row: False),
        ({"iso": "0"}, lambda row: row["country"] == "Kosovo"),
        ({"event_type": "BATTLES|RIOTS"}, lambda row: row["event_type"] in ("Battles", "Riots")),
        ({"event_type": "Strategic development"}, lambda row: row["event_type"] == "Strategic developments"),
        ({"event_type": "Remote violence"}, lambda row: row["event_type"] == "Explosions/Remote violence"),
        ({"event_type": "Riots/Protests"}, lambda row: row["event_type"] in ("Riots", "Protests")),
        ({"event_type": "Battle-No change of territory"}, lambda row: row["sub_event_type"] == "Armed clash"),
        (
            {"sub_event_type": "Excessive force against protestors"},
            lambda row: row["sub_event_type"] == "Excessive force against protesters",
        ),
        ({"actor1": "100%"}, lambda row: "100%" in row["actor1"]),
        ({"actor1": "%"}, lambda row: "%" in row["actor1"]),
        ({"actor1": "home_guard"}, lambda row: "Home_Guard" in row["actor1"]),
        ({"actor1": "homeXguard"}, lambda row: False),
        ({"actor1": "üNION".lower()}, lambda row: "Ünion" in row["actor1"]),
        ({"source": "РАДИО"}, lambda row: "Радио" in row["source"]),
        ({"tags": "crowd size=around"}, lambda row: "around" in row["tags"]),
        ({"event_id_cnty": ROWS[7]["event_id_cnty"]}, lambda row: row is ROWS[7]),
        (
            {"event_id_cnty": ROWS[7]["event_id_cnty"].lower(), "event_id_cnty_where": "="},
            lambda row: row is ROWS[7],
        ),
        ({"fatalities": "3", "fatalities_where": ">="}, lambda row: row["fatalities"] >= 3),
        ({"nonsense": "1", "year": "2016", "?export_type": "x"}, lambda row: row["year"] == 2016),
        ({"country": "'; DROP TABLE rows; --"}, lambda row: False),
        ({"notes": "\x00"}, lambda row: False),
    ],
)  # fmt: skip
def test_a_way_to_write_a_filter(filled, given, test):
    assert sorted(found(filled, given)) == ids_where(test)


def test_many_countries_at_once(filled):
    names = "|".join(["Mali", "Kenya", *(f"Land {number}" for number in range(250))])
    assert sorted(found(filled, {"country": names})) == ids_where(lambda row: row["country"] in ("Mali", "Kenya"))
    many = ":OR:".join(f"country={name}" for name in names.split("|"))
    assert sorted(found(filled, {"country": many})) == ids_where(lambda row: row["country"] in ("Mali", "Kenya"))


def test_rows_come_the_newest_first(filled):
    order = found(filled, {"fatalities": "0"})
    days = {row["event_id_cnty"]: row["event_date"] for row in ROWS}
    assert [days[name] for name in order] == sorted((days[name] for name in order), reverse=True)
    assert order == found(filled, {"fatalities": "0"})


@pytest.mark.parametrize("few", [0, 50, 2000])
def test_a_long_answer_is_found_the_other_way_and_is_the_same(filled, monkeypatch, few):
    """Few matches are sorted whole, many are walked by date; both ways give one answer."""
    monkeypatch.setattr(acled_read, "_FEW", few)
    days = {row["event_id_cnty"]: row["event_date"] for row in ROWS}
    for asked in ({"fatalities": "0"}, {"actor1": "civilians", "year": "2015"}, {"country": "Mali"}, {"notes": "zzz"}):
        assert sorted(found(filled, asked)) == sorted(row["event_id_cnty"] for row in expected(list(ROWS), asked))
        told = [days[name] for name in found(filled, asked)]
        assert told == sorted(told, reverse=True)
