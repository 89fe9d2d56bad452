from __future__ import annotations

import pytest

from coders.petrarch.patterns import Noun, PatternError, Prep, Shape, Slot, read_shape


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("*", Shape((), ())),
        ("* grain", Shape((), (Noun("GRAIN"),))),
        ("* {SPELT &GRAIN CAKES}", Shape((), (Noun("CAKES", ("SPELT", "&GRAIN")),))),
        ("* SPELT_CAKES_", Shape((), (Noun("CAKES", ("SPELT",)),))),
        ("* (TO +)", Shape((), (Prep("TO", (Noun("+"),)),))),
        ("* (WITH {RIVER PORT})", Shape((), (Prep("WITH", (Noun("PORT", ("RIVER",)),)),))),
        ("$ WILL NOT * (ON)", Shape((Slot("$"), Noun("WILL"), Noun("NOT")), (Prep("ON"),))),
        ("&SHIP_ * BY/WITH ^", Shape((Noun("&SHIP"),), (Noun("BY/WITH"), Slot("^")))),
        ("% *", Shape((Slot("%"),), ())),
        ("SPY_*_DEAL", Shape((Noun("SPY"),), (Noun("DEAL"),))),
        ("* {U.N. ENVOY}", Shape((), (Noun("ENVOY", ("U.N.",)),))),
    ],
)
def test_patterns_are_taken_apart(text: str, shape: Shape) -> None:
    assert read_shape(text) == shape


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("GRAIN", "missing"),
        ("* GRAIN *", "twice"),
        ("* {GRAIN", "{ is not closed"),
        ("* (TO {GRAIN)", "is not closed"),
        ("* (TO (ON))", "is not closed"),
        ("* GRAIN)", ") closes nothing"),
        ("* }", "} closes nothing"),
        ("* {}", "nothing in the braces"),
        ("* ()", "no preposition"),
        ("* [", "is no word"),
        ("* _", "no word"),
    ],
)
def test_what_is_no_pattern_says_why(text: str, says: str) -> None:
    with pytest.raises(PatternError, match=says.replace("{", r"\{").replace(")", r"\)").replace("}", r"\}")):
        read_shape(text)


def test_a_pattern_names_the_words_it_cannot_do_without() -> None:
    assert [list(part.words()) for part in read_shape("$ * (TO {RIVER PORT}) GRAIN").parts] == [
        ["$"],
        ["TO", "PORT", "RIVER"],
        ["GRAIN"],
    ]
