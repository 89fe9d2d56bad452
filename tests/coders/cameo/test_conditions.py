from __future__ import annotations

import pytest

from coders.cameo.conditions import parse_conditions
from coders.cameo.facts import Facts
from coders.cameo.vocabulary import Vocabulary
from coders.frames.extract import Frames
from coders.frames.graph import Graph
from tests.coders.parses import parse

CLASSES = {
    "troop": frozenset({"soldiers"}),
    "special force": frozenset({"soldiers", "elite"}),
    "food aid": frozenset({"food"}),
    "rice": frozenset({"food"}),
    "drone": frozenset({"weapons"}),
}
SEND = (
    "Arda//NNP/nsubj/1 sent/send/VBD/ROOT/1 Borovia//NNP/dative/1 hundreds/hundred/NNS/dobj/1 of//IN/prep/3 "
    "special//JJ/amod/6 forces/force/NNS/pobj/4 with//IN/prep/1 rice//NN/pobj/7 out//RP/prt/1 in//IN/prep/1 front//NN/pobj/10"
)
HIT = (
    "Ports/port/NNS/nsubjpass/2 were/be/VBD/auxpass/2 hit//VBN/ROOT/2 by//IN/agent/2 a//DT/det/5 strike//NN/pobj/3 "
    "from//IN/prep/5 drones/drone/NNS/pobj/6"
)
WILL_NOT = "Arda//NNP/nsubj/3 will//MD/aux/3 not//RB/neg/3 meet//VB/ROOT/3 rivals/rival/NNS/dobj/3"
RAID = (
    "the//DT/det/2 drone//NN/compound/2 raids/raid/NNS/ROOT/2 on//IN/prep/2 food//NN/compound/5 aid//NN/pobj/3 "
    "after//IN/prep/2 troops/troop/NNS/pobj/6"
)


def holds(cell: str, notation: str, predicate: int) -> bool:
    graph = Graph(parse(notation))
    conditions = parse_conditions(cell)
    words = Vocabulary(CLASSES, (w for c in conditions if c.test == "=" for w in c.values)).of(graph)
    facts = Facts(Frames(graph)[predicate], graph, words)
    return all(c.met(facts) for c in conditions)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        # present
        ("", True),
        ("obj", True),
        ("subj obj dative with", True),
        ("ccomp", False),
        ("against", False),
        ("against,with", True),
        ("!against", True),
        ("!obj", False),
        # word: the phrase, its head, or the noun that is meant
        ("obj=special_force", True),
        ("obj=force|army", True),
        ("obj=hundred", True),
        ("obj=special", False),
        ("dative=borovia", True),
        ("!dative=borovia", False),
        # class of the head, past `hundreds of`
        ("obj:soldiers", True),
        ("obj:elite|food", True),
        ("obj:food", False),
        ("with:food", True),
        ("to,with:food", True),
        # class anywhere in the phrase
        ("obj~soldiers", True),
        ("subj~soldiers", False),
        ("!subj~soldiers", True),
        # particle
        ("prt", True),
        ("prt=out", True),
        ("prt=off|out", True),
        ("prt=off", False),
        ("!prt=off", True),
        # any word of the predicate's phrase
        ("any:food", True),
        ("any:weapons", False),
        # all together
        ("obj:soldiers with:food prt=out", True),
        ("obj:soldiers against", False),
        # flags
        ("passive", False),
        ("!passive", True),
        ("done", True),
        ("ahead", False),
        ("neg", False),
    ],
)
def test_conditions_on_a_verb(cell: str, expected: bool) -> None:
    assert holds(cell, SEND, 1) is expected


@pytest.mark.parametrize(
    ("cell", "notation", "predicate", "expected"),
    [
        ("passive", HIT, 2, True),
        ("subj=strike obj=port by", HIT, 2, True),
        ("subj:weapons", HIT, 2, False),
        ("any:weapons", HIT, 2, True),
        ("neg ahead", WILL_NOT, 3, True),
        ("!neg", WILL_NOT, 3, False),
        ("done", WILL_NOT, 3, False),
        ("mod=drone on", RAID, 2, True),
        ("mod:weapons", RAID, 2, True),
        ("on:food", RAID, 2, True),
        # what stands behind `after` is another event
        ("any:soldiers", RAID, 2, False),
        ("after:soldiers", RAID, 2, True),
    ],
)
def test_conditions_elsewhere(cell: str, notation: str, predicate: int, expected: bool) -> None:
    assert holds(cell, notation, predicate) is expected


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        ("obj:", "'obj:'"),
        ("obj:|", "'obj:|'"),
        ("obj|dative~x", "'obj|dative~x'"),
        (":money", "':money'"),
        ("!", "'!'"),
        ("!!obj", "'!!obj'"),
        ("OBJ", "'OBJ'"),
        ("obj with?", "'with?'"),
    ],
)
def test_what_cannot_be_read_is_named(cell: str, named: str) -> None:
    with pytest.raises(ValueError, match="condition") as raised:
        parse_conditions(cell)
    assert named in str(raised.value)


@pytest.mark.parametrize(
    ("cell", "needs"),
    [
        ("obj", "obj"),
        ("obj:food", "obj"),
        ("front_of~food", "front of"),
        ("any~food", "any"),
        ("!obj", None),
        ("obj,with:food", None),
        ("passive", None),
        ("prt=out", None),
    ],
)
def test_the_slot_a_condition_cannot_do_without(cell, needs):
    assert parse_conditions(cell)[0].needs == needs


def test_filled_slots_and_particles_are_those_of_the_frame():
    graph = Graph(parse(SEND))
    facts = Facts(Frames(graph)[1], graph, Vocabulary(CLASSES).of(graph))
    assert facts.filled == {"subj", "obj", "dative", "with", "in", "any"}
    assert "out" in facts.particles
    hit = Graph(parse(HIT))
    assert "from" not in Facts(Frames(hit)[2], hit, Vocabulary(CLASSES).of(hit)).particles
