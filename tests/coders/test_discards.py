from __future__ import annotations

from pathlib import Path

import pytest

from coders.discards import Discards, load_discards
from coders.errors import LexiconError
from coders.lexicon.paths import LEXICONS

DISCARDS = Discards({"world cup": "d.tsv:2", "box office": "d.tsv:3", "cup": "d.tsv:4"})


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("The World Cup begins.", {"d.tsv:2", "d.tsv:4"}),
        ("BOX OFFICE records fell.", {"d.tsv:3"}),
        ("the cup", {"d.tsv:4"}),
        ("cup", {"d.tsv:4"}),
        ("“Cup” fever", {"d.tsv:4"}),
        # only whole words
        ("They occupy hiccups.", {None}),
        ("A cupboard and a box.", {None}),
        ("cup2", {None}),
        ("", {None}),
    ],
)
def test_phrases_are_found_as_whole_words(text: str, hit: set[str | None]) -> None:
    assert DISCARDS.hit(text) in hit


@pytest.mark.parametrize(
    ("text", "early"),
    [
        ("In 1692 the magistrates sat.", True),
        ("The king was tried in January 1793.", True),
        ("In 1992 the magistrates sat.", False),
        ("The plan covers the needs of 1700 refugees.", False),
    ],
)
def test_years_before_1800_are_no_news(text: str, early: bool) -> None:
    assert (DISCARDS.long_past(text) is not None) is early


def test_nothing_is_discarded_without_phrases() -> None:
    assert Discards({}).hit("The World Cup begins.") is None
    assert len(Discards({})) == 0


def write(folder: Path, lines: str) -> Path:
    (folder / "cameo").mkdir()
    (folder / "cameo" / "discards.tsv").write_text("phrase\tclass\tnote\n" + lines, encoding="utf-8")
    return folder


def test_the_table_is_read(tmp_path: Path) -> None:
    discards = load_discards(write(tmp_path, "# sport\nWorld Cup\tsport\nbox office\tfilm\n"))
    assert len(discards) == 2
    assert discards.hit("a world cup") == "cameo/discards.tsv:3"


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("cup\tsport\nCup\tsport\n", "3: 'cup' stands already at cameo/discards.tsv:2"),
        ("cup\tsport\n-\tsport\n", "3: the phrase is empty"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, lines: str, problem: str) -> None:
    with pytest.raises(LexiconError) as raised:
        load_discards(write(tmp_path, lines))
    assert str(raised.value) == f"cameo/discards.tsv:{problem}"


def test_the_project_s_phrases_leave_politics_alone() -> None:
    discards = load_discards(LEXICONS)
    assert len(discards) > 100
    assert discards.hit("Scotland qualified for the World Cup on Tuesday.")
    assert discards.hit("Russian troops shelled a village in Ukraine on Tuesday.") is None
    assert discards.hit("The president of Brazil met the president of Argentina.") is None
