"""Words that stand for actors named before, on parses written by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from coders.actors.resolve import ActorResolver

Written = Callable[..., Any]

POLICE = "Kenyan/JJ/amod>1 police/NNS/nsubj>2 raided/VBD/ROOT>2 a/DT/det>4 mosque/NN/dobj>2"
MINISTER = "The/DT/det>2 Kenyan/JJ/amod>2 minister/NN/nsubj>3 left/VBD/ROOT>3"
PAIR = "Peru/NNP/nsubj>3 and/CC/cc>0 Chile/NNP/conj>0 talked/VBD/ROOT>3"
COUNTRY = "Nepal/NNP/nsubj>1 begged/VBD/ROOT>1"
GROUP = "A/DT/det>3 Kenyan/JJ/amod>3 rebel/NN/compound>3 group/NN/nsubj>4 struck/VBD/ROOT>4"

CASES = [
    ("they", POLICE, "They/PRP/nsubj>1 fired/VBD/ROOT>1", 0, ["KENCOP"]),
    ("he", MINISTER, "He/PRP/nsubj>1 spoke/VBD/ROOT>1", 0, ["KENGOV"]),
    ("his", MINISTER, "His/PRP$/poss>1 government/NN/nsubj>2 fell/VBD/ROOT>2", 1, ["KENGOV"]),
    ("it", COUNTRY, "It/PRP/nsubj>1 waited/VBD/ROOT>1", 0, ["NPL"]),
    ("its army", COUNTRY, "Its/PRP$/poss>1 army/NN/nsubj>2 waited/VBD/ROOT>2", 1, ["NPLMIL"]),
    ("he is no country", COUNTRY, "He/PRP/nsubj>1 waited/VBD/ROOT>1", 0, [None]),
    ("it is no minister", MINISTER, "It/PRP/nsubj>1 waited/VBD/ROOT>1", 0, [None]),
    ("both sides", PAIR, "Both/DT/det>1 sides/NNS/nsubj>2 waited/VBD/ROOT>2", 1, ["PER", "CHL"]),
    (
        "the two countries",
        PAIR,
        "The/DT/det>2 two/CD/nummod>2 countries/NNS/nsubj>3 waited/VBD/ROOT>3",
        2,
        ["PER", "CHL"],
    ),
    ("two of one", COUNTRY, "Both/DT/det>1 sides/NNS/nsubj>2 waited/VBD/ROOT>2", 1, [None]),
    ("the group", GROUP, "The/DT/det>1 group/NN/nsubj>2 waited/VBD/ROOT>2", 1, ["KENREB"]),
    ("the country", COUNTRY, "The/DT/det>1 country/NN/nsubj>2 waited/VBD/ROOT>2", 1, ["NPL"]),
    (
        "the minister",
        MINISTER + " in/IN/prep>3 Lima/NNP/pobj>4",
        "The/DT/det>1 minister/NN/nsubj>2 waited/VBD/ROOT>2",
        1,
        ["KENGOV"],
    ),
    ("never parsed", "Rebels shelled Nepal.", "It/PRP/nsubj>1 waited/VBD/ROOT>1", 0, ["NPL"]),
    ("too far", COUNTRY, "I/PRP/nsubj>1 waited/VBD/ROOT>1", 0, [None]),
]


@pytest.mark.parametrize(("before", "notation", "head", "codes"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_the_antecedent(
    resolver: ActorResolver, written: Written, before: str, notation: str, head: int, codes: list[str | None]
) -> None:
    context, (_, sentence) = written(before, notation)
    assert [a.code for a in resolver.resolve(sentence, head, context)] == codes


def test_a_pronoun_is_not_bound_by_its_own_verbs_subject(resolver: ActorResolver, written: Written) -> None:
    context, (_, sentence) = written(
        "Kenyan/JJ/amod>1 protesters/NNS/nsubj>2 marched/VBD/ROOT>2",
        "Soldiers/NNS/nsubj>1 fired/VBD/ROOT>1 at/IN/prep>1 them/PRP/pobj>2",
    )
    assert [a.code for a in resolver.resolve(sentence, 3, context)] == ["KENCVL"]


def test_a_relative_pronoun_stands_for_its_head(resolver: ActorResolver, written: Written) -> None:
    context, (sentence,) = written(
        "Kenyan/JJ/amod>1 troops/NNS/nsubj>4 who/WP/nsubj>3 deserted/VBD/relcl>1 returned/VBD/ROOT>4"
    )
    assert [a.code for a in resolver.resolve(sentence, 2, context)] == ["KENMIL"]


def test_the_actor_keeps_the_place_of_the_pronoun(resolver: ActorResolver, written: Written) -> None:
    context, (_, sentence) = written(POLICE, "They/PRP/nsubj>1 fired/VBD/ROOT>1")
    (actor,) = resolver.resolve(sentence, 0, context)
    assert (actor.text, actor.start) == ("They", sentence.start)
    assert actor.trace[-1] == "'they' stands for 'Kenyan police'"


def test_antecedents_end_three_sentences_back(resolver: ActorResolver, written: Written) -> None:
    rain = "It/PRP/nsubj>1 rained/VBD/ROOT>1"
    near = written(MINISTER, rain, rain, "He/PRP/nsubj>1 spoke/VBD/ROOT>1")
    far = written(MINISTER, rain, rain, rain, "He/PRP/nsubj>1 spoke/VBD/ROOT>1")
    assert resolver.resolve(near[1][-1], 0, near[0])[0].code == "KENGOV"
    assert resolver.resolve(far[1][-1], 0, far[0])[0].code is None
