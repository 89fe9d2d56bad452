"""Harm joins the deed that did it, and only that one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from coders.acled.aggregate import Draft, Spot
from coders.acled.harm import is_harm, joined
from coders.acled.names import NOBODY, Party
from coders.acled.taxonomy import Taxonomy
from tests.coders.acled.stories import LEXICONS

TYPES = Taxonomy.load(LEXICONS / "acled").types
GAO = Spot("MLI", "Gao", 16.27, -0.04, 1)
ARMY, REBELS = Party("Military Forces of Mali (2021-)", 1), Party("Ridge Front", 2)
UNKNOWN = Party("Unidentified Armed Group (Mali)", 3, filled=True)
FARMERS = Party("Civilians (Mali)", 7, ("Farmers (Mali)",))


def draft(kind: str, one: Party, two: Party, at: int, **more: object) -> Draft:
    made = Draft(TYPES[kind], date(2023, 1, 1), 1, GAO, one, two, None, "", (), (f"e{at}",), (0, at, at))
    return replace(made, **more)  # type: ignore[arg-type]


SHELLING = draft("Shelling/artillery/missile attack", REBELS, NOBODY, 1)


@pytest.mark.parametrize(
    ("word", "harm"),
    [("killing", True), ("killed", True), ("left", True), ("died", True), ("shelled", False), ("massacred", False)],
)
def test_words_of_harm(word, harm):
    assert is_harm(word) is harm


@pytest.mark.parametrize(
    ("word", "doer", "more"),
    [
        ("killing", REBELS, {}),
        ("killing", REBELS, {"spot": replace(GAO, location="Bamako")}),  # a result has no place of its own
        ("killed", UNKNOWN, {}),
    ],
)
def test_harm_joins_its_deed_and_names_who_was_hit(word, doer, more):
    (row,) = joined([SHELLING, draft("Attack", doer, FARMERS, 2, **more)], ["shelled", word])
    assert (row.sub_type, row.party1, row.party2, row.event_ids) == (SHELLING.sub_type, REBELS, FARMERS, ("e1", "e2"))


@pytest.mark.parametrize(
    ("word", "doer", "more"),
    [
        ("killed", REBELS, {}),  # a deed of its own
        ("killing", ARMY, {}),  # somebody else's
        ("killed", UNKNOWN, {"day": date(2023, 1, 2)}),
        ("killed", UNKNOWN, {"spot": replace(GAO, location="Bamako")}),
        ("massacred", UNKNOWN, {}),
    ],
)
def test_other_harm_stays_by_itself(word, doer, more):
    drafts = [SHELLING, draft("Attack", doer, FARMERS, 2, **more)]
    assert joined(drafts, ["shelled", word]) == drafts


def test_a_battle_takes_no_civilians_for_a_side():
    (row,) = joined([draft("Armed clash", REBELS, ARMY, 1), draft("Attack", UNKNOWN, FARMERS, 2)], ["fought", "killed"])
    assert (row.party1, row.party2) == (REBELS, ARMY)


def test_harm_alone_is_kept_and_developments_take_none():
    alone = [draft("Attack", UNKNOWN, FARMERS, 1)]
    assert joined(alone, ["killed"]) == alone
    both = [draft("Arrests", ARMY, REBELS, 1), draft("Attack", UNKNOWN, FARMERS, 2)]
    assert joined(both, ["arrested", "killed"]) == both
