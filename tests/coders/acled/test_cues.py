"""The pattern language of cues, and the project's own cue classes on sentences for and against."""

from __future__ import annotations

import pytest

from coders.acled.cues import Cues
from coders.errors import LexiconError
from tests.coders.acled.stories import LEXICONS

CUES = Cues.load(LEXICONS / "acled")


@pytest.mark.parametrize(
    ("text", "shown", "hidden"),
    [
        ("Two men blew themselves up at the gate.", {"suicide"}, {"grenade"}),
        ("The army fired tear gas grenades.", {"intervention"}, {"grenade", "chemical"}),
        ("A rocket-propelled grenade hit the car.", set(), {"grenade", "shelling"}),
        ("Rebels hurled a hand grenade.", {"grenade"}, {"shelling"}),
        ("A landmine killed a shepherd.", {"ied", "killed"}, {"suicide"}),
        ("Sappers defused a bomb.", {"disrupted", "defused"}, set()),
        ("The general election was held in March.", set(), {"crowd"}),
        ("Nurses marched to the ministry.", {"crowd"}, {"violentdemo"}),
        ("Oil prices rallied behind strong demand.", set(), {"crowd"}),
        ("Youths threw stones and burned tyres.", {"violentdemo"}, {"intervention"}),
        ("Riot police stood by.", {"forces"}, {"violentdemo"}),
        ("Troops retook the town.", {"retake"}, {"nofight"}),
        ("The Liberation Front issued a statement.", set(), {"retake"}),
        ("Fighters entered the town without a fight.", {"nofight"}, set()),
        ("The two sides signed a ceasefire.", {"agreement", "truce"}, {"clash"}),
        ("The two states signed a trade agreement.", set(), {"truce"}),
        ("He is battling cancer after a legal battle.", set(), {"shelling"}),
        ("The army set up a new outpost.", {"base"}, set()),
        ("A new report was set up front.", set(), {"base"}),
    ],
)
def test_cues(text, shown, hidden):
    found = CUES.find(text).classes
    assert shown <= found
    assert not hidden & found


def table(folder, line):
    (folder / "cues.tsv").write_text("class\tpatterns\n" + line + "\n")
    return Cues.load(folder)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("shell*", "shelling", True),
        ("shell", "shelling", False),
        ("set up _ base", "set up a small army base", True),
        ("set up _ base", "set up base", True),
        ("set up _ base", "set up one two three four five base", False),
        ("set up _ base", "set up. The base", False),
        ("tear/pepper gas", "pepper gas", True),
        ("tear gas", "tear-gas", True),
        ("gas", "tear-gas", False),
    ],
)
def test_the_pattern_language(tmp_path, pattern, text, found):
    assert ("x" in table(tmp_path, f"x\t{pattern}").find(text)) is found


def test_a_bang_class_takes_words_away(tmp_path):
    (tmp_path / "cues.tsv").write_text("class\tpatterns\nx\tbomb*\n!x\tpetrol bomb*\n")
    cues = Cues.load(tmp_path)
    assert "x" not in cues.find("a petrol bomb")
    assert cues.find("a petrol bomb and a bomb").spans["x"] == (20, 24)


@pytest.mark.parametrize("line", ["x\t", "x\tbad(word", "x\t_"])
def test_wrong_patterns_are_named(tmp_path, line):
    with pytest.raises(LexiconError, match=r"cues.tsv:2"):
        table(tmp_path, line)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("run", ["'" * 400, "-" * 400, "’-" * 300, "'a" * 400, "a-" * 400, ", " * 400, "x' " * 300])
@pytest.mark.parametrize("text", ["gunmen attacked {} rebels", "residents {}", "protesters hurled {} at police"])
def test_runs_of_marks_are_read_in_one_way(run, text):
    assert isinstance(CUES.find(text.format(run)).classes, frozenset)


@pytest.mark.parametrize("words", ["the rebels' men", "several ex-rebels", "some – many – men", "three of the army’s"])
def test_a_gap_spans_words_however_they_are_written(tmp_path, words):
    (tmp_path / "cues.tsv").write_text("class\tpatterns\nfight\tfought _ guards\n", encoding="utf-8")
    assert "fight" in Cues.load(tmp_path).find(f"They fought {words} guards.")


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("they shelled the mill", {"shell"}),
        ("they bombed the mill at night", {"bomb", "night"}),
        ("they bombed the mill", set()),  # a bomb gives a row by night alone
        ("at night the mill stood still", set()),
        ("a petrol bomb at night", set()),
    ],
)
def test_cues_that_are_of_no_use_are_not_looked_for(tmp_path, text, classes):
    lines = ("class\tpatterns", "shell\tshell*", "bomb\tbomb*", "!bomb\tpetrol bomb*", "night\tnight")
    (tmp_path / "cues.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    needed = (frozenset({"shell"}), frozenset({"bomb", "night"}))
    assert Cues.load(tmp_path).find(text, needed).classes == classes
