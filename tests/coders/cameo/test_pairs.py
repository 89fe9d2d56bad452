from __future__ import annotations

import pytest

from coders.cameo.pairs import relate
from coders.types import PairQuery, Relation, Span
from tests.coders.cameo.conftest import Kit

# Arda met Borovia and attacked Calda
TWO = "Arda//NNP/nsubj/1 met/meet/VBD/ROOT/1 Borovia//NNP/dobj/1 and//CC/cc/1 attacked/attack/VBD/conj/1 Calda//NNP/dobj/4"
PLAIN = "Arda//NNP/nsubj/1 borders/border/VBZ/ROOT/1 Borovia//NNP/dobj/1"
ARDA, BOROVIA, CALDA = Span(0, 4), Span(9, 16), Span(30, 35)


def ask(kit: Kit, source: tuple[Span, ...], target: tuple[Span, ...], notation: str = TWO) -> Relation:
    return relate(7, PairQuery(source, target), [kit.finder(notation)], kit.ontology)


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        ((ARDA,), (BOROVIA,), "040"),
        ((ARDA,), (CALDA,), "190"),
        ((), (CALDA,), "190"),
        ((ARDA,), (Span(800, 900), CALDA), "190"),
    ],
)
def test_the_act_that_joins_the_pair_is_its_relation(
    kit: Kit, source: tuple[Span, ...], target: tuple[Span, ...], code: str
) -> None:
    relation = ask(kit, source, target)
    assert (relation.pair, relation.code) == (7, code)
    assert relation.plover == kit.ontology[code].plover_type
    assert any(line.startswith("cameo/") for line in relation.trace)


def test_an_act_that_joins_both_is_surer_than_one_nearby(kit: Kit) -> None:
    joined, nearby = ask(kit, (ARDA,), (CALDA,)), ask(kit, (), (CALDA,))
    assert joined.trace[-1] == "joins source and target"
    assert nearby.trace[-1] == "nearest act of the pair's sentence"
    assert 0 < nearby.confidence < joined.confidence <= 0.95


def test_a_pair_in_no_sentence_has_no_relation(kit: Kit) -> None:
    relation = relate(0, PairQuery((), ()), [], kit.ontology)
    assert (relation.code, relation.plover, relation.confidence) == (None, None, 0.0)
    assert relation.trace


def test_what_is_guessed_says_so(kit: Kit) -> None:
    relation = ask(kit, (ARDA,), (Span(13, 20),), PLAIN)
    assert relation.code is None or relation.trace[0].startswith("statistical")
    assert relation.confidence < ask(kit, (ARDA,), (CALDA,)).confidence
