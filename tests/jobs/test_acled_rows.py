from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select

from coders.wire import ROW_COLUMNS, row_to_wire
from jobs import acled_rows, complete, lease, tombstones
from jobs.errors import BadAnswer
from storage.engine import reading, writing
from storage.models import AcledBody, AcledRow, DeletedRow, Job
from tests.jobs.support import LEASE, article, result, row, rows_of, start


def coded(store, *results, owner=None):
    """Codes one job with the results given; gives its id."""
    job = start(store, [{**article(0), "id": one.article_id} for one in results], owner=owner)
    claimed = lease.claim(store, job.chunk_ids[0], lease_seconds=LEASE)
    assert complete.complete(store, claimed, list(results))
    return job.id


def shown(store) -> dict[str, dict]:
    with reading(store) as session:
        found = session.execute(
            select(AcledRow.event_id_cnty, AcledBody.body).join(AcledBody, AcledBody.id == AcledRow.id)
        )
        return dict(found.all())


def with_row(article_id: str, **changes):
    return replace(result(article_id), rows=(replace(row(article_id, 1), **changes),))


def test_a_finished_chunk_publishes_its_rows(store):
    job_id = coded(store, result("a0", rows=2), result("a1", rows=0))
    wire = row_to_wire(row("a0", 0))
    assert shown(store)["SYR0"] == {name: wire[name] for name in ROW_COLUMNS}
    assert list(shown(store)["SYR0"]) == list(ROW_COLUMNS)
    columns = ("event_id_cnty", "job_id", "position", "country", "year", "inter1_number", "inter2_number")
    assert rows_of(store, AcledRow, *columns) == [
        ("SYR0", job_id, 0, "Syria", 2024, 1, 0),
        ("SYR1", job_id, 0, "Syria", 2024, 1, 0),
    ]
    assert rows_of(store, AcledRow, "interaction_number", "region_number") == [(10, 11), (10, 11)]


def test_the_last_writing_of_an_event_id_counts_and_keeps_its_place(store):
    coded(store, with_row("a0", notes="first"), with_row("a1", notes="second"))
    assert shown(store)["SYR1"]["notes"] == "second"
    (number,) = rows_of(store, AcledRow, "id")
    job_id = coded(store, with_row("a2", notes="third", fatalities=7))
    assert shown(store) == {"SYR1": {**shown(store)["SYR1"], "notes": "third"}}
    assert rows_of(store, AcledRow, "id", "job_id", "fatalities", "notes") == [(*number, job_id, 7, "third")]


def test_labels_without_a_number_have_none(store):
    coded(store, with_row("a0", inter1="Wizards", region="Atlantis"))
    assert rows_of(store, AcledRow, "inter1", "inter1_number", "interaction_number", "region_number") == [
        ("Wizards", None, None, None)
    ]


@pytest.mark.parametrize("changes", [{"fatalities": "many"}, {"iso": None}, {"latitude": None}, {"longitude": "north"}])
def test_what_is_no_number_has_no_columns(changes):
    with pytest.raises((ValueError, TypeError)):
        acled_rows.columns("j", 0, {**row_to_wire(row("a0", 1)), **changes})


@pytest.mark.parametrize("changes", [{"year": 2**70}, {"latitude": float("nan")}, {"longitude": float("inf")}])
def test_numbers_that_cannot_be_stored_are_a_bad_answer(store, changes):
    with pytest.raises(BadAnswer):
        coded(store, with_row("a0", **changes))
    assert shown(store) == {}


def test_more_rows_than_one_statement_takes(store):
    coded(store, result("a0", rows=acled_rows.AT_ONCE * 2 + 1))
    assert len(shown(store)) == acled_rows.AT_ONCE * 2 + 1


def test_writers_of_the_same_ids_do_not_lock_each_other_out(store):
    rows = [row_to_wire(row("a0", number)) for number in range(60)]
    job_ids = [start(store, [article(0)]).id for _ in range(4)]
    finished: list[str] = []

    def write(job_id: str, backwards: bool) -> None:
        made = [acled_rows.columns(job_id, 0, one) for one in rows]
        for _ in range(5):
            with writing(store) as session:
                acled_rows.publish(session, made[::-1] if backwards else made)
            with writing(store) as session:
                tombstones.bury(session, job_id)
        finished.append(job_id)

    threads = [threading.Thread(target=write, args=(job_id, n % 2 == 1)) for n, job_id in enumerate(job_ids)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(finished) == sorted(job_ids)


def test_a_deleted_job_takes_its_rows_along(store):
    job_id = coded(store, result("a0"))
    with writing(store) as session:
        session.delete(session.get(Job, job_id))
    assert shown(store) == {}
    assert rows_of(store, AcledBody, "id") == []


def test_a_buried_job_leaves_tombstones(timed, clock):
    coded(timed, with_row("a0", event_id_cnty="SYR7"))
    gone = coded(timed, result("a1", rows=2))
    clock.forward(10)
    with writing(timed) as session:
        assert tombstones.bury(session, gone) == 2
        session.delete(session.get(Job, gone))
    assert set(shown(timed)) == {"SYR7"}
    at = int(clock.time.timestamp())
    assert rows_of(timed, DeletedRow, "event_id_cnty", "deleted_timestamp") == [("SYR0", at), ("SYR1", at)]
    coded(timed, with_row("a2"))
    assert rows_of(timed, DeletedRow, "event_id_cnty") == [("SYR0",)], "what is back is not deleted"
    assert set(shown(timed)) == {"SYR1", "SYR7"}


def test_an_id_that_another_job_still_has_lives_on(timed):
    coded(timed, with_row("a0", notes="oldest"))
    coded(timed, with_row("a0", notes="older"))
    gone = coded(timed, with_row("a0", notes="newest"))
    with writing(timed) as session:
        assert tombstones.bury(session, gone) == 0
        session.delete(session.get(Job, gone))
    assert [body["notes"] for body in shown(timed).values()] == ["older"]
    assert rows_of(timed, DeletedRow, "id") == []


def test_some_articles_of_a_job_are_buried(timed):
    job_id = coded(timed, *(with_row(f"a{n}", event_id_cnty=f"SYR{n}") for n in range(4)))
    with writing(timed) as session:
        assert tombstones.bury(session, job_id, [1, 3]) == 2
        assert tombstones.bury(session, job_id, []) == 0
    assert set(shown(timed)) == {"SYR0", "SYR2"}
    assert rows_of(timed, DeletedRow, "event_id_cnty") == [("SYR1",), ("SYR3",)]


def test_an_article_that_shares_its_id_within_the_job(timed):
    job_id = coded(timed, with_row("a0", notes="one"), with_row("a1", notes="other"))
    with writing(timed) as session:
        assert tombstones.bury(session, job_id, [1]) == 0
    assert shown(timed)["SYR1"]["notes"] == "one"


def test_events_are_buried_by_id(timed):
    coded(timed, result("a0", rows=3))
    with writing(timed) as session:
        assert tombstones.bury_events(session, "", ["SYR0", "SYR2", "SYR9"]) == 2
    assert set(shown(timed)) == {"SYR1"}
    assert rows_of(timed, DeletedRow, "event_id_cnty") == [("SYR0",), ("SYR2",)]


def test_a_large_job_is_buried_whole(timed):
    job_id = coded(timed, result("a0", rows=acled_rows.AT_ONCE * 2 + 3))
    with writing(timed) as session:
        assert tombstones.bury(session, job_id) == acled_rows.AT_ONCE * 2 + 3
    assert shown(timed) == {}


def owned(store, table, *columns):
    return rows_of(store, table, "owner", "event_id_cnty", *columns)


def test_owners_have_rows_of_their_own_under_one_event_id(timed):
    coded(timed, with_row("a0", notes="nobody's"))
    coded(timed, with_row("a0", notes="one's"), owner="one")
    coded(timed, with_row("a0", notes="two's"), owner="two")
    coded(timed, with_row("a0", notes="one's again"), owner="one")
    assert owned(timed, AcledRow, "notes") == [
        ("", "SYR1", "nobody's"),
        ("one", "SYR1", "one's again"),
        ("two", "SYR1", "two's"),
    ]


def test_what_one_owner_deletes_stays_with_the_other(timed):
    coded(timed, with_row("a0", notes="older"), owner="one")
    gone = coded(timed, with_row("a0", notes="newest"), owner="two")
    with writing(timed) as session:
        assert tombstones.bury(session, gone) == 1, "the row of another owner does not keep it alive"
        session.delete(session.get(Job, gone))
    assert owned(timed, AcledRow, "notes") == [("one", "SYR1", "older")]
    assert owned(timed, DeletedRow) == [("two", "SYR1")]
    coded(timed, with_row("a0"), owner="one")
    assert owned(timed, DeletedRow) == [("two", "SYR1")], "what is written anew is another owner's"
    coded(timed, with_row("a0"), owner="two")
    assert owned(timed, DeletedRow) == []
    with writing(timed) as session:
        assert tombstones.bury_events(session, "one", ["SYR1"]) == 1
        assert tombstones.bury_events(session, "", ["SYR1"]) == 0
    assert owned(timed, AcledRow) == [("two", "SYR1")]
    assert owned(timed, DeletedRow) == [("one", "SYR1")]


def test_rows_of_several_owners_are_published_at_once(store):
    job_ids = [start(store, [article(0)], owner=owner).id for owner in ("b", None, "a")]
    wire = row_to_wire(row("a0", 1))
    with writing(store) as session:
        acled_rows.publish(session, [acled_rows.columns(job_id, 0, wire) for job_id in job_ids])
    assert owned(store, AcledRow, "job_id") == sorted(
        (owner, "SYR1", job_id) for owner, job_id in zip(("b", "", "a"), job_ids, strict=True)
    )
