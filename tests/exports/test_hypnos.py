from __future__ import annotations

import pytest

from exports.hypnos import answer, tokens
from tests.exports.conftest import actor, event, result

EMPTY = {"actortext": [[]], "eventtext": [[]], "nouns": [], "actorroot": [[]]}
COURT = actor("KENJUD", "A Kenyan court")
TRADER = actor("SOMBUS", "a Somali trader", start=22)
LAWYER = actor("---JUD", "a lawyer", start=44)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "A court in Kenya jailed a trader, his lawyer said.",
            "A court in Kenya jailed a trader , his lawyer said .",
        ),
        ("It can't be Turkey's.", "It ca n't be Turkey 's ."),
        ("U.S.-led raids (3,000) — over.", "U.S.-led raids ( 3,000 ) — over ."),
        ("«Non», dit-il à 9:30.", "« Non » , dit-il à 9:30 ."),
        ("", ""),
    ],
)
def test_words_have_blanks_between(text, content):
    assert " ".join(tokens(text)) == content


def test_a_story_has_the_shape_of_hypnos():
    events = [event(1, "173", COURT, TRADER, issues=[["TRADE", 1], ["COURTS", 2]]), event(2, "112", LAWYER, None)]
    story = answer(result("abc", events), "20240209")
    assert story == {
        "abc": {
            "meta": {"date": "20240209", "verbs": []},
            "sents": {
                "0": {
                    "content": "A first sentence that says what was done .",
                    "events": [["KENJUD", "SOMBUS", "173"], ["---JUD", "---", "112"]],
                    "issues": [["TRADE", 1], ["COURTS", 2]],
                    "meta": {
                        "actortext": [["A Kenyan court", "a Somali trader"], ["a lawyer", "---"]],
                        "eventtext": ["did", "did"],
                        "nouns": [
                            [[" A KENYAN COURT"], ["KENJUD"], [["KEN", []], ["~"]]],
                            [[" A SOMALI TRADER"], ["SOMBUS"], [["SOM", []], ["~"]]],
                            [[" A LAWYER"], ["~JUD"], [["~"]]],
                        ],
                        "actorroot": [["", ""], ["", ""]],
                    },
                },
                "1": {"content": "A second one .", "meta": EMPTY},
                "2": {"content": "A third one .", "meta": EMPTY},
            },
        }
    }


def test_without_events_their_keys_are_absent_and_the_date_may_be_null():
    story = answer(result("x", []), None)["x"]
    assert story["meta"] == {"date": None, "verbs": []}
    assert [set(sentence) for sentence in story["sents"].values()] == [{"content", "meta"}] * 3
    assert "issues" not in answer(result("x", [event(1, "173", COURT, TRADER)]), None)["x"]["sents"]["0"]


def test_an_event_of_a_sentence_stands_once():
    events = [event(n, "173", COURT, TRADER) for n in range(3)] + [event(4, "173", TRADER, COURT)]
    sentence = answer(result("x", events), None)["x"]["sents"]["0"]
    assert sentence["events"] == [["KENJUD", "SOMBUS", "173"], ["SOMBUS", "KENJUD", "173"]]
    assert all(len(texts) == 2 for name, texts in sentence["meta"].items() if name != "nouns")
