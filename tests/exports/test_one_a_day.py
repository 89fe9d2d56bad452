from __future__ import annotations

import tracemalloc

import pytest

from exports import one_a_day as module
from exports.one_a_day import one_a_day
from exports.records import records
from tests.exports.conftest import JIHADIS, MALI_ARMY, MEXICO, event, result


def test_the_same_on_one_day_is_one_with_all_mentions(lines, results):
    merged = [line.split("\t") for line in lines(results, "phoenix", one_a_day=True)]
    same = next(cells for cells in merged if cells[13] == "193")
    assert same[17] == "ARMS,3;FAITH,1"
    assert same[20] == "Djenné"  # the first one's place
    assert same[23:] == ["s1_0;s2_1", "https://press.test/a%3Bb?x=1", "Desk%3B Two"]
    assert len(merged) == 5


def test_gdelt_counts_what_was_merged_and_lists_every_mention(lines, results):
    merged = [line.split("\t") for line in lines(results, "gdelt2", one_a_day=True)]
    assert [cells[31:34] for cells in merged if cells[26] == "193"] == [["2", "1", "2"]]
    mentions = [line.split("\t") for line in lines(results, "gdelt2-mentions", one_a_day=True)]
    assert len(mentions) == 6
    assert [cells[5] for cells in mentions].count("s2") == 2


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({}, 1),
        ({"day": "2024-02-10"}, 2),
        ({"code": "194"}, 2),
        ({"source": MEXICO}, 2),
        ({"source": None}, 2),
        ({"target": None}, 2),
        ({"sentence": 2}, 1),
    ],
)
def test_what_makes_events_the_same(changes, left):
    first = {"number": 1, "code": "193", "source": MALI_ARMY, "target": JIHADIS}
    both = [event(**first), event(**{**first, "number": 2, **changes})]
    assert len(list(one_a_day(records([result("a", both)])))) == left


def test_days_come_in_their_order_and_undated_events_first():
    days = ["2024-03-01", None, "2024-01-05", "2024-03-01", "0999-12-31"]
    found = one_a_day(records([result(f"a{n}", [event(n, "190", None, None, day=day)]) for n, day in enumerate(days)]))
    assert [record.key[0] for record in found] == ["", "0999-12-31", "2024-01-05", "2024-03-01"]


def test_it_does_not_matter_how_many_are_held_in_memory(monkeypatch):
    several = [
        result(f"a{n}", [event(n, code, MALI_ARMY, JIHADIS, day=f"2024-02-0{1 + n % 7}") for code in ("190", "193")])
        for n in range(40)
    ]
    whole = [(record.key, [m.id for m in record.mentions]) for record in one_a_day(records(several))]
    assert len(whole) == 14
    for size in (1, 3, 7):
        monkeypatch.setattr(module, "_HELD", size)
        assert [(record.key, [m.id for m in record.mentions]) for record in one_a_day(records(several))] == whole


def test_nothing_stays_on_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(module.tempfile, "tempdir", str(tmp_path))
    stream = one_a_day(records([result("a", [event(1, "190", None, None), event(2, "193", None, None)])]))
    next(stream)
    assert len(list(tmp_path.iterdir())) == 1
    stream.close()
    assert list(tmp_path.iterdir()) == []


def test_memory_holds_the_events_of_a_day_and_not_of_all(monkeypatch):
    monkeypatch.setattr(module, "_HELD", 50)

    def peak(days: int) -> int:
        def made():
            for n in range(days * 20):
                day = f"20{n % days // 28:02}-01-{1 + n % days % 28:02}"
                yield result(f"a{n}", [event(n, "193", MALI_ARMY, JIHADIS, day=day, label="x" * 5000)])

        tracemalloc.start()
        count = sum(1 for _ in one_a_day(records(made())))
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == days
        return held

    peak(2)
    assert peak(60) < 1.5 * peak(10) + 500_000
