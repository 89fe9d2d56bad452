from __future__ import annotations

import pytest

from coders.frames.extract import Frames
from coders.frames.graph import Graph
from tests.coders.parses import parse

ACTIVE = "Troops/troop/NNS/nsubj/1 shelled/shell/VBD/ROOT/1 villages/village/NNS/dobj/1 near//IN/prep/1 the//DT/det/5 border//NN/pobj/3"
PASSIVE = (
    "Ten/ten/CD/nummod/1 villagers/villager/NNS/nsubjpass/3 were/be/VBD/auxpass/3 seized/seize/VBN/ROOT/3 "
    "by//IN/agent/3 rebels/rebel/NNS/pobj/4"
)
AGENTLESS = "Villagers/villager/NNS/nsubjpass/2 were/be/VBD/auxpass/2 seized/seize/VBN/ROOT/2"
RELATIVE = (
    "Ministers/minister/NNS/nsubj/4 who//WP/nsubj/2 met/meet/VBD/relcl/0 rebels/rebel/NNS/dobj/2 left/leave/VBD/ROOT/4"
)
CONTROL = "Generals/general/NNS/nsubj/1 ordered/order/VBD/ROOT/1 men/man/NNS/dobj/1 to//TO/aux/4 leave//VB/xcomp/1 town//NN/dobj/4"
PROMISE = "Rebels/rebel/NNS/nsubj/1 promised/promise/VBD/ROOT/1 Arda//NNP/dobj/1 to//TO/aux/4 leave//VB/xcomp/1 town//NN/dobj/4"
COORDINATED = (
    "Arda//NNP/nsubj/3 and//CC/cc/0 Borovia//NNP/conj/0 attacked/attack/VBD/ROOT/3 Calda//NNP/dobj/3 and//CC/cc/3 "
    "occupied/occupy/VBD/conj/3 Dorn//NNP/dobj/6"
)
GERUND = "Arda//NNP/nsubj/1 accused/accuse/VBD/ROOT/1 Borovia//NNP/dobj/1 of//IN/prep/1 shelling/shell/VBG/pcomp/3 ports/port/NNS/dobj/4"
PARTICIPLE = "Areas/area/NNS/nsubj/4 held/hold/VBN/acl/0 by//IN/agent/1 rebels/rebel/NNS/pobj/2 fell/fall/VBD/ROOT/4"
LIGHT = "Rebels/rebel/NNS/nsubj/1 carried/carry/VBD/ROOT/1 out//RP/prt/1 attacks/attack/NNS/dobj/1 on//IN/prep/3 Arda//NNP/pobj/4"
GIVEN = "Arda//NNP/nsubj/1 gave/give/VBD/ROOT/1 Borovia//NNP/dative/1 arms/arm/NNS/dobj/1"
GUILTY = "Judges/judge/NNS/nsubj/1 found/find/VBD/ROOT/1 Doe//NNP/nsubj/3 guilty//JJ/ccomp/1"


def words(notation: str, heads: tuple[int, ...]) -> list[str]:
    tokens = parse(notation).tokens
    return [tokens[h].text for h in heads]


@pytest.mark.parametrize(
    ("notation", "predicate", "slot", "expected"),
    [
        (ACTIVE, 1, "subj", ["Troops"]),
        (ACTIVE, 1, "obj", ["villages"]),
        (ACTIVE, 1, "near", ["border"]),
        (ACTIVE, 1, "against", []),
        (PASSIVE, 3, "subj", ["rebels"]),
        (PASSIVE, 3, "obj", ["villagers"]),
        (AGENTLESS, 2, "subj", []),
        (AGENTLESS, 2, "obj", ["Villagers"]),
        (RELATIVE, 2, "subj", ["Ministers"]),
        (CONTROL, 4, "subj", ["men"]),
        (PROMISE, 4, "subj", ["Rebels"]),
        (COORDINATED, 3, "subj", ["Arda", "Borovia"]),
        (COORDINATED, 6, "subj", ["Arda", "Borovia"]),
        (COORDINATED, 6, "obj", ["Dorn"]),
        (GERUND, 4, "subj", ["Borovia"]),
        (GERUND, 4, "obj", ["ports"]),
        (PARTICIPLE, 1, "subj", ["rebels"]),
        (PARTICIPLE, 1, "obj", ["Areas"]),
        (LIGHT, 3, "on", ["Arda"]),
        (GIVEN, 1, "dative", ["Borovia"]),
        (GUILTY, 1, "small", ["Doe"]),
    ],
)
def test_roles(notation: str, predicate: int, slot: str, expected: list[str]) -> None:
    frame = Frames(Graph(parse(notation)))[predicate]
    assert words(notation, frame.slot(slot)) == expected


def test_particle_and_passive() -> None:
    assert Frames(Graph(parse(LIGHT)))[1].particle == "out"
    assert Frames(Graph(parse(PASSIVE)))[3].passive
    assert not Frames(Graph(parse(ACTIVE)))[1].passive
    assert Frames(Graph(parse(AGENTLESS)))[2].subject_rule == "agentless"


def test_a_parse_that_turns_in_a_circle_ends() -> None:
    looped = "told/tell/VBD/ccomp/1 said/say/VBD/ccomp/0"
    assert Frames(Graph(parse(looped)))[0].subjects == ()
