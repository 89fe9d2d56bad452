"""The types and the columns derived from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coders.acled.taxonomy import Taxonomy, civilian_targeting, interaction_number
from coders.errors import LexiconError
from tests.coders.acled.stories import LEXICONS

TAXONOMY = Taxonomy.load(LEXICONS / "acled")
INTERS = st.integers(0, 8)


def test_25_types_of_six_kinds_in_order_of_precedence():
    names = list(TAXONOMY.types)
    assert len(names) == 25
    assert len({t.event_type for t in TAXONOMY.types.values()}) == 6
    assert names.index("Armed clash") < names.index("Peaceful protest") < names.index("Grenade") < names.index("Attack")


@pytest.mark.parametrize(
    ("name", "disorder"),
    [
        ("Excessive force against protesters", "Political violence; Demonstrations"),
        ("Mob violence", "Political violence"),
        ("Violent demonstration", "Demonstrations"),
        ("Attack", "Political violence"),
        ("Agreement", "Strategic developments"),
    ],
)
def test_disorder_type(name, disorder):
    assert TAXONOMY.types[name].disorder_type == disorder


@pytest.mark.parametrize(
    ("one", "two", "text", "number"),
    [
        (1, 0, "State forces only", 10),
        (2, 1, "State forces-Rebel group", 12),
        (7, 8, "External/Other forces-Civilians", 78),
        (8, 1, "State forces-External/Other forces", 18),
        (3, 3, "Political militia-Political militia", 33),
        (0, 6, "Protesters only", 60),
    ],
)
def test_interaction(one, two, text, number):
    assert TAXONOMY.interaction(one, two) == text
    assert interaction_number(one, two) == number


@given(INTERS, INTERS)
def test_interaction_does_not_mind_the_order(one, two):
    assert interaction_number(one, two) == interaction_number(two, one)
    if one or two:
        assert TAXONOMY.interaction(one, two) == TAXONOMY.interaction(two, one)
    else:
        with pytest.raises(ValueError):
            TAXONOMY.interaction(one, two)


@pytest.mark.parametrize(
    ("name", "one", "two", "targeted"),
    [
        ("Attack", 3, 7, True),
        ("Excessive force against protesters", 6, 1, True),
        ("Grenade", 3, 7, True),
        ("Grenade", 3, 1, False),
        ("Mob violence", 5, 7, True),
        ("Violent demonstration", 5, 1, False),
        ("Peaceful protest", 6, 0, False),
        ("Armed clash", 1, 2, False),
        ("Arrests", 1, 7, False),
    ],
)
def test_civilian_targeting(name, one, two, targeted):
    assert bool(civilian_targeting(TAXONOMY.types[name], one, two)) == targeted


def test_a_wrong_line_is_named(tmp_path):
    header = "event_type\tsub_event_type\tdisorder_type\tactor1\tactor2\tunnamed1\tunnamed2\n"
    (tmp_path / "taxonomy.tsv").write_text(header + "Battles\tArmed clash\tPolitical violence\t1|9\t1\n")
    with pytest.raises(LexiconError, match=r"taxonomy.tsv:2: actor1"):
        Taxonomy.load(tmp_path)
