from __future__ import annotations

import pytest

from coders.frames.repair import repair
from tests.coders.parses import parse


@pytest.mark.parametrize(
    ("notation", "token", "head", "dep"),
    [
        # told X the jets targeted … the camp
        (
            "Sources/source/NNS/nsubj/1 told/tell/VBD/ROOT/1 Post//NNP/dobj/1 jets/jet/NNS/nsubj/4 targeted/target/VBD/ccomp/1 "
            "camps/camp/NNS/dobj/1",
            5,
            4,
            "dobj",
        ),
        # renewed, on Monday, their raids
        ("Jets/jet/NNS/nsubj/1 renewed/renew/VBD/ROOT/1 their/their/PRP$/poss/3 raids/raid/NNS/dep/1", 3, 1, "dobj"),
        # X said he was sad, radio reported
        (
            "X//NNP/nsubj/1 said/say/VBD/ROOT/1 he//PRP/nsubj/3 was/be/VBD/ccomp/5 radio//NN/nsubj/5 reported/report/VBD/ccomp/1",
            3,
            1,
            "ccomp",
        ),
        (
            "X//NNP/nsubj/1 said/say/VBD/ROOT/1 he//PRP/nsubj/3 was/be/VBD/ccomp/5 radio//NN/nsubj/5 reported/report/VBD/ccomp/1",
            5,
            1,
            "parataxis",
        ),
        # Ababa has for once allowed …
        ("Ababa//NNP/nsubj/1 has/have/VBZ/aux/3 once//RB/advmod/3 allowed/allow/VBN/ROOT/3", 0, 3, "nsubj"),
        # After months at sea, Arda and Borovia agreed
        (
            "After/after/IN/prep/6 months/month/NNS/pobj/0 ,//,/punct/1 Arda//NNP/conj/1 and//CC/cc/3 Borovia//NNP/conj/3 "
            "agreed/agree/VBD/ROOT/6",
            3,
            6,
            "nsubj",
        ),
        # Government, opposition clash
        ("Government//NN/dep/3 ,//,/punct/3 opposition//NN/nsubj/3 clash//VBP/ROOT/3", 0, 3, "nsubj"),
        ("Government//NN/dep/3 ,//,/punct/3 opposition//NN/nsubj/3 clash//VBP/ROOT/3", 2, 0, "conj"),
        # hit with shells positions of X
        (
            "It//PRP/nsubj/1 hit//VBD/ROOT/1 with//IN/prep/1 shells/shell/NNS/compound/4 positions/position/NNS/pobj/2 of//IN/prep/4 "
            "Arda//NNP/pobj/5",
            4,
            1,
            "dobj",
        ),
    ],
)
def test_moves(notation: str, token: int, head: int, dep: str) -> None:
    mended = repair(parse(notation)).tokens[token]
    assert (mended.head, mended.dep) == (head, dep)


@pytest.mark.parametrize(
    "notation",
    [
        "Troops/troop/NNS/nsubj/1 left/leave/VBD/ROOT/1",
        "Sources/source/NNS/nsubj/1 told/tell/VBD/ROOT/1 Post//NNP/dobj/1 jets/jet/NNS/nsubj/4 hit//VBD/ccomp/1 camps/camp/NNS/dobj/4",
        "Jets/jet/NNS/nsubj/1 hit//VBD/ROOT/1 camps/camp/NNS/dobj/1 Monday//NNP/dep/1",
    ],
)
def test_leaves_sound_parses_alone(notation: str) -> None:
    sentence = parse(notation)
    assert repair(sentence) is sentence
