from __future__ import annotations

import pytest

from coders.cameo.deeds import load_algebra
from coders.cameo.ontology import Ontology
from coders.cameo.themes import ThemeModel, load_themes, text_features
from coders.errors import LexiconError
from tests.coders.cameo.conftest import EXAMPLES, THEMES, Write

MODEL = ThemeModel(
    [({"tax", "law"}, "policy", 3), ({"prisoner", "free"}, "release", 3), ({"prisoner", "law"}, "release", 1)]
)


def test_the_words_decide() -> None:
    for words, label in (({"tax"}, "policy"), ({"prisoner"}, "release"), ({"prisoner", "tax", "free"}, "release")):
        opinion = MODEL.judge(words)
        assert opinion is not None
        assert opinion.label == label
        assert 0.5 < opinion.probability <= 1


def test_more_words_of_a_kind_make_it_surer() -> None:
    one, two = MODEL.judge({"law"}), MODEL.judge({"law", "tax"})
    assert one is not None
    assert two is not None
    assert two.probability > one.probability


def test_only_the_labels_asked_for_are_judged() -> None:
    opinion = MODEL.judge({"tax"}, frozenset({"release"}))
    assert opinion is not None
    assert (opinion.label, opinion.probability) == ("release", 1.0)
    assert MODEL.judge({"tax"}, frozenset({"other"})) is None


def test_unknown_words_give_no_opinion() -> None:
    assert MODEL.judge({"lake"}) is None
    assert MODEL.judge(()) is None


def test_probabilities_sum_to_one() -> None:
    words = {"law"}
    labels = ("policy", "release")
    first = MODEL.judge(words)
    assert first is not None
    scores = {label: MODEL._classes[label] + MODEL._weights["law"][label] for label in labels}
    other = min(scores, key=lambda label: scores[label])
    assert first.label != other
    assert first.probability == pytest.approx(1 / (1 + 2.718281828 ** (scores[other] - scores[first.label])))


@pytest.mark.parametrize(
    ("text", "features"),
    [
        ("demanded higher prices", {"demand", "high", "pric", "demand high", "high pric"}),
        # names are left out and break pairs; the first word of a text is none
        ("Unions called Arda prisoners walked", {"union", "call", "union call", "prison", "walk", "prison walk"}),
        # stop words are skipped without breaking a pair
        ("release of the hostages", {"releas", "hostag", "releas hostag"}),
        ("the of and", set()),
        ("", set()),
    ],
)
def test_features_are_stems_and_pairs_without_names(text: str, features: set[str]) -> None:
    assert set(text_features(text)) == features


def test_the_models_learn_from_examples_and_theme_words(write: Write, ontology: Ontology) -> None:
    folder = write()
    themes = load_themes(folder, load_algebra(folder, ontology))
    law, captive = themes.contents.judge(text_features("the law")), themes.contents.judge(text_features("a captive"))
    assert law is not None
    assert captive is not None
    # a theme is named by the code that demanding it has
    assert (law.label, captive.label) == ("1042", "1053")
    goal = themes.goals.judge(text_features("a resignation"))
    assert goal is not None
    assert goal.label == "1"


@pytest.mark.parametrize(
    ("table", "text", "problem"),
    [
        ("themes", THEMES + "fly\twing\n", "cameo/themes.tsv:4: no deed is called 'fly'"),
        ("codebook_examples", EXAMPLES + "1\t2\t3\t4\t5\t6\t7\n", "codebook/examples-01.tsv:8: 7 cells"),
    ],
)
def test_a_wrong_line_is_named(write: Write, ontology: Ontology, table: str, text: str, problem: str) -> None:
    folder = write(**{table: text})
    with pytest.raises(LexiconError) as raised:
        load_themes(folder, load_algebra(folder, ontology))
    assert str(raised.value).startswith(problem)
