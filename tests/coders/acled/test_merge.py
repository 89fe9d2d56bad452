"""Rows of one event in several articles become one, reversibly, whatever their order; rows of different events do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coders.acled.merge import Link, merge_rows, merge_sorted
from coders.acled.taxonomy import Taxonomy, civilian_targeting
from coders.types import Row
from coders.wire import row_from_wire, row_to_wire
from schemas.row import RowSchema
from tests.coders.acled.stories import LEXICONS

TAXONOMY = Taxonomy.load(LEXICONS / "acled")
PEOPLE = {
    "Military Forces of Kenya (2022-)": 1,
    "Ridge Front": 2,
    "Unidentified Armed Group (Kenya)": 3,
    "Rioters (Kenya)": 5,
    "Protesters (Kenya)": 6,
    "Civilians (Kenya)": 7,
    "": 0,
}
PLACES = {
    "Nakuru": (-0.3031, 36.08, 1, "Nakuru"),
    "Lanet": (-0.2900, 36.09, 1, "Nakuru"),  # some 2 km off
    "Naivasha": (-0.7172, 36.4310, 1, "Nakuru"),  # some 60 km off
    "Rongai": (-0.2700, 36.0200, 2, "Nakuru"),  # near it
    "Nakuru County": (-0.5, 36.2, 3, "Nakuru"),
    "Nairobi": (-1.2833, 36.8167, 3, ""),  # stands for the country
}
ARMY, FRONT, UNKNOWN, RIOTERS, PROTESTERS, CIVILIANS, NOBODY = PEOPLE


def row(article: str = "a", kind: str = "Armed clash", one: str = ARMY, two: str = FRONT, **more: object) -> Row:
    """A valid row; `place` is one of PLACES, `day` an ISO date."""
    sub, inter1, inter2 = TAXONOMY.types[kind], PEOPLE[one], PEOPLE[two]
    place, day = str(more.pop("place", "Nakuru")), str(more.pop("day", "2023-05-10"))
    latitude, longitude, precision, admin1 = PLACES[place]
    made = Row(
        event_id_cnty=f"KEN{crc32(repr((article, kind, one, two, place, day)).encode())}",
        event_date=day,
        year=int(day[:4]),
        time_precision=1,
        disorder_type=sub.disorder_type,
        event_type=sub.event_type,
        sub_event_type=kind,
        actor1=one,
        assoc_actor_1="",
        inter1=TAXONOMY.label(inter1),
        actor2=two,
        assoc_actor_2="",
        inter2=TAXONOMY.label(inter2),
        interaction=TAXONOMY.interaction(inter1, inter2),
        civilian_targeting=civilian_targeting(sub, inter1, inter2),
        iso=404,
        region="Eastern Africa",
        country="Kenya",
        admin1=admin1,
        admin2="",
        admin3="",
        location=place,
        latitude=latitude,
        longitude=longitude,
        geo_precision=precision,
        source=f"The {article} Herald",
        source_scale="National",
        notes=f"Told by {article}.",
        fatalities=0,
        tags="crowd size=no report" if sub.event_type in ("Protests", "Riots") else "",
        timestamp=1_700_000_000,
        article_id=article,
        event_ids=(f"e-{article}-{kind}-{place}-{day}",),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def allowed(line: tuple[str, str, str]) -> bool:
    kind, one, two = line
    sub = TAXONOMY.types[kind]
    return PEOPLE[one] in sub.actor1 and PEOPLE[two] in sub.actor2 and (one != two)


LINES = [line for k in TAXONOMY.types for o in PEOPLE if o for t in PEOPLE if allowed(line := (k, o, t))]


@st.composite
def rows(draw: st.DrawFn) -> Row:
    kind, one, two = draw(st.sampled_from(LINES))
    size = draw(st.sampled_from(["crowd size=no report", "crowd size=about 20"]))
    made = row(
        draw(st.sampled_from("abcdef")),
        kind,
        one,
        two,
        place=draw(st.sampled_from(list(PLACES))),
        day=(date(2023, 5, 28) + timedelta(days=draw(st.integers(0, 12)))).isoformat(),
        time_precision=draw(st.sampled_from([1, 1, 2, 3])),
        fatalities=draw(st.sampled_from([0, 0, 2, 5])),
        source_scale=draw(st.sampled_from(["National", "Subnational", "International", "Other-National"])),
        timestamp=1_700_000_000 + draw(st.integers(0, 2)),
    )
    if made.tags:
        return replace(made, tags=size)
    return replace(made, assoc_actor_2=draw(st.sampled_from(["", "Farmers (Kenya)"])) if two else "")


many = st.lists(rows(), max_size=9)


@settings(max_examples=100, deadline=None)
@given(many, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_makes_no_difference(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)
    assert merge_rows(shuffled) == merge_rows(found)


@settings(max_examples=100, deadline=None)
@given(many)
def test_merging_twice_changes_nothing_and_nothing_is_lost(found):
    once = merge_rows(found)
    assert merge_rows(once) == once
    assert merge_rows([*found, *found]) == once
    members = [m for merged in once for m in merged.members]
    assert sorted(map(repr, members)) == sorted(map(repr, set(found)))
    assert {e for merged in once for e in merged.row.event_ids} == {e for r in found for e in r.event_ids}


@settings(max_examples=60, deadline=None)
@given(many)
def test_a_merged_row_is_a_valid_row_and_one_alone_is_untouched(found):
    for merged in merge_rows(found):
        assert RowSchema().validate(row_to_wire(merged.row)) == {}
        assert len(merged.links) >= len({m.event_id_cnty for m in merged.members}) - 1
        if len(merged.members) == 1:
            assert merged.row == merged.members[0]
        assert len(merged.articles) == len(merged.members) or len({m.event_id_cnty for m in merged.members}) < len(
            merged.members
        )


@settings(max_examples=60, deadline=None)
@given(many)
def test_a_stream_by_country_and_day_gives_the_same(found):
    ordered = sorted(found, key=lambda r: (r.country, r.event_date))
    streamed = sorted(merge_sorted(ordered), key=lambda m: (m.row.country, m.row.event_date, m.row.event_id_cnty))
    assert sorted(map(repr, streamed)) == sorted(map(repr, merge_rows(found)))


def test_a_stream_holds_only_some_days():
    taken = []

    def coming():
        for day in range(60):
            taken.append(day)
            yield row(f"a{day}", day=(date(2023, 1, 1) + timedelta(days=day)).isoformat())

    stream = merge_sorted(coming())
    next(stream)
    assert len(taken) < 10
    assert len(list(stream)) == 59


def test_a_stream_out_of_order_is_refused():
    with pytest.raises(ValueError, match="not in order"):
        list(merge_sorted([row(day="2023-05-11"), row(day="2023-05-10")]))


def test_two_reports_become_one_with_both_sources():
    first = row("a", fatalities=5, timestamp=10, source="Daily Lake", source_scale="National")
    second = row(
        "b",
        fatalities=3,
        timestamp=20,
        source="Ridge Radio",
        source_scale="Subnational",
        two=UNKNOWN,
        place="Rongai",
        notes="Less is known.",
    )
    (merged,) = merge_rows([second, first])
    assert merged.row == replace(
        first,
        source="Daily Lake; Ridge Radio",
        source_scale="Subnational-National",
        fatalities=3,
        notes="Told by a. Deaths reported: 3 (other reports: 5).",
        timestamp=20,
        event_ids=(*first.event_ids, *second.event_ids),
    )
    assert merged.members == (first, second)
    why = "same day, 8 km apart, one names fewer of the actors"
    assert merged.links == (Link(first.event_id_cnty, second.event_id_cnty, why),)


SAME = [
    (row(), row("b")),
    (row(), row("b", one=FRONT, two=ARMY)),
    (row(), row("b", kind="Shelling/artillery/missile attack")),  # one event, the higher type names it
    (row(), row("b", place="Lanet")),
    (row(), row("b", place="Nakuru County")),
    (row(), row("b", day="2023-05-12", time_precision=2)),
    (row("a", "Attack", UNKNOWN, CIVILIANS), row("b", "Attack", FRONT, CIVILIANS)),
    (row("a", "Peaceful protest", PROTESTERS, NOBODY), row("b", "Violent demonstration", RIOTERS, ARMY)),
    (row(fatalities=4), row("b", place="Nairobi", fatalities=4)),
    (
        row("a", "Peaceful protest", PROTESTERS, NOBODY, assoc_actor_1="Farmers (Kenya)"),
        row("b", "Peaceful protest", PROTESTERS, NOBODY),
    ),
    (row(time_precision=3), row("b", time_precision=3)),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_event(one, other):
    (merged,) = merge_rows([one, other])
    assert {m.event_id_cnty for m in merged.members} == {one.event_id_cnty, other.event_id_cnty}


APART = [
    (row(), row(kind="Agreement")),  # another event of the same article
    (row(), row(place="Lanet")),
    (row(), row("b", day="2023-05-11")),
    (row(), row("b", day="2023-05-14", time_precision=2)),
    (row(), row("b", time_precision=3)),
    (row(), row("b", place="Naivasha")),
    (row(), row("b", place="Nairobi")),
    (row(fatalities=4), row("b", place="Nairobi", fatalities=5)),
    (row("a", "Attack", FRONT, CIVILIANS), row("b", "Attack", ARMY, CIVILIANS)),
    (row(), row("b", "Attack", FRONT, CIVILIANS)),
    (row("a", "Agreement"), row("b", "Arrests")),
    (row("a", "Grenade", UNKNOWN, NOBODY), row("b", "Suicide bomb", UNKNOWN, NOBODY)),
    (
        row("a", "Peaceful protest", PROTESTERS, NOBODY, assoc_actor_1="Farmers (Kenya)"),
        row("b", "Peaceful protest", PROTESTERS, NOBODY, assoc_actor_1="Students (Kenya)"),
    ),
    (row(), replace(row("b"), country="Uganda")),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_events(one, other):
    assert [m.row for m in merge_rows([one, other])] == sorted(
        (one, other), key=lambda r: (r.country, r.event_date, r.event_id_cnty)
    )


def test_an_unknown_side_goes_to_one_event_only():
    attackers = [row("a", "Attack", FRONT, CIVILIANS), row("b", "Attack", ARMY, CIVILIANS)]
    merged = merge_rows([*attackers, row("c", "Attack", UNKNOWN, CIVILIANS)])
    assert sorted(len(m.members) for m in merged) == [1, 2]


def test_violence_names_a_demonstration_whole():
    (merged,) = merge_rows(
        [row("a", "Peaceful protest", PROTESTERS, NOBODY), row("b", "Violent demonstration", RIOTERS, ARMY)]
    )
    assert (merged.row.event_type, merged.row.actor1, merged.row.inter1) == ("Riots", RIOTERS, "Rioters")


def test_sources_and_crowds_are_put_together():
    made = [
        row("a", "Peaceful protest", PROTESTERS, NOBODY, source="Not stated", source_scale="Other"),
        row(
            "b",
            "Peaceful protest",
            PROTESTERS,
            NOBODY,
            source="X",
            source_scale="New media",
            tags="crowd size=about 20",
        ),
        row("c", "Peaceful protest", PROTESTERS, NOBODY, source="Reuters; X", source_scale="New media-International"),
        row("d", "Peaceful protest", PROTESTERS, NOBODY, source="Daily Lake", source_scale="National"),
    ]
    (merged,) = merge_rows(made)
    assert merged.row.source == "Daily Lake; Reuters; X"
    assert merged.row.source_scale == "New media-International"
    assert merged.row.tags == "crowd size=about 20"


def test_a_row_comes_back_from_the_wire():
    assert row_from_wire({**row_to_wire(row()), "more": 1}) == row()
