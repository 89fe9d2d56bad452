from __future__ import annotations

from pathlib import Path

import pytest

from coders.errors import LexiconError
from coders.lexicon.paths import LEXICONS
from coders.topics import Topic, load_topics

TABLE = """\
sport	discard	strong	referee|return match	-
sport	discard	weak	match|goal	-
markets	doubt	strong	rupee	-
markets	doubt	weak	goal|price	-
public	-	-	army|minister	-
"""


def write(folder: Path, lines: str) -> Path:
    (folder / "cameo").mkdir()
    text = "topic\tuse\tstrength\twords\tnote\n" + lines
    (folder / "cameo" / "topics.tsv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("The Referee saw the goals.", Topic("sport", "discard", ("goal", "referee"))),
        ("The rupee price fell.", Topic("markets", "doubt", ("price", "rupee"))),
        # two words, but none that is sport alone
        ("A match, a goal.", None),
        ("The referee and the referees.", None),
        # a longer phrase takes in the shorter one
        ("The return match.", None),
        ("The return match had a goal.", Topic("sport", "discard", ("goal", "return match"))),
        # politics outweighs as many words of the topic, not more
        ("The minister met the referee before the match with the army.", None),
        ("The minister met the referee before the match.", Topic("sport", "discard", ("match", "referee"))),
        # whole words only
        ("Refereeing is no goalkeeping.", None),
        ("", None),
    ],
)
def test_words_tell_the_topic(tmp_path: Path, text: str, topic: Topic | None) -> None:
    assert load_topics(write(tmp_path, TABLE)).topic(text) == topic


@pytest.mark.parametrize(("text", "public"), [("The ministers left.", True), ("The goal stood.", False)])
def test_politics_is_told_by_one_word(tmp_path: Path, text: str, public: bool) -> None:
    assert load_topics(write(tmp_path, TABLE)).is_public(text) is public


def test_a_topic_names_its_words() -> None:
    assert str(Topic("sport", "discard", ("goal", "referee"))) == "about sport: goal, referee"


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("sport\tmaybe\tstrong\tgoal\n", "2: use must be one of discard, doubt, strength one of strong, weak"),
        ("sport\tdiscard\tmild\tgoal\n", "2: use must be one of discard, doubt, strength one of strong, weak"),
        (
            "sport\tdiscard\tstrong\tgoal\nsport\tdoubt\tweak\tcup\n",
            "3: the topic sport has another use on a line before",
        ),
        (
            "sport\tdiscard\tstrong\tgoal\nsport\tdiscard\tweak\tGoal\n",
            "3: 'goal' stands already at cameo/topics.tsv:2",
        ),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, lines: str, problem: str) -> None:
    with pytest.raises(LexiconError) as raised:
        load_topics(write(tmp_path, lines))
    assert str(raised.value) == f"cameo/topics.tsv:{problem}"


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("The umpire sent the batter back to the pavilion.", "discard"),
        ("The yen eased while traders waited for the harvest.", "doubt"),
        ("The army shelled the stadium where the football team of the rebels trained.", None),
        ("The minister of sport met her counterpart.", None),
        ("Police arrested a journalist over an article.", None),
    ],
)
def test_the_project_s_topics_leave_politics_alone(text: str, use: str | None) -> None:
    topic = load_topics(LEXICONS).topic(text)
    assert (topic.use if topic else None) == use
