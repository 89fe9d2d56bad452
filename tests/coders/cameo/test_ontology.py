from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coders.cameo.ontology import load_ontology, penta_class
from coders.errors import LexiconError
from coders.lexicon.paths import LEXICONS

HEAD = "code\tparent\tlabel\troot\tquad\tgoldstein\tplover_type\tplover_mode\tresidual\tdefinition\n"


def test_every_code_has_what_belongs_to_it() -> None:
    ontology = load_ontology(LEXICONS)
    assert len(ontology.codes) == 318
    for code in ontology.codes.values():
        assert code.root == code.code[:2]
        assert code.root in ontology
        assert code.quad_class in (1, 2, 3, 4)
        assert -10 <= code.goldstein <= 10
        assert code.label
        assert not code.parent or (code.parent in ontology and code.code.startswith(code.parent))
    assert ontology["190"].plover_type == "ASSAULT"
    assert ontology["010"].plover_type is None
    assert "999" not in ontology


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("010\t01\tx\t01\t1\t0\t-\t-\tY\tx\n010\t01\tx\t01\t1\t0\t-\t-\tY\tx\n", "codes.tsv:3: code 010 stands twice"),
        ("010\t01\tx\t01\tone\t0\t-\t-\tY\tx\n", "codes.tsv:2: quad class and Goldstein value of 010 must be numbers"),
        ("010\t01\tx\t01\t1\t0\tSHOUT\t-\tY\tx\n", "codes.tsv:2: there is no PLOVER type SHOUT"),
        ("010\t01\tx\t01\t1\t-\t-\t-\tY\tx\n", "codes.tsv:2: quad class and Goldstein value of 010 must be numbers"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, lines: str, problem: str) -> None:
    (tmp_path / "codebook").mkdir()
    shutil.copytree(LEXICONS / "plover", tmp_path / "plover")
    (tmp_path / "codebook" / "codes.tsv").write_text(HEAD + lines, encoding="utf-8")
    with pytest.raises(LexiconError) as raised:
        load_ontology(tmp_path)
    assert str(raised.value) == f"codebook/{problem}"


@pytest.mark.parametrize(
    ("roots", "wanted"),
    [("01 02", 0), ("03 04 05", 1), ("06 07 08", 2), ("09 10 11 12 13 16", 3), ("14 15 17 18 19 20", 4)],
)
def test_phoenix_has_a_neutral_class_and_calls_reduced_relations_verbal(roots: str, wanted: int) -> None:
    assert {penta_class(root) for root in roots.split()} == {wanted}
    ontology = load_ontology(LEXICONS)
    assert {code.penta_class for code in ontology.codes.values() if code.root in roots.split()} == {wanted}
