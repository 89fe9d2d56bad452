"""Reports of one event become one row for readers, whatever order jobs come in and however often it is done."""

from __future__ import annotations

import itertools
import json
import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from coders.acled.merge import merge_rows
from coders.wire import ROW_COLUMNS, row_to_wire
from jobs import acled_reports, complete, lease, merging, tombstones
from storage.engine import reading, writing
from storage.models import AcledBody, AcledReport, AcledRow, DeletedRow, Job, MergeMark
from tests.coders.acled.test_merge import CIVILIANS, FRONT, UNKNOWN, many, row
from tests.jobs.support import LEASE, article, result, rows_of, start

OWNERS = itertools.count()


def coded(store, *rows, owner=None, options=None) -> str:
    """Codes one job whose articles give these rows; gives its id."""
    by_article: dict[str, list] = {}
    for one in rows:
        by_article.setdefault(one.article_id, []).append(one)
    bodies = [{**article(0), "id": name} for name in by_article]
    job = start(store, bodies, owner=owner, options=options)
    claimed = lease.claim(store, job.chunk_ids[0], lease_seconds=LEASE)
    answers = [replace(result(name), rows=tuple(made)) for name, made in by_article.items()]
    assert complete.complete(store, claimed, answers)
    return job.id


def shown(store, owner="") -> dict[str, dict]:
    with reading(store) as session:
        query = select(AcledRow.event_id_cnty, AcledBody.body).join(AcledBody, AcledBody.id == AcledRow.id)
        return dict(session.execute(query.where(AcledRow.owner == owner)).all())


def content(bodies) -> list[str]:
    return sorted(json.dumps({**body, "timestamp": 0}, sort_keys=True) for body in bodies)


def expected(rows) -> list[str]:
    return content({name: row_to_wire(one.row)[name] for name in ROW_COLUMNS} for one in merge_rows(rows))


def members(store, owner="") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for whose, name, kept in rows_of(store, AcledReport, "owner", "event_id_cnty", "kept"):
        if whose == owner:
            found.setdefault(kept, []).append(name)
    return found


def gone(store, owner="") -> set[str]:
    return {name for whose, name in rows_of(store, DeletedRow, "owner", "event_id_cnty") if whose == owner}


def as_told(rows) -> list:
    """One row of each id."""
    return list({one.event_id_cnty: one for one in rows}.values())


def some(store, rows, jobs, owner) -> list[str]:
    """Codes the rows as jobs by article, in the order of `jobs`, merging where it says so."""
    ids = []
    by_article = {name: [one for one in rows if one.article_id == name] for name in {one.article_id for one in rows}}
    for name, at_once in jobs:
        if name in by_article:
            ids.append(coded(store, *by_article.pop(name), owner=owner))
        if at_once:
            merging.settle(store)
    assert not by_article
    return ids


order = st.permutations("abcdef").flatmap(
    lambda names: st.lists(st.booleans(), min_size=6, max_size=6).map(
        lambda flags: list(zip(names, flags, strict=True))
    )
)
slow = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@slow
@given(many, order)
def test_jobs_in_any_order_give_what_merging_all_rows_at_once_gives(store, found, jobs):
    rows, owner = as_told(found), f"o{next(OWNERS)}"
    some(store, rows, jobs, owner)
    merging.settle(store)
    bodies = shown(store, owner)
    assert content(bodies.values()) == expected(rows)
    assert sorted(itertools.chain(*members(store, owner).values())) == sorted(one.event_id_cnty for one in rows)
    assert set(members(store, owner)) == set(bodies)
    assert not gone(store, owner) & set(bodies), "what is shown is not deleted"
    assert rows_of(store, MergeMark, "id") == []
    assert merging.settle(store) == 0
    with writing(store) as session:
        days = select(AcledReport.owner, AcledReport.country, AcledReport.family, AcledReport.event_date)
        acled_reports.mark(session, [tuple(day) for day in session.execute(days.where(AcledReport.owner == owner))])
    assert merging.settle(store) == 0, "merging what is merged changes nothing"
    assert shown(store, owner) == bodies


@slow
@given(many, order, st.randoms(use_true_random=False))
def test_a_job_that_goes_leaves_what_the_others_give(store, found, jobs, random):
    rows, owner = as_told(found), f"o{next(OWNERS)}"
    ids = some(store, rows, jobs, owner)
    merging.settle(store)
    if not ids:
        return
    name = random.choice(sorted({one.article_id for one in rows}))
    before = set(shown(store, owner))
    with reading(store) as session:
        one_of_it = next(one.event_id_cnty for one in rows if one.article_id == name)
        job_id = session.scalars(
            select(AcledReport.job_id).where(AcledReport.owner == owner, AcledReport.event_id_cnty == one_of_it)
        ).one()
    with writing(store) as session:
        tombstones.bury(session, job_id)
        session.delete(session.get(Job, job_id))
    merging.settle(store)
    left = [one for one in rows if one.article_id != name]
    assert content(shown(store, owner).values()) == expected(left)
    assert before - set(shown(store, owner)) <= gone(store, owner)
    assert not gone(store, owner) & set(shown(store, owner))


FIRST = row("a", fatalities=5, timestamp=10, source="Daily Lake", source_scale="National")
SECOND = row("b", two=UNKNOWN, fatalities=3, timestamp=20, source="Ridge Radio", place="Lanet")


def test_the_second_report_joins_the_first_and_keeps_its_id(timed, clock):
    coded(timed, FIRST)
    assert merging.settle(timed) == 0
    number = rows_of(timed, AcledRow, "id")
    coded(timed, SECOND)
    assert set(shown(timed)) == {FIRST.event_id_cnty, SECOND.event_id_cnty}, "until it is merged, both stand"
    clock.forward(60)
    assert merging.settle(timed) == 1
    (body,) = shown(timed).values()
    assert body["event_id_cnty"] == FIRST.event_id_cnty
    assert (body["source"], body["fatalities"]) == ("Daily Lake; Ridge Radio", 3)
    at = int(clock.time.timestamp())
    assert body["timestamp"] == at, "a reader who asks for what is new must be told"
    assert rows_of(timed, AcledRow, "id") == number
    assert rows_of(timed, DeletedRow, "event_id_cnty", "deleted_timestamp") == [(SECOND.event_id_cnty, at)]
    assert members(timed) == {FIRST.event_id_cnty: sorted([FIRST.event_id_cnty, SECOND.event_id_cnty])}


def test_the_same_article_again_changes_nothing(timed, clock):
    coded(timed, FIRST)
    coded(timed, SECOND)
    merging.settle(timed)
    before = shown(timed)
    clock.forward(60)
    for again in (replace(SECOND, timestamp=900), replace(FIRST, timestamp=901)):
        coded(timed, again)
        assert shown(timed) == before, "a merged event is not taken apart for a while"
        assert merging.settle(timed) == 0
    assert shown(timed) == before
    assert gone(timed) == {SECOND.event_id_cnty}


def test_an_article_that_says_something_new_changes_the_event(timed, clock):
    coded(timed, FIRST)
    coded(timed, SECOND)
    merging.settle(timed)
    clock.forward(60)
    coded(timed, replace(SECOND, fatalities=2, timestamp=900))
    assert merging.settle(timed) == 1
    (body,) = shown(timed).values()
    assert (body["fatalities"], body["timestamp"]) == (2, int(clock.time.timestamp()))


def test_owners_have_events_of_their_own(timed):
    coded(timed, FIRST, owner="one")
    coded(timed, SECOND, owner="two")
    assert merging.settle(timed) == 0
    coded(timed, SECOND, owner="one")
    assert merging.settle(timed, owner="two") == 0
    assert merging.settle(timed, owner="one") == 1
    assert len(shown(timed, "one")) == len(shown(timed, "two")) == 1


def test_a_job_may_ask_not_to_be_merged(timed):
    coded(timed, FIRST)
    coded(timed, SECOND, options={"merge": False})
    assert merging.settle(timed) == 0
    assert len(shown(timed)) == 2
    coded(timed, SECOND)
    assert merging.settle(timed) == 0, "what was said of an event id holds"


def test_without_merging_every_report_is_shown(timed):
    coded(timed, FIRST)
    coded(timed, SECOND)
    assert merging.settle(timed, merge=False) == 0
    assert len(shown(timed)) == 2


def test_a_merge_is_undone_and_done_again(timed, clock):
    coded(timed, FIRST, owner="one")
    coded(timed, SECOND, owner="one")
    merging.settle(timed)
    clock.forward(60)
    with writing(timed) as session:
        assert acled_reports.split(session, "two", FIRST.event_id_cnty, apart=True) == []
        ids = acled_reports.split(session, "one", SECOND.event_id_cnty, apart=True)
    assert ids == sorted([FIRST.event_id_cnty, SECOND.event_id_cnty])
    assert merging.settle(timed) == 2
    assert content(shown(timed, "one").values()) == content(
        {name: row_to_wire(one)[name] for name in ROW_COLUMNS} for one in (FIRST, SECOND)
    )
    assert {body["timestamp"] for body in shown(timed, "one").values()} == {int(clock.time.timestamp())}
    assert gone(timed, "one") == set()
    coded(timed, FIRST, owner="one")
    assert merging.settle(timed) == 0
    for name in ids:
        with writing(timed) as session:
            assert acled_reports.split(session, None, name, apart=False) == [name]
    assert merging.settle(timed) == 1
    assert len(shown(timed, "one")) == 1


@pytest.mark.parametrize("lost", [FIRST, SECOND])
def test_a_report_that_goes_takes_its_source_with_it(timed, lost):
    jobs = {one.event_id_cnty: coded(timed, one) for one in (FIRST, SECOND)}
    merging.settle(timed)
    with writing(timed) as session:
        assert tombstones.bury(session, jobs[lost.event_id_cnty]) == 1
        session.delete(session.get(Job, jobs[lost.event_id_cnty]))
    merging.settle(timed)
    left = SECOND if lost is FIRST else FIRST
    assert {name: body["source"] for name, body in shown(timed).items()} == {left.event_id_cnty: left.source}
    assert gone(timed) == {lost.event_id_cnty}


def test_a_week_reaches_over_days_and_a_long_run_is_merged_whole(timed):
    days = [(date(2023, 1, 1) + timedelta(days=2 * n)).isoformat() for n in range(40)]
    rows = [row(f"a{n}", day=day, time_precision=1 + n % 2, place="Nakuru") for n, day in enumerate(days)]
    for one in rows[::2] + rows[1::2]:
        coded(timed, one)
        merging.settle(timed)
    assert content(shown(timed).values()) == expected(rows)
    assert len(shown(timed)) < 40


def test_a_transaction_that_lasts_ends_with_the_run_it_is_at(timed, monkeypatch):
    days = [(date(2023, 1, 1) + timedelta(days=20 * n)).isoformat() for n in range(4)]
    rows = [replace(one, event_date=day) for day in days for one in (row(f"a{day}"), row(f"b{day}"))]
    for one in rows:
        coded(timed, one)
    left: list[int] = []
    whole = merging._Run.redo

    def redo(run, **how):
        left.append(len(rows_of(timed, MergeMark, "id")))
        return whole(run, **how)

    monkeypatch.setattr(merging._Run, "redo", redo)
    monkeypatch.setattr(merging, "_HELD", 0.0)
    assert merging.settle(timed) == len(days)
    assert left == [8, 6, 4, 2], "each run is committed before the next is begun"
    assert content(shown(timed).values()) == expected(rows)


def test_other_families_and_countries_are_not_touched(timed):
    rows = [
        FIRST,
        SECOND,
        row("c", "Attack", FRONT, CIVILIANS, place="Naivasha"),
        row("d", "Agreement"),
        replace(row("e"), country="Uganda"),
    ]
    coded(timed, *rows)
    assert merging.settle(timed) == 1
    assert content(shown(timed).values()) == expected(rows)


def test_a_row_of_an_unknown_type_is_shown_and_never_merged(timed):
    coded(timed, FIRST, replace(SECOND, sub_event_type="Duel"), replace(row("c"), event_date="spring 2023"))
    assert merging.settle(timed) == 0
    assert len(shown(timed)) == 3
    assert len(members(timed)) == 1


def test_writers_and_merging_at_once_lose_nothing(store):
    rows = [row(f"a{n}", day=f"2023-05-{1 + n % 3:02d}", timestamp=1_700_000_000 + n) for n in range(24)]
    over = threading.Event()
    failures = []

    def write(part):
        try:
            for one in part:
                coded(store, one)
        except Exception as error:  # noqa: BLE001  # told to the test
            failures.append(error)

    def merge():
        try:
            while not over.is_set():
                merging.settle(store)
        except Exception as error:  # noqa: BLE001
            failures.append(error)

    writers = [threading.Thread(target=write, args=(rows[n::3],)) for n in range(3)]
    mergers = [threading.Thread(target=merge) for _ in range(2)]
    for thread in [*writers, *mergers]:
        thread.start()
    for thread in writers:
        thread.join(60)
    over.set()
    for thread in mergers:
        thread.join(60)
    assert failures == []
    merging.settle(store)
    assert len(shown(store)) == 3
    assert sorted(map(len, members(store).values())) == [8, 8, 8]
