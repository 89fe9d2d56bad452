from __future__ import annotations

from pathlib import Path

import pytest

from coders.cameo.deeds import load_algebra
from coders.cameo.ontology import load_ontology
from coders.cameo.senses import load_act_lexicon
from coders.lexicon.paths import LEXICONS
from coders.triggers import Triggers, build_triggers

TABLES = {
    "deeds": (
        "deed\ttone\tdid\tintend\tappeal\tdemand\trefuse\tthreaten\thalt\tnote\n"
        "meet\tgood\t040\nfight\thard\t190\nstatement\tword\t010\n"
    ),
    "verbs-a": (
        "verb\twhen\tact\troles\tnote\nmeet\tobj\tmeet\nhang|deny\tobj\tfight\nhold\tobj\tdo obj\nsay\t-\tsay ccomp else statement\n"
        "know\t-\tnone\nhand over\tobj\tmeet\nask\t-\tappeal xcomp\n"
        "fire\tobj=shot\tfight\nfire\ton:building\tfight\ntake\tobj:captive\tfight\nbe\tattr=hopeful\tmeet\n"
    ),
    "nouns-a": "noun\twhen\tact\troles\tnote\npeace talk\t-\tmeet\nraid\t-\tfight\nboat race\t-\tnone\nair-strike\t-\tfight\n",
    "classes-a": "class\twords\tnote\ncaptive\thostage|captive child\nbuilding\thut\n",
    "refine": "deed\twhen\tbecomes\tnote\n",
    "forms": "verb\tpast\tparticiple\nmeet\tmet\tmet\nhang\thanged|hung\thung\nbe\twas|were\tbeen\ntake\ttook\ttaken\nsay\tsaid\tsaid\n",
}


@pytest.fixture
def triggers(tmp_path: Path) -> Triggers:
    (tmp_path / "cameo").mkdir()
    for name, text in TABLES.items():
        (tmp_path / "cameo" / f"{name}.tsv").write_text(text, encoding="utf-8")
    algebra = load_algebra(tmp_path, load_ontology(LEXICONS))
    return build_triggers(load_act_lexicon(tmp_path, algebra), tmp_path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They met in May.", True),
        ("The MEETING was short; they were meeting again.", True),
        ("He hung it.", True),
        ("He denies it.", True),
        ("It denied.", True),
        ("Asked, they left.", True),
        ("Two peace talks.", True),
        ("Peace-talks.", True),
        ("Two talks.", False),
        ("The raids went on.", True),
        ("An air-strike.", True),
        ("They handed it over.", True),
        # verbs that only lend, only report or are no event need another word
        ("They held a hat.", False),
        ("They said so.", False),
        ("They know it.", False),
        ("A boat race.", False),
        # all that a sense asks for, in whatever form and order
        ("Over the fence they handed it.", True),
        ("They handed it in.", False),
        ("The fired shots.", True),
        ("They fired a cook.", False),
        ("They fire on huts.", True),
        ("They fire huts.", False),
        ("They took hostages.", True),
        ("They took a hostage and a bus.", True),
        ("A captive child, taken.", True),
        ("They took captives", False),
        ("They took captive children.", True),
        ("They took buses.", False),
        ("The peace was talked about.", False),
        ("Talks on peace.", False),
        # common verbs only with the words of a sense
        ("He was hopeful.", True),
        ("He was tall.", False),
        # what is said to be due
        ("They must act, he said.", True),
        ("They act, he said.", False),
        # whole words only
        ("A metre of braid, a risk-free price.", False),
        ("", False),
        ("123 … 🎉", False),
    ],
)
def test_sentences_with_a_word_that_can_give_an_event(triggers: Triggers, text: str, expected: bool) -> None:
    assert triggers.any_in(text) is expected
