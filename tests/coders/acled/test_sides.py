"""The parties of developments: both of an accord, who stopped a weapon and whose it was, who left ground and who came."""

from __future__ import annotations

import pytest

from tests.coders.acled.stories import Story, actor

ARMY, REBELS = actor("the army", "MLIMIL"), actor("Ridge Front", "MLIREB", acled_name="Ridge Front", inter=2)
GOVERNMENT = actor("The government", "MLIGOV")
MILITARY = "Military Forces of Mali (2021-)"


def test_both_sources_of_one_word_are_the_parties_of_an_accord(rows):
    story = Story().say("The government and Ridge Front signed a truce in Gao.")
    story.event("0871", "signed", GOVERNMENT, None, "Gao").event("0871", "signed", REBELS, None, "Gao")
    (row,) = rows(story)
    assert {row.actor1, row.actor2} == {"Government of Mali (2021-)", "Ridge Front"}
    assert row.event_ids == ("e1", "e2")


def test_one_source_stays_alone(rows):
    story = Story().say("The government signed a truce in Gao.").event("0871", "signed", GOVERNMENT, None, "Gao")
    assert [(r.actor1, r.actor2) for r in rows(story)] == [("Government of Mali (2021-)", "")]


@pytest.mark.parametrize(
    ("text", "code", "trigger", "source", "target", "pair"),
    [
        ("Here the army seized rifles of Ridge Front.", "1711", "seized", ARMY, REBELS, (MILITARY, "Ridge Front")),
        ("Here the army seized rifles.", "1711", "seized", ARMY, None, (MILITARY, "")),
        ("Police found a cache of rifles.", "1711", "found", None, None, ("Police Forces of Mali (2021-)", "")),
        # the one who fired it stands in the event, the one who stopped it before the word
        ("Soldiers intercepted a rocket of Ridge Front.", "150", "rocket", REBELS, None, (MILITARY, "Ridge Front")),
        ("A bomb went off prematurely on Ridge Front.", "183", "went", None, REBELS, ("Ridge Front", "")),
    ],
)
def test_weapons_that_did_not_do_their_work(rows, text, code, trigger, source, target, pair):
    (row,) = rows(Story().say(text).event(code, trigger, source, target, "Gao"))
    assert (row.sub_event_type, row.actor1, row.actor2) == ("Disrupted weapons use", *pair)


@pytest.mark.parametrize(
    ("text", "code", "trigger", "source", "target", "names"),
    [
        ("Soldiers entered Gao without a fight after Ridge Front had left.", "0874", "left", REBELS, None, 2),
        ("Ridge Front entered Gao without a fight.", "192", "entered", REBELS, None, 1),
    ],
)
def test_holders_of_ground_that_changed_hands(rows, text, code, trigger, source, target, names):
    (row,) = rows(Story().say(text).event(code, trigger, source, target, "Gao"))
    assert row.sub_event_type == "Non-violent transfer of territory"
    assert {row.actor1, row.actor2} == ({MILITARY, "Ridge Front"} if names == 2 else {"Ridge Front", ""})
