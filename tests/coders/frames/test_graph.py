from __future__ import annotations

from coders.frames.graph import Graph
from tests.coders.parses import parse

TALKS = (
    "Hundreds/hundred/NNS/nsubj/3 of//IN/prep/0 soldiers/soldier/NNS/pobj/1 joined/join/VBD/ROOT/3 peace//NN/compound/5 "
    "talks/talk/NNS/dobj/3 with//IN/prep/5 rebels/rebel/NNS/pobj/6 of//IN/prep/7 Arda//NNP/pobj/8"
)


def graph() -> Graph:
    return Graph(parse(TALKS))


def test_phrases_end_at_the_token_longest_first() -> None:
    found = graph().phrases(5)
    assert found[-2:] == ("talks", "talk")
    assert "peace talks" in found
    assert "peace talk" in found
    assert found.index("peace talks") < found.index("talks")


def test_core_looks_through_quantities() -> None:
    assert graph().core(0) == 2
    assert graph().core(5) == 5


def test_phrase_leaves_other_attachments_out() -> None:
    words = [graph().tokens[i].text for i in graph().phrase(5)]
    assert words == ["peace", "talks"]
    assert [graph().tokens[i].text for i in graph().phrase(7)] == ["rebels", "Arda"]


def test_subtree_ancestors_and_depth() -> None:
    assert [graph().tokens[i].text for i in graph().subtree(0)] == ["Hundreds", "of", "soldiers"]
    assert graph().ancestors(9) == [8, 7, 6, 5, 3]
    assert graph().depth(3) == 0


def test_a_hyphen_joins_the_words_of_a_phrase() -> None:
    sentence = parse("a//DT/det/3 cease//NN/compound/3 -//HYPH/punct/3 fire//NN/ROOT/3")
    assert "cease - fire" in Graph(sentence).phrases(3)


def test_a_noun_with_that_and_a_subject_is_a_verb() -> None:
    clause = "Calda//NNP/nsubj/1 suggested/suggest/VBD/ROOT/1 {}//IN/mark/4 Arda//NNP/nsubj/4 meet//NN/ccomp/1"
    that = Graph(parse(clause.format("that")))
    assert that.is_verb(4)
    assert not that.is_noun(4)
    bare = Graph(parse("Calda//NNP/nsubj/1 suggested/suggest/VBD/ROOT/1 talks/talk/NN/ccomp/1"))
    assert bare.is_noun(2)
    assert not bare.is_verb(2)
