"""Phrases on parses written by hand: what each part of a phrase adds, without a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from coders.actors.resolve import ActorResolver

Written = Callable[..., Any]

CASES = [
    ("warplanes", "Russian/JJ/amod>1 warplanes/NNS/nsubj>2 struck/VBD/ROOT>2", 1, ["RUSMIL"]),
    (
        "two adjectives",
        "French/JJ/amod>3 and/CC/cc>0 Malian/JJ/conj>0 troops/NNS/nsubj>4 fired/VBD/ROOT>4",
        3,
        ["FRAMIL", "MLIMIL"],
    ),
    (
        "hyphen pair",
        "Kenyan/JJ/amod>3 ~-/HYPH/punct>3 ~Ugandan/JJ/amod>3 troops/NNS/nsubj>4 fired/VBD/ROOT>4",
        3,
        ["KENMIL", "UGAMIL"],
    ),
    ("possessor", "Peru/NNP/poss>2 ~'s/POS/case>0 decision/NN/nsubj>3 failed/VBD/ROOT>3", 2, ["PER"]),
    (
        "possessor and role",
        "Peru/NNP/poss>3 ~'s/POS/case>0 prime/JJ/amod>3 minister/NN/nsubj>4 fell/VBD/ROOT>4",
        3,
        ["PERGOV"],
    ),
    ("of-phrase", "the/DT/det>1 government/NN/nsubj>4 of/IN/prep>1 Liberia/NNP/pobj>2 fell/VBD/ROOT>4", 1, ["LBRGOV"]),
    (
        "of two",
        "presidents/NNS/nsubj>5 of/IN/prep>0 France/NNP/pobj>1 and/CC/cc>2 Germany/NNP/conj>2 met/VBD/ROOT>5",
        0,
        ["FRAGOV", "DEUGOV"],
    ),
    ("in-phrase", "rebels/NNS/nsubj>3 in/IN/prep>0 Chad/NNP/pobj>1 fired/VBD/ROOT>3", 0, ["TCDREB"]),
    (
        "adjective before in-phrase",
        "Kenyan/JJ/amod>1 troops/NNS/nsubj>4 in/IN/prep>1 Somalia/NNP/pobj>2 fired/VBD/ROOT>4",
        1,
        ["KENMIL"],
    ),
    (
        "quantity",
        "hundreds/NNS/nsubj>4 of/IN/prep>0 Kenyan/JJ/amod>3 students/NNS/pobj>1 marched/VBD/ROOT>4",
        0,
        ["KENEDU"],
    ),
    ("counted people", "two/CD/nummod>1 Iraqis/NNPS/nsubj>2 died/VBD/ROOT>2", 1, ["IRQCVL"]),
    ("people", "the/DT/det>1 Iraqis/NNPS/nsubj>2 refused/VBD/ROOT>2", 1, ["IRQ"]),
    ("capital", "Nairobi/NNP/nsubj>1 protested/VBD/ROOT>1", 0, ["KENGOV"]),
    ("capital as a place", "they/PRP/nsubj>1 met/VBD/ROOT>1 in/IN/prep>1 Nairobi/NNP/pobj>2", 3, ["KEN"]),
    (
        "title and unknown name",
        "Peruvian/JJ/amod>2 Foreign/NNP/compound>2 Minister/NNP/compound>4 Ana/NNP/compound>4 Quispe/NNP/nsubj>5 "
        "left/VBD/ROOT>5",
        4,
        ["PERGOV"],
    ),
    (
        "former",
        "former/JJ/amod>4 Peruvian/JJ/amod>4 prime/JJ/amod>3 minister/NN/compound>4 Quispe/NNP/nsubj>5 left/VBD/ROOT>5",
        4,
        ["PERELI"],
    ),
    ("former rebel", "former/JJ/amod>2 Kenyan/JJ/amod>2 rebels/NNS/nsubj>3 left/VBD/ROOT>3", 2, ["KENREB"]),
    (
        "apposition",
        "Quispe/NNP/nsubj>5 ~,/,/punct>0 the/DT/det>4 Peruvian/JJ/amod>4 mayor/NN/appos>0 left/VBD/ROOT>5",
        0,
        ["PERGOV"],
    ),
    (
        "government troops",
        "government/NN/compound>1 troops/NNS/nsubj>2 fled/VBD/ROOT>2 Bamako/NNP/dobj>2",
        1,
        ["MLIMIL"],
    ),
    ("no country in sight", "gunmen/NNS/nsubj>1 fled/VBD/ROOT>1", 0, ["---UAF"]),
    ("unknown name", "Quispe/NNP/nsubj>1 fled/VBD/ROOT>1", 0, [None]),
    ("a thing", "trees/NNS/nsubj>1 fell/VBD/ROOT>1", 0, [None]),
    ("UN officials", "UN/NNP/compound>1 officials/NNS/nsubj>2 left/VBD/ROOT>2", 1, ["IGOUNO"]),
    ("aid workers", "French/JJ/amod>2 aid/NN/compound>2 workers/NNS/nsubj>3 left/VBD/ROOT>3", 2, ["FRANGO"]),
    ("people of a faith", "Hindu/JJ/amod>1 villagers/NNS/nsubj>2 fled/VBD/ROOT>2 Gujarat/NNP/dobj>2", 1, ["INDCVLHIN"]),
    (
        "based",
        "Kenya/NNP/npadvmod>2 ~-/HYPH/punct>2 ~based/VBN/amod>3 rebels/NNS/nsubj>4 fired/VBD/ROOT>4",
        3,
        ["KENREB"],
    ),
    (
        "backed",
        "Kenyan/NNP/npadvmod>2 ~-/HYPH/punct>2 ~backed/VBN/amod>3 rebels/NNS/nsubj>4 fled/VBD/ROOT>4 Gao/NNP/dobj>4",
        3,
        ["MLIREB"],
    ),
]


@pytest.mark.parametrize(("notation", "head", "codes"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_phrase_by_its_parts(
    resolver: ActorResolver, written: Written, notation: str, head: int, codes: list[str | None]
) -> None:
    context, (sentence,) = written(notation)
    assert [a.code for a in resolver.resolve(sentence, head, context)] == codes


def test_an_actor_says_where_it_stands_and_why(resolver: ActorResolver, written: Written) -> None:
    context, (_, sentence) = written("It/PRP/nsubj>1 rained/VBD/ROOT>1", CASES[0][1])
    (actor,) = resolver.resolve(sentence, 1, context)
    assert context.article.text[actor.start : actor.end] == actor.text == "Russian warplanes"
    assert (actor.country, actor.roles) == ("RUS", ("MIL",))
    assert any("actors/countries.tsv" in t for t in actor.trace)
    assert any("agents/military.tsv" in t for t in actor.trace)


def test_an_unknown_actor_says_so(resolver: ActorResolver, written: Written) -> None:
    context, (sentence,) = written("Quispe/NNP/nsubj>1 fled/VBD/ROOT>1")
    (actor,) = resolver.resolve(sentence, 0, context)
    assert actor.code is None
    assert actor.trace


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Soldiers fired.", True),
        ("He spoke in Lima.", True),
        ("They left.", True),
        ("Rain fell on the hills.", False),
        ("", False),
    ],
)
def test_the_prefilter(resolver: ActorResolver, text: str, expected: bool) -> None:
    assert resolver.possible(text) is expected


def test_a_span_without_a_parse_is_read_by_its_words(resolver: ActorResolver, written: Written) -> None:
    context, (sentence,) = written("Kenyan police officers fired.")
    (actor,) = resolver.resolve_span(sentence, 0, 22, context)
    assert (actor.code, actor.text) == ("KENCOP", "Kenyan police officers")


def test_a_broken_parse_ends(resolver: ActorResolver, written: Written) -> None:
    context, (sentence,) = written("rebels/NNS/appos>1 rebels/NNS/appos>0 of/IN/prep>0 rebels/NNS/pobj>2")
    for head in (0, 1, 3):
        assert resolver.resolve(sentence, head, context)[0].roles in (("REB",), ())
