from __future__ import annotations

import pytest

from coders.petrarch.actors import read_actors
from tests.coders.petrarch.dictionaries import ACTORS


def test_names_share_codes_and_the_last_entry_of_a_file_counts() -> None:
    file = read_actors(ACTORS, "a")
    found = {e.names[0].text: ([n.text for n in e.names[1:]], [g.code for g in e.groups]) for e in file.entries}
    assert found["ARDOVIA"] == (["ARDOVIAN"], ["ARD"])
    assert found["TOMAS VELD"] == ([], ["ARDELI", "ARDGOV", "ARDOPP"])
    assert found["MIRA OSK"] == ([], ["BELGOV", "BELMED"])
    assert found["THE NOBODIES"] == ([], ["---"])
    last = read_actors("ONE [ARD]\nLAST [BEL]", "a").entries[-1]
    assert (last.names[0].text, last.groups[0].code) == ("LAST", "BEL")


@pytest.mark.parametrize(
    ("group", "since", "until"),
    [
        ("[ARD]", "", ""),
        ("[ARD <991231]", "", "1999-12-30"),
        ("[ARD < 19991231]", "", "1999-12-30"),
        ("[ARD >301231]", "2030-12-31", ""),
        ("[ARD > 311231]", "1931-12-31", ""),
        ("[ARD 980101-20041231]", "1998-01-01", "2004-12-31"),
        ("[ARD 980101 - 990229]", "1998-01-01", "1999-02-28"),
        ("[ard 980100-980200]", "1998-01-01", "1998-02-01"),
    ],
)
def test_dates(group: str, since: str, until: str) -> None:
    (found,) = read_actors(f"X {group}", "a").entries[0].groups
    assert (found.code, found.since, found.until) == ("ARD", since, until)


@pytest.mark.parametrize("group", ["[ARD 981301-990101]", "[ARD 9801011-990101]", "[ARD >98]", "[A<B]", "[]", "[ARD"])
def test_a_code_that_cannot_be_read_is_named(group: str) -> None:
    report = read_actors(f"ONE [BEL]\nTWO\n\t{group}\nTHREE [ARD]", "a").report
    assert report.balanced
    assert {(p.line, p.dropped) for p in report.problems} == {(3, True), (3, False), (2, False)}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("+LOST [ARD]", 1, "belongs to no name"),
        ("\t[ARD]", 1, "belongs to no name"),
        ("ONE [ARD]\n+ [BEL]", 2, "has no name"),
        ("OPEN [ARD", 1, "no code that can be read"),
    ],
)
def test_a_line_that_cannot_be_used(text: str, line: int, says: str) -> None:
    report = read_actors(text, "a").report
    assert [p.line for p in report.problems if p.dropped and says in p.text] == [line]
    assert report.balanced


def test_a_name_without_a_code_is_odd_and_a_trailing_underscore_marks_a_whole_word() -> None:
    file = read_actors("ALONE\nNEXT_ [ARD]", "a")
    assert [(p.line, p.dropped) for p in file.report.problems] == [(1, False)]
    assert [e.names[0].whole for e in file.entries] == [False, True]
