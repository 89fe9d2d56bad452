from __future__ import annotations

from pathlib import Path

import pytest

from coders.errors import LexiconError
from coders.lexicon.inflect import inflect, irregular_forms, plural, verb_forms

HEAD = "verb\tpast\tparticiple\n"


@pytest.fixture
def lexicons(tmp_path: Path) -> Path:
    (tmp_path / "cameo").mkdir()
    table = HEAD + "hang\thanged|hung\thanged|hung\nfind\tfound\tfound\n"
    (tmp_path / "cameo" / "forms.tsv").write_text(table, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("verb", "present"),
    [
        ("attack", {"attack", "attacks", "attacked", "attacking"}),
        ("accuse", {"accuse", "accuses", "accused", "accusing"}),
        ("deny", {"deny", "denies", "denied", "denying"}),
        ("deploy", {"deploy", "deploys", "deployed", "deploying"}),
        ("ban", {"ban", "bans", "banned", "banning"}),
        ("veto", {"veto", "vetoes", "vetoed", "vetoing"}),
        ("clash", {"clash", "clashes", "clashed", "clashing"}),
        ("panic", {"panic", "panics", "panicked", "panicking"}),
        ("flee", {"flee", "flees", "fleeing"}),
        ("fox", {"foxes", "foxed"}),
    ],
)
def test_regular_forms(verb: str, present: set[str]) -> None:
    assert present <= inflect(verb)


@pytest.mark.parametrize(
    ("verb", "absent"), [("deny", {"denys", "denyed"}), ("accuse", {"accuseed"}), ("fox", {"foxxed"})]
)
def test_forms_that_are_none(verb: str, absent: set[str]) -> None:
    assert not absent & inflect(verb)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("talk", {"talks"}),
        ("box", {"boxes"}),
        ("army", {"armies"}),
        ("convoy", {"convoys"}),
        ("embargo", {"embargos", "embargoes"}),
        ("coach", {"coaches"}),
    ],
)
def test_plurals(word: str, expected: set[str]) -> None:
    assert plural(word) == expected


def test_irregular_forms_come_from_the_table(lexicons: Path) -> None:
    assert irregular_forms(lexicons) == {"hang": {"hanged", "hung"}, "find": {"found"}}


def test_forms_lead_to_their_verb(lexicons: Path) -> None:
    forms = verb_forms(["find", "found", "hang"], lexicons)
    assert (forms["finding"], forms["founded"], forms["hung"]) == ("find", "found", "hang")
    assert forms["found"] == "find"  # the first verb keeps a form that two share
    assert verb_forms(["found", "find"], lexicons)["found"] == "found"


def test_a_wrong_table_is_named(lexicons: Path) -> None:
    (lexicons / "cameo" / "forms.tsv").write_text("verb\tpast\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"cameo/forms\.tsv:1: header"):
        irregular_forms(lexicons)
