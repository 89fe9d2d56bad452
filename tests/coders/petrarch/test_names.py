from __future__ import annotations

from datetime import date

import pytest

from coders.petrarch.actors import read_actors
from coders.petrarch.agents import read_agents
from coders.petrarch.names import cased, choose, spellings
from tests.coders.petrarch.dictionaries import ACTORS, AGENTS


def records(name: str):
    found = spellings([read_actors(ACTORS, "a")], [read_agents(AGENTS, "g")])
    return [s.record for s in found if s.text == name]


@pytest.mark.parametrize(
    ("name", "day", "code"),
    [
        ("Tomas Veld", date(1990, 1, 1), "ARDELI"),
        ("Tomas Veld", date(2003, 5, 1), "ARDGOV"),  # a dated code goes before the undated one listed first
        ("Tomas Veld", date(2004, 12, 31), "ARDGOV"),
        ("Tomas Veld", date(2020, 1, 1), "ARDOPP"),
        ("Tomas Veld", None, "ARDELI"),
        ("Mira Osk", date(1999, 12, 30), "BELGOV"),
        ("Mira Osk", date(1999, 12, 31), None),
        ("Mira Osk", date(2000, 1, 1), "BELMED"),
        ("Mira Osk", date(2015, 1, 1), None),
        ("Mira Osk", None, "BELMED"),
    ],
)
def test_the_code_of_a_day(name: str, day: date | None, code: str | None) -> None:
    chosen = choose(records(name), day)
    assert (chosen[0].code if chosen else None) == code


def test_a_span_that_begins_on_the_day_goes_before_one_that_ends_on_it() -> None:
    found = spellings([read_actors("X Y [ARDGOV 000101-010101][ARDELI 010101-020101]", "a")], [])
    for day, code in ((date(2000, 12, 31), "ARDGOV"), (date(2001, 1, 1), "ARDELI")):
        chosen = choose([s.record for s in found], day)
        assert chosen is not None
        assert chosen[0].code == code


@pytest.mark.parametrize(
    ("text", "shown"),
    [("GREY WARDENS", "Grey Wardens"), ("U.N.", "U.N."), ("UN", "UN"), ("AL-ARDA", "Al-arda"), ("ARDA", "Arda")],
)
def test_names_are_written_as_texts_write_them(text: str, shown: str) -> None:
    assert cased(text) == shown


def test_stems_have_plurals_and_abbreviations_both_forms() -> None:
    def forms(line: str) -> set[str]:
        return {s.text for s in spellings([read_actors(line, "a")], [])}

    assert forms("BELMARKIAN [BEL]") == {"Belmarkian", "Belmarkians"}
    assert forms("BELMARKIAN_ [BEL]") == {"Belmarkian"}
    assert forms("B.L.F. [BELREB]") == {"B.L.F.", "BLF"}
    assert forms("NOTHING") == set()
