from __future__ import annotations

import pytest

from coders.cameo.deeds import FALLBACK, MANNERS, load_algebra
from coders.cameo.ontology import Ontology, load_ontology
from coders.errors import LexiconError
from coders.lexicon.paths import LEXICONS
from tests.coders.cameo.conftest import Write

HEAD = "deed\ttone\tdid\tintend\tappeal\tdemand\trefuse\tthreaten\thalt\tnote\n"
UNREACHED = {f"{root:02}": "a root; what no finer code holds for has its residual code" for root in range(1, 21)}


def test_cells_give_codes_fallbacks_and_nothing(write: Write, ontology: Ontology) -> None:
    table = HEAD + "meet\tgood\t040\t036\t-\t106\t\t0\tend\nend\thard\t164\t0\t113\t100\t0\t134\tmeet\n"
    algebra = load_algebra(write(deeds=table), ontology)
    codes = {manner: algebra.compose("meet", manner) for manner in MANNERS}
    assert codes == {
        "did": "040",
        "intend": "036",
        "appeal": FALLBACK["appeal"],
        "demand": "106",
        "refuse": FALLBACK["refuse"],
        "threaten": None,
        "deny": None,
    }
    assert algebra.compose("end", "deny") == "016"
    assert algebra.compose("meet", "must") is None
    assert (algebra.tone("meet"), algebra.halted("meet"), algebra.halted("end")) == ("good", "end", "meet")
    assert "meet" in algebra
    assert "fly" not in algebra
    assert algebra.deeds["end"].origin == "cameo/deeds.tsv:3"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("meet\tkind\t040", "tone must be one of good, hard, word"),
        ("meet\tgood\t0401", "0401 is no CAMEO code"),
        ("meet\tgood\t040\t999", "999 is no CAMEO code"),
        ("meet\tgood\t-", "the column did must not be empty"),
        ("meet\tgood\t040\t-\t-\t-\t-\t-\tpart", "halt names the deed 'part', which the table does not have"),
        ("stay\tgood\t040", "deed stay stands twice"),
    ],
)
def test_a_wrong_line_is_named(write: Write, ontology: Ontology, line: str, problem: str) -> None:
    with pytest.raises(LexiconError) as raised:
        load_algebra(write(deeds=f"{HEAD}# a comment\nstay\tgood\t040\n{line}\n"), ontology)
    assert str(raised.value) == f"cameo/deeds.tsv:4: {problem}"


def test_the_project_s_table_reaches_every_code() -> None:
    ontology = load_ontology(LEXICONS)
    algebra = load_algebra(LEXICONS, ontology)
    reached = {code for deed in algebra.deeds.values() for code in deed.codes.values() if code}
    assert reached <= set(ontology.codes)
    assert set(ontology.codes) - reached == set(UNREACHED)


def test_the_project_s_table_holds_together() -> None:
    algebra = load_algebra(LEXICONS, load_ontology(LEXICONS))
    for deed in algebra.deeds.values():
        assert set(deed.codes) == set(MANNERS)
        did = deed.codes["did"]
        assert did is not None
        if deed.tone == "good":
            assert "01" <= did[:2] <= "08", deed.origin
            assert deed.codes["deny"] is None
        if deed.tone == "hard":
            assert "09" <= did[:2] <= "20", deed.origin
        if deed.halt:
            # what stops cooperation is conflict, and the other way round
            assert {deed.tone, algebra.tone(deed.halt)} == {"good", "hard"}, deed.origin
