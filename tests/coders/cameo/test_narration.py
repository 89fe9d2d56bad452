from __future__ import annotations

from collections.abc import Callable

import pytest

from coders.cameo.narration import narrated
from tests.coders.cameo.conftest import Kit

CLASSES = """\
class	words	note
works	novel|film	-
work.parts	scene	-
memorials	museum	-
recalling	recall	-
"""


@pytest.mark.parametrize(
    ("notation", "trigger", "told"),
    [
        ("rebels/rebel/NNS/nsubj/1 attacked/attack/VBD/ROOT/1 Arda//NNP/dobj/1", 1, None),
        # a novel of rebels who attack Arda
        (
            "novel//NN/ROOT/0 of//IN/prep/0 rebels/rebel/NNS/pobj/1 who//WP/nsubj/4 attack//VBP/relcl/2 Arda//NNP/dobj/4",
            4,
            "told in a work",
        ),
        # a report of rebels who attack Arda
        (
            "report//NN/ROOT/0 of//IN/prep/0 rebels/rebel/NNS/pobj/1 who//WP/nsubj/4 attack//VBP/relcl/2 Arda//NNP/dobj/4",
            4,
            None,
        ),
        # in the scene rebels attack Arda
        ("In/in/IN/prep/3 scene//NN/pobj/0 rebels/rebel/NNS/nsubj/3 attack//VBP/ROOT/3 Arda//NNP/dobj/3", 3, "told in a work"),
        # the film imagines an attack
        ("film//NN/nsubj/1 imagines/imagine/VBZ/ROOT/1 an//DT/det/3 attack//NN/dobj/1", 3, "told in a work"),
        # the rebels banned the film: what is done to a work is done
        ("rebels/rebel/NNS/nsubj/1 attacked/attack/VBD/ROOT/1 film//NN/dobj/1", 1, None),
        # Arda recalled the attack; but to recall is a deed of its own
        ("Arda//NNP/nsubj/1 recalled/recall/VBD/ROOT/1 the//DT/det/3 attack//NN/dobj/1", 3, "memory of the past"),
        ("Arda//NNP/nsubj/1 recalled/recall/VBD/ROOT/1 the//DT/det/3 attack//NN/dobj/1", 1, None),
        ("museum//NN/nsubj/1 shows/show/VBZ/ROOT/1 the//DT/det/3 attack//NN/dobj/1", 3, "memory of the past"),
        # it would be a mistake to attack
        (
            "It/it/PRP/nsubj/2 would//MD/aux/2 be//VB/ROOT/2 mistake//NN/attr/2 to//TO/aux/5 attack//VB/xcomp/2",
            5,
            "a mere possibility",
        ),
        ("It/it/PRP/nsubj/1 is/be/VBZ/ROOT/1 possible//JJ/acomp/1 that//IN/mark/5 "
         "Arda//NNP/nsubj/5 attacked/attack/VBD/ccomp/1", 5, "a mere possibility"),
        ("It/it/PRP/nsubj/1 is/be/VBZ/ROOT/1 sad//JJ/acomp/1 that//IN/mark/5 Arda//NNP/nsubj/5 attacked/attack/VBD/ccomp/1", 5, None),
        ("Will//MD/aux/2 rebels/rebel/NNS/nsubj/2 attack//VB/ROOT/2 ?//./punct/2", 2, "asked, not told"),
    ],
)  # fmt: skip
def test_what_is_told_as_no_news(kit_of: Callable[..., Kit], notation: str, trigger: int, told: str | None) -> None:
    assert narrated(trigger, kit_of(classes_narration=CLASSES).finder(notation).interpreter) == told


def test_what_is_no_news_gives_no_event(kit_of: Callable[..., Kit]) -> None:
    kit = kit_of(classes_narration=CLASSES)
    assert (
        kit.dyads("In/in/IN/prep/3 scene//NN/pobj/0 rebels/rebel/NNS/nsubj/3 attack//VBP/ROOT/3 Arda//NNP/dobj/3") == []
    )
    assert kit.dyads(
        "In/in/IN/prep/3 Calda//NNP/pobj/0 rebels/rebel/NNS/nsubj/3 attack//VBP/ROOT/3 Arda//NNP/dobj/3"
    ) == ["190 REB ARD"]
