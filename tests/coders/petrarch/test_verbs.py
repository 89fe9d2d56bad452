from __future__ import annotations

import pytest

from coders.petrarch.codes import EventCode
from coders.petrarch.verbs import read_verbs
from tests.coders.petrarch.dictionaries import VERBS


def test_the_kinds_of_entries_are_counted_and_add_up() -> None:
    report = read_verbs(VERBS, "v").report
    assert dict(report.entries) == {
        "sets": 2,
        "members": 5,
        "blocks": 9,
        "verbs": 12,
        "patterns": 11,
        "transformations": 2,
    }
    assert (report.lines, report.dropped, report.balanced) == (41, 0, True)
    assert report.details["verbs of several words"] == 1
    assert report.details["patterns with [---]"] == 1


def test_sets_get_plurals_but_for_words_that_end_in_an_underscore_and_phrases() -> None:
    sets = read_verbs(VERBS, "v").sets
    assert sets["GRAIN"] == ("BARLEY", "BARLEYS", "RYE", "SPELT FLOUR")


@pytest.mark.parametrize(
    ("line", "forms"),
    [
        ("SHELL", [(("SHELL",), 0), (("SHELLS",), 0), (("SHELLED",), 0), (("SHELLING",), 0)]),
        ("GO {GOES WENT}", [(("GO",), 0), (("GOES",), 0), (("WENT",), 0)]),
        ("GO {}", [(("GO",), 0)]),
        (
            "+WIND_DOWN {+WOUND_DOWN , +WINDS_DOWN}",
            [(("WIND", "DOWN"), 0), (("WOUND", "DOWN"), 0), (("WINDS", "DOWN"), 0)],
        ),
        ("WIRE_+TAP {}", [(("WIRE", "TAP"), 1)]),
        ("RE-ARM {}", [(("RE-ARM",), 0)]),
    ],
)
def test_forms_of_verbs(line: str, forms: list[tuple[tuple[str, ...], int]]) -> None:
    file = read_verbs(f"--- X [010] ---\n{line}\n", "v")
    assert list(file.blocks[0].verbs[0].forms) == forms


def test_a_verbs_own_code_beats_the_blocks() -> None:
    block = read_verbs("--- X [010] ---\nNAG [111]\nTELL\nHUM [---]\n", "v").blocks[0]
    assert [v.code for v in block.verbs] == [EventCode("111"), EventCode("010"), EventCode()]


def test_in_a_file_without_blocks_each_verb_has_its_own() -> None:
    file = read_verbs("NAG [111] ;old\n- * GRAIN [070]\n", "v")
    assert [(b.name, str(b.code), len(b.patterns)) for b in file.blocks] == [("NAG", "111", 1)]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("- * GRAIN", "no code in brackets"),
        ("- * GRAIN [07x]", "is no event code"),
        ("- GRAIN [070]", "missing"),
        ("--- X [01x] ---", "must read"),
        ("~ a (b) SAY", "transformation must read"),
        ("~ a (a b SHELL) SAY = a b x", "no event code"),
        ("NAG [1]", "is no event code"),
        ("NAG [111", "neither a verb"),
        ("&", "no name of a set"),
    ],
)
def test_a_broken_line_is_named_and_the_rest_is_read(line: str, says: str) -> None:
    file = read_verbs(f"--- Y [010] ---\n{line}\nTELL\n", "v")
    (problem,) = file.report.problems
    assert (problem.line, problem.dropped) == (2, True)
    assert says in problem.text
    assert file.report.balanced
    assert file.blocks[0].verbs[-1].forms[0] == (("TELL",), 0)


@pytest.mark.parametrize(
    ("line", "says"),
    [("- * GRAIN [070!]", "[070!] read as [070]"), ("- * &NOTHING [070]", "there is no set &NOTHING")],
)
def test_an_odd_line_is_used_all_the_same(line: str, says: str) -> None:
    file = read_verbs(f"--- Y [010] ---\nTELL\n{line}\n", "v")
    (problem,) = file.report.problems
    assert (problem.line, problem.dropped) == (3, False)
    assert says in problem.text
    assert len(file.blocks[0].patterns) == 1
