from __future__ import annotations

import pytest

from exports.hypnos import answer
from exports.issues import of_event, of_sentences
from tests.exports.conftest import JIHADIS, MALI_ARMY, event, result


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("issues of sentence 3: TRADE,2;COURTS,1", {3: (("TRADE", 2), ("COURTS", 1))}),
        ("issues of sentence 0: ID_FAITH,1", {0: (("ID_FAITH", 1),)}),
        ("issues of sentence 0: ", {}),
        ("issues of sentence 0: TRADE", {}),
        ("no row for event 7", {}),
    ],
)
def test_notes_tell_of_sentences(note, told):
    assert of_sentences({"notes": [note]}) == told


def test_an_event_s_own_issues_come_first():
    told = {0: (("TRADE", 2),)}
    assert of_event({"sentence": 0, "issues": [["FAITH", 1]]}, told) == (("FAITH", 1),)
    assert of_event({"sentence": 0, "issues": []}, told) == (("TRADE", 2),)
    assert of_event({"sentence": 1}, told) == ()


def test_what_a_note_tells_is_exported(lines):
    coded = result("a", [event(1, "193", MALI_ARMY, JIHADIS), event(2, "190", MALI_ARMY, JIHADIS, sentence=1)])
    coded["notes"] = ["issues of sentence 0: ARMS,2;FAITH,1"]
    assert [line.split("\t")[17] for line in lines([coded], "phoenix")] == ["ARMS,2;FAITH,1", ""]
    sentences = answer(coded, None)["a"]["sents"]
    assert sentences["0"]["issues"] == [["ARMS", 2], ["FAITH", 1]]
    assert "issues" not in sentences["1"]
