from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, text

from coders.types import EventDate
from jobs import results, store_lists
from jobs.errors import BadCursor
from jobs.filters import APPLIES, Filters, alternatives
from storage import migrate
from storage.engine import create_engine, reading, session_factory, writing
from storage.models import Article, Event, Row
from tests.jobs.support import PlainCoder, article, event, result, row, rows_of, run_dry, start

CODES = ("036", "1951", "1952", "195", "190", "0841")
PLACES = ("SYR", "IRQ", "LBN")
TYPES = ("Armed clash", "Attack", "Peaceful protest")


class VariedCoder(PlainCoder):
    """Two events and one row for each article, which differ by its number."""

    def code(self, articles):
        for one in articles:
            number = int(one.id[1:])
            day = date(2024, 3, 1) + timedelta(days=number * 7 % 11)
            events = tuple(
                replace(
                    event(one.id, n, CODES[(number + n) % len(CODES)]),
                    source=replace(
                        event(one.id, 0).source, code=PLACES[number % 3] + "MIL", country=PLACES[number % 3]
                    ),
                    date=EventDate(None if number % 13 == 0 else day, 1, "written for the test"),
                )
                for n in range(2)
            )
            rows = (
                replace(
                    row(one.id, number),
                    event_date=day.isoformat(),
                    sub_event_type=TYPES[number % 3],
                    actor1=f"Group {number % 4}",
                    actor2=f"Group {number % 5}",
                ),
            )
            yield replace(result(one.id), events=events, rows=rows)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request, tmp_path_factory, _migrated):
    """Two jobs of 30 articles each, in a store that the tests of this module only read."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("lists") / "athir.db"
        shutil.copy(_migrated("sqlite"), path)
        url = f"sqlite:///{path}"
    else:
        server = request.getfixturevalue("postgres")
        url = server.url(server.create())
        migrate.upgrade(url)
    engine = create_engine(url)
    store = session_factory(engine)
    made = [start(store, [article(n) for n in range(base, base + 30)], chunk_articles=7) for base in (0, 30)]
    run_dry(store, VariedCoder())
    yield store, made
    engine.dispose()


@pytest.fixture
def store(filled):
    return filled[0]


@pytest.fixture
def jobs(filled):
    return filled[1]


def listed(store, output, **asked):
    return list(store_lists.iterate(store, output, **asked))


def items(store, output, **asked):
    return [item for _, item in listed(store, output, **asked)]


@pytest.mark.parametrize(
    ("output", "where", "fits"),
    [
        ("events", Filters(), lambda e: True),
        ("events", Filters(code=("195",)), lambda e: e["code"].startswith("195")),
        ("events", Filters(code=("1951",)), lambda e: e["code"] == "1951"),
        ("events", Filters(code=("19",)), lambda e: e["root"] == "19"),
        ("events", Filters(code=("19", "036")), lambda e: e["root"] == "19" or e["code"] == "036"),
        ("events", Filters(code=("195", "0841")), lambda e: e["code"][:3] == "195" or e["code"] == "0841"),
        (
            "events",
            Filters(code=("19", "0841"), since="2024-03-04"),
            lambda e: (e["date"] or "") >= "2024-03-04" and (e["root"] == "19" or e["code"] == "0841"),
        ),
        ("events", Filters(root=("03", "08")), lambda e: e["root"] in ("03", "08")),
        ("events", Filters(source=("SYRMIL",)), lambda e: e["source"]["code"] == "SYRMIL"),
        ("events", Filters(source_country=("SYR", "IRQ")), lambda e: e["source"]["country"] != "LBN"),
        ("events", Filters(country=("SYR",), code=("190",)), lambda e: e["code"] == "190"),
        ("events", Filters(country=("syr",)), lambda e: False),
        ("events", Filters(target=("SYR",)), lambda e: False),
        ("events", Filters(article=("a3", "a40")), lambda e: e["article_id"] in ("a3", "a40")),
        ("events", Filters(since="2024-03-05"), lambda e: (e["date"] or "") >= "2024-03-05"),
        ("events", Filters(until="2024-03-05"), lambda e: e["date"] and e["date"] <= "2024-03-05"),
        (
            "events",
            Filters(since="2024-03-03", until="2024-03-04", root=("19",)),
            lambda e: e["date"] in ("2024-03-03", "2024-03-04") and e["root"] == "19",
        ),
        ("rows", Filters(), lambda r: True),
        ("rows", Filters(actor=("Group 1",)), lambda r: "Group 1" in (r["actor1"], r["actor2"])),
        ("rows", Filters(actor=("Group 1", "Group 4")), lambda r: {"Group 1", "Group 4"} & {r["actor1"], r["actor2"]}),
        ("rows", Filters(sub_event_type=("Attack",)), lambda r: r["sub_event_type"] == "Attack"),
        ("rows", Filters(country=("Syria",), since="2024-03-10"), lambda r: r["event_date"] >= "2024-03-10"),
        ("rows", Filters(event_type=("Battles",)), lambda r: False),
    ],
)
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_a_list_holds_what_fits_in_its_order_whatever_the_page(store, jobs, monkeypatch, output, where, fits, order):
    everything = items(store, output)
    wanted = [item for item in everything if fits(item)]
    day = "date" if output == "events" else "event_date"
    if where.since or where.until:
        wanted.sort(key=lambda item: item[day])
    if order == "desc":
        wanted.reverse()
    assert items(store, output, where=where, order=order) == wanted
    monkeypatch.setattr(store_lists, "_PAGE", 3)
    assert items(store, output, where=where, order=order) == wanted


def test_everything_is_listed_as_it_was_stored(store, jobs):
    stored = sorted(rows_of(store, Event, "id", "event_id"))
    assert [item["event_id"] for item in items(store, "events")] == [event_id for _, event_id in stored]
    assert {event_id for _, event_id in stored} == {f"a{n}-e{e}" for n in range(60) for e in range(2)}


@pytest.mark.parametrize("where", [Filters(), Filters(since="2024-01-01"), Filters(code=("195", "036"))])
@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("of_job", [False, True])
def test_reading_goes_on_behind_any_cursor(store, jobs, where, order, of_job):
    asked = {"where": where, "order": order, "job": jobs[1].id if of_job else None}
    whole = listed(store, "events", **asked)
    assert len({cursor for cursor, _ in whole}) == len(whole) > 10
    for place in range(0, len(whole), 7):
        assert listed(store, "events", after=whole[place][0], **asked) == whole[place + 1 :]


def test_a_reader_that_follows_the_store_sees_what_comes_later_and_nothing_twice(fresh):
    first = start(fresh, [article(1)])
    run_dry(fresh, VariedCoder())
    last = listed(fresh, "events")[-1][0]
    with writing(fresh) as session:
        session.execute(delete(Article).where(Article.job_id == first.id))
    start(fresh, [article(99)])
    run_dry(fresh, VariedCoder())
    assert [item["article_id"] for item in items(fresh, "events", after=last)] == ["a99", "a99"]


def test_a_job_is_listed_as_its_results_are(store, jobs):
    for output in ("events", "rows"):
        assert items(store, output, job=jobs[1].id) == [item for _, item in results.iterate(store, jobs[1].id, output)]
    assert items(store, "events", job="\0" * 36) == items(store, "events", job="x" * 36) == []


@pytest.mark.parametrize(
    ("asked", "cursor"),
    [
        ({}, "nonsense"), ({}, "rs1"), ({}, "es"), ({}, "esg"), ({}, "es1-1"), ({}, "ed1-2024-01-01"), ({}, "ej1-1"),
        ({}, "es" + "f" * 16), ({}, "es1\n"), ({"where": Filters(since="2024-01-01")}, "es1"),
        ({"where": Filters(since="2024-01-01")}, "ed1"), ({"where": Filters(since="2024-01-01")}, "ed1-12345678"),
        ({"job": "x" * 36}, "es1"), ({"job": "x" * 36}, "ej1"), ({"job": "x" * 36}, "ej1-2024-01-01"),
    ],
)  # fmt: skip
def test_a_cursor_of_another_list_is_refused_at_once(store, asked, cursor):
    with pytest.raises(BadCursor):
        store_lists.iterate(store, "events", after=cursor, **asked)


def test_no_transaction_stays_open_while_the_reader_thinks(store, jobs):
    stream = store_lists.iterate(store, "rows")
    next(stream)
    assert store.kw["bind"].pool.checkedout() == 0


def plans(store, output, **asked):
    """How SQLite goes about every statement of a list."""
    walk = store_lists._walk(output, asked.get("where", Filters()), asked.get("job"), asked.get("order", "asc"))
    place = {"s": (5,), "d": ("2024-03-02", 5), "j": (5, 0)}[walk.kind]
    found = []
    with reading(store) as session:
        for where in (None, place):
            statement = walk.page(asked.get("where", Filters()), asked.get("job"), where, 500)
            compiled = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
            found += [line[3] for line in session.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))]
    return found


SINGLE = {name: ("X",) for name in ("root", "source", "source_country", "target", "target_country", "event_type",
                                    "sub_event_type", "actor", "country", "article")}  # fmt: skip
QUERIES = [
    *(("events", {name: SINGLE[name]}) for name in sorted(APPLIES["events"] & SINGLE.keys())),
    *(("rows", {name: SINGLE[name]}) for name in sorted(APPLIES["rows"] & SINGLE.keys())),
    *((output, {name: ("X", "Y", "Z")}) for output in ("events", "rows") for name in ("country", "article")),
    *(("events", {"code": code}) for code in (("19",), ("195",), ("1951",), ("19", "036", "0841"))),
    *((output, days) for output in ("events", "rows") for days in ({"since": "2024-01-01"}, {"until": "2024-01-01"})),
    ("rows", {"since": "2024-01-01", "until": "2024-02-01"}),
    ("events", {"code": ("195",), "country": ("SYR",), "source": ("SYRMIL",)}),
]


@pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize(("output", "where"), QUERIES, ids=str)
def test_no_list_scans_a_table_or_sorts_more_than_its_pages(store, output, where, order):
    asked = Filters(**where)
    found = plans(store, output, where=asked, order=order)
    assert [line for line in found if line.startswith(f"SCAN {output}")] == []
    ways = [
        len(alternatives(Event if output == "events" else Row, asked, name))
        for name in where
        if name[-4:] not in ("ince", "ntil")
    ]
    if sum(ways) <= 1:
        assert [line for line in found if "TEMP B-TREE" in line] == []
    for line in found:
        assert f"SEARCH {output}" not in line or "USING INDEX" in line, line


@pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
@pytest.mark.parametrize("output", ["events", "rows"])
def test_lists_without_a_filter_follow_the_number_and_those_of_a_job_its_place(store, output):
    for line in plans(store, output):
        # From its beginning the table is read in its own order, 500 lines of it: that is no search.
        assert line.startswith(f"SCAN {output}") or "INTEGER PRIMARY KEY" in line
        assert "TEMP B-TREE" not in line
    for line in plans(store, output, job="x" * 36):
        assert "USING INDEX" in line
        assert "SCAN" not in line
        assert "TEMP B-TREE" not in line


def test_a_plan_without_its_index_is_noticed(fresh):
    with writing(fresh) as session:
        session.execute(text("DROP INDEX ix_events_country_id"))
    assert not all("USING INDEX" in line for line in plans(fresh, "events", where=Filters(country=("X",))))


@pytest.fixture
def fresh(tmp_path, _migrated):
    shutil.copy(_migrated("sqlite"), tmp_path / "athir.db")
    engine = create_engine(f"sqlite:///{tmp_path}/athir.db")
    yield session_factory(engine)
    engine.dispose()
