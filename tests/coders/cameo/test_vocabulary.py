from __future__ import annotations

import pytest

from coders.cameo.vocabulary import Vocabulary
from coders.frames.graph import Graph
from tests.coders.parses import parse

CLASSES = {
    "troop": frozenset({"soldiers"}),
    "special force": frozenset({"soldiers", "elite"}),
    "force": frozenset({"force"}),
    "cease-fire": frozenset({"truce"}),
}
FORCES = "The//DT/det/2 special//JJ/amod/2 Forces/force/NNS/ROOT/2 met/meet/VBD/relcl/2 troops/troop/NNS/dobj/3"


@pytest.fixture
def graph() -> Graph:
    return Graph(parse(FORCES))


@pytest.mark.parametrize(
    ("token", "phrases", "classes"),
    [
        (2, ("special force", "force"), {"soldiers", "elite", "force"}),
        (4, ("troop",), {"soldiers"}),
        (1, (), set()),  # begins a phrase, ends none
        (3, ("met",), set()),  # asked for by a lexicon, of no class
    ],
)
def test_known_phrases_end_at_a_token_longest_first(
    graph: Graph, token: int, phrases: tuple[str, ...], classes: set[str]
) -> None:
    words = Vocabulary(CLASSES, ("met", "fire")).of(graph)
    assert words.phrases[token] == phrases
    assert words.classes[token] == classes


@pytest.mark.parametrize("token", range(5))
def test_they_are_those_of_the_graph_that_are_known(graph: Graph, token: int) -> None:
    vocabulary = Vocabulary(CLASSES, ("met", "the special forces met", "met troop"))
    assert vocabulary.of(graph).phrases[token] == tuple(p for p in graph.phrases(token) if p in vocabulary.phrases)


def test_a_hyphen_may_part_the_words_of_a_phrase() -> None:
    graph = Graph(parse("a//DT/det/1 cease-fire//NN/ROOT/1"))
    assert Vocabulary(CLASSES).of(graph).classes[1] == {"truce"}


def test_a_sentence_keeps_its_words_by_vocabulary(graph: Graph) -> None:
    one, other = Vocabulary(CLASSES), Vocabulary({"troop": frozenset({"crowd"})})
    assert one.of(graph) is one.of(graph)
    assert one.of(graph).classes[4] == {"soldiers"}
    assert other.of(graph).classes[4] == {"crowd"}
