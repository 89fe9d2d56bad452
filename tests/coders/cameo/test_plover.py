from __future__ import annotations

from pathlib import Path

import pytest

from coders.cameo.ontology import load_ontology
from coders.cameo.plover import load_plover
from coders.errors import LexiconError
from coders.lexicon.paths import LEXICONS

TYPES = "type\tquad\tintensity\nAID\t2\t10\n"
CONTEXTS = "code\tcontexts\n071\teconomic\n"


@pytest.mark.parametrize(
    ("code", "contexts", "quad", "intensity"),
    [
        ("010", (), None, None),  # statements have no type
        ("0233", ("humanitarian",), 3, 0.0),  # an appeal is a request, which PLOVER counts as verbal conflict
        ("1121", ("crime", "corruption"), 3, -3.0),
        ("155", ("cyber",), 4, -5.5),
        ("163", ("diplomatic",), 4, -7.0),
        ("176", ("cyber",), 4, -7.0),
        ("195", ("military",), 4, -9.0),
        ("1952", ("military",), 4, -9.0),
        ("0811", ("democracy",), 1, 4.5),  # to concede is verbal, to retreat material
        ("0871", ("military",), 2, 6.5),
        ("08", (), None, None),
        ("17", (), 4, None),
    ],
)
def test_what_plover_says_of_a_code(
    code: str, contexts: tuple[str, ...], quad: int | None, intensity: float | None
) -> None:
    found = load_ontology(LEXICONS)[code]
    assert (found.contexts, found.plover_quad, found.intensity) == (contexts, quad, intensity)


def test_all_sixteen_types_are_there_and_every_code_but_statements_has_one() -> None:
    plover, ontology = load_plover(LEXICONS), load_ontology(LEXICONS)
    assert len(plover.types) == 16
    assert set(plover.contexts) <= set(ontology.codes)
    used = {name for code in ontology.codes.values() for name in (code.plover_type or "").split("|") if name}
    assert used == set(plover.types)
    for code in ontology.codes.values():
        if code.root != "01" and len(code.code) > 2:
            assert code.plover_quad is not None
            assert code.intensity is not None


@pytest.mark.parametrize(
    ("types", "contexts", "problem"),
    [
        (TYPES + "AID\t2\t10\n", CONTEXTS, "types.tsv:3: type AID stands twice"),
        (
            "type\tquad\tintensity\nAID\ttwo\t10\n",
            CONTEXTS,
            "types.tsv:2: quad code and intensity of AID must be numbers",
        ),
        (TYPES, CONTEXTS + "071\tlegal\n", "contexts.tsv:3: code 071 stands twice"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, types: str, contexts: str, problem: str) -> None:
    (tmp_path / "plover").mkdir()
    (tmp_path / "plover" / "types.tsv").write_text(types, encoding="utf-8")
    (tmp_path / "plover" / "contexts.tsv").write_text(contexts, encoding="utf-8")
    with pytest.raises(LexiconError) as raised:
        load_plover(tmp_path)
    assert str(raised.value) == f"plover/{problem}"
