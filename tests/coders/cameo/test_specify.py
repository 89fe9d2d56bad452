from __future__ import annotations

import pytest

from tests.coders.cameo.conftest import Kit

DEMAND = "Arda//NNP/nsubj/1 demanded/demand/VBD/ROOT/1 {}//NN/compound/3 changes/change/NNS/dobj/1 of//IN/prep/3 Borovia//NNP/pobj/4"
PROTEST = (
    "Protesters/protester/NNS/nsubj/1 demonstrated/demonstrate/VBD/ROOT/1 against//IN/prep/1 Borovia//NNP/pobj/2 "
    "over//IN/prep/1 {}//NN/compound/6 plans/plan/NNS/pobj/4"
)
MEET = "Arda//NNP/nsubj/1 met/meet/VBD/ROOT/1 Borovia//NNP/dobj/1 over//IN/prep/1 tax//NN/compound/5 law//NN/pobj/3"


@pytest.mark.parametrize(
    ("notation", "code", "method"),
    [
        (DEMAND.format("tax"), "1042", "statistical"),
        (DEMAND.format("hostage"), "1053", "statistical"),
        # words that nothing was learnt from, and names, leave the code as it is
        (DEMAND.format("violet"), "100", "rule"),
        (DEMAND.format("Tax"), "100", "rule"),
        # what a protest is for
        (PROTEST.format("tax"), "1412", "statistical"),
        (PROTEST.format("violet"), "141", "rule"),
    ],
)
def test_only_general_codes_are_made_specific(kit: Kit, notation: str, code: str, method: str) -> None:
    found = kit.found(notation)[0]
    assert (found.code, found.method) == (code, method)
    assert any("made specific" in line for line in found.trace) is (method == "statistical")


def test_a_code_that_is_no_asking_stays(kit: Kit) -> None:
    assert {(f.code, f.method) for f in kit.found(MEET)} == {("040", "rule")}


def test_a_theme_lowers_the_confidence(kit: Kit) -> None:
    (general,), (specific,) = kit.found(DEMAND.format("violet")), kit.found(DEMAND.format("tax"))
    assert 0 < specific.confidence < general.confidence
