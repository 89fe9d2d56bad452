from __future__ import annotations

import pytest

from coders.frames.graph import Graph
from coders.frames.modality import Modality, modality
from tests.coders.parses import parse

CASES = [
    ("Troops/troop/NNS/nsubj/1 left/leave/VBD/ROOT/1", 1, Modality()),
    ("Arda//NNP/nsubj/3 will//MD/aux/3 not//RB/neg/3 meet//VB/ROOT/3", 3, Modality("ahead", negated=True)),
    ("He/he/PRP/nsubj/2 must//MD/aux/2 go//VB/ROOT/2", 2, Modality("must")),
    ("They/they/PRP/nsubj/2 should//MD/aux/2 talk//VB/ROOT/2", 2, Modality("ought")),
    ("Arda//NNP/nsubj/2 may//MD/aux/2 leave//VB/ROOT/2", 2, Modality("may")),
    ("Arda//NNP/nsubj/2 could//MD/aux/2 leave//VB/ROOT/2", 2, Modality("might")),
    ("Arda//NNP/nsubj/1 is/be/VBZ/ROOT/1 to//TO/aux/3 visit//VB/xcomp/1 Calda//NNP/dobj/3", 3, Modality("ahead")),
    (
        "Arda//NNP/nsubj/2 will//MD/aux/2 strike//VB/ROOT/2 unless//IN/mark/5 rebels/rebel/NNS/nsubj/5 leave//VBP/advcl/2",
        5,
        Modality(supposed=True),
    ),
    # suggested that Arda meet rebels, whatever the tagger takes the bare form for
    (
        "Calda//NNP/nsubj/1 suggested/suggest/VBD/ROOT/1 that//IN/mark/4 Arda//NNP/nsubj/4 meet//NN/ccomp/1",
        4,
        Modality("ought"),
    ),
    (
        "Calda//NNP/nsubj/1 said/say/VBD/ROOT/1 that//IN/mark/4 Arda//NNP/nsubj/4 met/meet/VBD/ccomp/1",
        4,
        Modality(),
    ),
    # if war came, Arda would lose: nobody commits to it
    (
        "If/if/IN/mark/2 war//NN/nsubj/2 came/come/VBD/advcl/5 Arda//NNP/nsubj/5 would//MD/aux/5 lose//VB/ROOT/5",
        5,
        Modality("might"),
    ),
    # said it would lose if war came: somebody does
    (
        "Arda//NNP/nsubj/1 said/say/VBD/ROOT/1 it//PRP/nsubj/4 would//MD/aux/4 lose//VB/ccomp/1 if//IN/mark/7 war//NN/nsubj/7 "
        "came/come/VBD/advcl/4",
        4,
        Modality("ahead"),
    ),
    # should Arda attack, …; were rebels to attack, …
    (
        "Should/should/MD/aux/2 Arda//NNP/nsubj/2 attack//VB/advcl/4 Calda//NNP/nsubj/4 falls/fall/VBZ/ROOT/4",
        2,
        Modality("ought", supposed=True),
    ),
    (
        "Were/be/VBD/advcl/5 rebels/rebel/NNS/nsubj/0 to//TO/aux/3 attack//VB/advcl/0 Calda//NNP/nsubj/5 falls/fall/VBZ/ROOT/5",
        3,
        Modality(supposed=True),
    ),
    ("Whether/whether/IN/mark/2 Arda//NNP/nsubj/2 left/leave/VBD/csubj/3 is/be/VBZ/ROOT/3", 2, Modality(supposed=True)),
    # a coordinated verb shares the auxiliary of the first
    (
        "Arda//NNP/nsubj/2 will//MD/aux/2 meet//VB/ROOT/2 and//CC/cc/2 sign//VB/conj/2 treaties/treaty/NNS/dobj/4",
        4,
        Modality("ahead"),
    ),
    # but not the negation before "but"
    (
        "They/they/PRP/nsubj/3 did/do/VBD/aux/3 not//RB/neg/3 fight//VB/ROOT/3 but//CC/cc/3 fled/flee/VBD/conj/3",
        5,
        Modality(),
    ),
    ("No/no/DT/det/1 troops/troop/NNS/nsubj/2 left/leave/VBD/ROOT/2", 2, Modality(negated=True)),
    ("Leave//VB/ROOT/0 Arda//NNP/dobj/0", 0, Modality(imperative=True)),
]


@pytest.mark.parametrize(("notation", "verb", "expected"), CASES)
def test_modality(notation: str, verb: int, expected: Modality) -> None:
    assert modality(Graph(parse(notation)), verb) == expected
