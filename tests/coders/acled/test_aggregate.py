"""Aggregation is order-independent and idempotent, keeps every event, and merges only what is the same happening."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from coders.acled.aggregate import Draft, Spot, aggregate
from coders.acled.names import NOBODY, Party
from coders.acled.taxonomy import Taxonomy
from tests.coders.acled.stories import LEXICONS

TYPES = Taxonomy.load(LEXICONS / "acled").types
SPOTS = (
    Spot("KEN", "Nakuru", -0.3, 36.1, 1),
    Spot("KEN", "Nakuru", -0.3, 36.1, 2),
    Spot("KEN", "Nairobi", -1.3, 36.8, 1),
)
ARMY, REBELS = Party("Military Forces of Kenya (2022-)", 1), Party("Ridge Front", 2)
UNKNOWN, CROWD = Party("Unidentified Armed Group (Kenya)", 3, filled=True), Party("Protesters (Kenya)", 6)
RIOTERS, VICTIMS = Party("Rioters (Kenya)", 5), Party("Civilians (Kenya)", 7, ("Women (Kenya)",))
PARTIES = (ARMY, REBELS, UNKNOWN, CROWD, RIOTERS, VICTIMS)


def draft(kind: str, one: Party, two: Party = NOBODY, **more: object) -> Draft:
    made = Draft(TYPES[kind], date(2024, 1, 1), 1, SPOTS[0], one, two, None, "", (), ("e1",), (0, 0))
    return replace(made, **more)  # type: ignore[arg-type]


drafts = st.builds(
    Draft,
    st.sampled_from(list(TYPES.values())),
    st.sampled_from([date(2024, 1, 1), date(2024, 1, 2)]),
    st.sampled_from([1, 2, 3]),
    st.sampled_from(SPOTS),
    st.sampled_from(PARTIES),
    st.sampled_from([NOBODY, *PARTIES]),
    st.sampled_from([None, 0, 2, 9]),
    st.sampled_from(["", "hundreds", "about 20"]),
    st.just(()),
    st.tuples(st.sampled_from(["e1", "e2", "e3", "e4"])),
    st.tuples(st.integers(0, 3), st.integers(0, 3)),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(drafts, max_size=7), st.randoms(use_true_random=False))
def test_the_order_makes_no_difference(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)
    assert aggregate(shuffled) == aggregate(found)


@settings(max_examples=100, deadline=None)
@given(st.lists(drafts, max_size=7))
def test_aggregating_twice_changes_nothing_and_no_event_is_lost(found):
    once = aggregate(found)
    assert aggregate(once) == once
    assert {e for d in once for e in d.event_ids} == {e for d in found for e in d.event_ids}
    assert aggregate([*found, *found]) == once


def test_the_higher_type_names_the_row():
    clash = draft("Armed clash", ARMY, REBELS)
    shelling = draft("Shelling/artillery/missile attack", REBELS, ARMY, order=(1, 0), event_ids=("e2",))
    (row,) = aggregate([shelling, clash])
    assert (row.sub_type.name, row.event_ids, row.party1) == ("Armed clash", ("e1", "e2"), ARMY)


def test_other_day_place_or_pair_stay_apart():
    one = draft("Armed clash", ARMY, REBELS)
    others = [
        replace(one, day=date(2024, 1, 2)),
        replace(one, spot=SPOTS[2]),
        replace(one, party1=Party("Lake Guard", 3)),
    ]
    assert len(aggregate([one, *others])) == 4


def test_a_one_sided_report_joins_the_two_sided_one():
    known = draft("Attack", REBELS, VICTIMS)
    unknown = draft("Attack", UNKNOWN, VICTIMS, order=(2, 0))
    assert [d.party1 for d in aggregate([unknown, known])] == [REBELS]


def test_strategic_developments_are_kept_beside_violence():
    found = aggregate([draft("Armed clash", ARMY, REBELS), draft("Agreement", ARMY, REBELS)])
    assert [d.sub_type.name for d in found] == ["Armed clash", "Agreement"]


def test_violence_turns_protesters_into_rioters():
    (row,) = aggregate([draft("Peaceful protest", CROWD), draft("Violent demonstration", RIOTERS, order=(1, 0))])
    assert (row.sub_type.name, row.party1.name) == ("Violent demonstration", "Rioters (Kenya)")


def test_the_lowest_figure_above_none_wins():
    counts = [None, 0, 9, 4]
    (row,) = aggregate([draft("Armed clash", ARMY, REBELS, deaths=n, order=(at, 0)) for at, n in enumerate(counts)])
    assert row.deaths == 4


def test_looting_beside_violence_of_the_same_people_is_part_of_it():
    attack = draft("Attack", REBELS, VICTIMS)
    looting = draft("Looting/property destruction", REBELS, VICTIMS, order=(1, 0), event_ids=("e2",))
    (row,) = aggregate([looting, attack])
    assert (row.sub_type.name, row.event_ids) == ("Attack", ("e1", "e2"))
    assert len(aggregate([looting, draft("Attack", ARMY, VICTIMS)])) == 2


def test_an_unidentified_side_joins_the_named_one():
    known, vague = draft("Armed clash", ARMY, REBELS), Party("Unidentified Armed Group (Kenya)", 3)
    (row,) = aggregate([known, draft("Armed clash", ARMY, vague, order=(1, 0))])
    assert (row.party1, row.party2) == (ARMY, REBELS)
