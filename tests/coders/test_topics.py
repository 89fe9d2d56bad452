from __future__ import annotations

from pathlib import Path

import pytest

from coders.errors import LexiconError
from coders.lexicon.paths import LEXICONS
from coders.topics import Topic, load_topics

TABLE = """\
sport\tdiscard\tsure\tWorld Cup\t-
sport\tdiscard\tstrong\treferee|return match\t-
sport\tdiscard\tweak\tmatch|goal|try|lap|ring|Test\t-
markets\tdoubt\tstrong\trupee\t-
markets\tdoubt\tweak\tgoal|price\t-
obituary\tdiscard\tweak\tmourn\t-
public\t-\tsure\tceasefire\t-
public\t-\tstrong\tarmy|minister\t-
public\t-\tweak\tmarch\t-
"""


def write(folder: Path, lines: str) -> Path:
    (folder / "cameo").mkdir()
    text = "topic\tuse\tstrength\twords\tnote\n" + lines
    (folder / "cameo" / "topics.tsv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("The Referee saw the goals.", Topic("sport", "discard", ("goal", "referee"), 3)),
        ("The rupee price fell.", Topic("markets", "doubt", ("price", "rupee"), 3)),
        # one strong word is enough where nothing is of politics, two weak ones are not, five are
        ("The referee and the referees.", Topic("sport", "discard", ("referee",), 2)),
        ("The minister met the referee.", None),
        ("A match, a goal.", None),
        (
            "A match, a goal, a try, a lap, a ring.",
            Topic("sport", "discard", ("goal", "lap", "match", "ring", "try"), 5),
        ),
        # a longer phrase takes in the shorter one
        ("The return match had a goal.", Topic("sport", "discard", ("goal", "return match"), 3)),
        # politics outweighs what does not weigh more
        ("The minister met the referee before the match.", Topic("sport", "discard", ("match", "referee"), 3, 2)),
        ("The minister met the referee before the match with a march.", None),
        # a sure word decides alone, on either side
        ("The World Cup and a minister.", Topic("sport", "discard", ("World Cup",), 3, 2)),
        ("The World Cup and a ceasefire.", None),
        # capitals are asked for where the table has them
        ("The world cup.", None),
        ("The Test was won.", None),
        # results and ages
        ("Arda beat Borovia 7-6, 6-4 with a goal.", Topic("sport", "discard", ("7-6, 6-4", "goal"), 3)),
        ("The house passed it by a 52-48 vote.", None),
        ("She died in Arda aged 94.", Topic("obituary", "discard", ("died in Arda aged 94",), 3)),
        # whole words only
        ("Refereeing is no goalkeeping.", None),
        ("", None),
    ],
)
def test_words_tell_the_topic(tmp_path: Path, text: str, topic: Topic | None) -> None:
    assert load_topics(write(tmp_path, TABLE)).topic(text) == topic


@pytest.mark.parametrize(
    ("weight", "public", "firm"),
    [(3, 0, True), (5, 2, True), (4, 2, False), (2, 0, False), (9, 3, False)],
)
def test_a_firm_topic_outweighs_politics_by_far(weight: int, public: int, firm: bool) -> None:
    assert Topic("sport", "discard", (), weight, public).firm is firm
    assert Topic("sport", "discard", (), weight, public).discards is firm
    assert not Topic("markets", "doubt", (), weight, public).discards


@pytest.mark.parametrize(("text", "public"), [("The ministers left.", True), ("The goal stood.", False)])
def test_politics_is_told_by_one_word(tmp_path: Path, text: str, public: bool) -> None:
    assert load_topics(write(tmp_path, TABLE)).is_public(text) is public


def test_a_topic_names_its_words() -> None:
    assert str(Topic("sport", "discard", ("goal", "referee"))) == "about sport: goal, referee"


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("sport\tmaybe\tstrong\tgoal\n", "2: use must be one of discard, doubt, strength one of sure, strong, weak"),
        ("sport\tdiscard\tmild\tgoal\n", "2: use must be one of discard, doubt, strength one of sure, strong, weak"),
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
