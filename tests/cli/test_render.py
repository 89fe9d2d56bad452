from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from cli.render import render

TEXT = "It rained. Arda attacked [Borovia] in Tarma."
EVENT = {
    "code": "190",
    "label": "Use force",
    "sentence": 1,
    "source": {"code": "ARD", "text": "Arda", "start": 11, "end": 15, "trace": ["countries.tsv:2"]},
    "target": {"code": None, "text": "[Borovia]", "start": 25, "end": 34, "trace": []},
    "place": {"name": "Tarma"},
    "date": "2024-05-01",
    "trigger": {"text": "attacked", "start": 16, "end": 24},
    "confidence": 0.9,
    "trace": ["cameo/verbs-a.tsv:3", "[statistical]"],
}
ROW = {
    "event_date": "01 May 2024",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Arda",
    "actor2": "",
    "location": "Tarma",
    "country": "Arda",
    "fatalities": 3,
}
RESULT: dict[str, Any] = {
    "id": "a[1]",
    "sentences": [
        {"start": 0, "end": 10, "text": TEXT[:10], "status": "skipped"},
        {"start": 11, "end": 44, "text": TEXT[11:], "status": "coded"},
    ],
    "events": [EVENT],
    "rows": [ROW],
}


def shown(result: dict[str, Any], output: str = "events", *, explain: bool = False) -> str:
    console = Console(file=io.StringIO(), width=160, color_system=None)
    render([result], output, explain=explain, console=console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_events_stand_in_a_table() -> None:
    text = shown(RESULT)
    assert text.startswith("a[1]: 1 events, 1 rows\n")
    for cell in ("190", "Use force", "ARD (Arda)", "? ([Borovia])", "Tarma", "2024-05-01", "attacked"):
        assert cell in text


def test_rows_stand_in_a_table() -> None:
    text = shown(RESULT, "rows")
    for cell in ("01 May 2024", "Battles", "Armed clash", "Arda", "Tarma", "3"):
        assert cell in text
    assert "190" not in text


def test_an_explanation_gives_the_sentence_and_every_line() -> None:
    text = shown(RESULT, explain=True)
    for line in (
        "Arda attacked [Borovia] in Tarma.",
        "190 Use force  ARD (Arda) → ? ([Borovia])",
        "2024-05-01, Tarma, confidence 0.9",
        "act     cameo/verbs-a.tsv:3",
        "act     [statistical]",
        "source  countries.tsv:2",
    ):
        assert line in text
    assert "It rained" not in text


@pytest.mark.parametrize("explain", [True, False])
def test_what_is_unknown_is_left_blank(explain: bool) -> None:
    bare = {**EVENT, "source": None, "target": None, "place": None, "date": None}
    text = shown({**RESULT, "events": [bare]}, explain=explain)
    assert "None" not in text
    if explain:
        assert "no date, no place" in text


def test_an_article_without_events_is_said_to_be_so() -> None:
    assert "a[1]: 0 events, 0 rows" in shown({**RESULT, "events": [], "rows": []})
