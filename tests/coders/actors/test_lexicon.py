from __future__ import annotations

import time

import pytest

from coders.actors.lexicon import ActorLexicon


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Russian warplanes over Côte d’Ivoire", ["russian", "warplanes", "cote d'ivoire"]),
        ("the U.S. and us", ["u.s."]),
        ("US forces, not us", ["us", "forces"]),
        ("who told the WHO", ["who"]),
        ("a turkey and a polish of chad and jordan", []),
        ("Turkey, Polish, Chad, Jordan", ["turkey", "polish", "chad", "jordan"]),
        ("South Sudan's army", ["south sudan", "army"]),
        ("Sudanese", ["sudanese"]),
        ("prime ministers", ["prime ministers"]),
        ("Hizbullah and Hezbollah", ["hizbullah", "hezbollah"]),
        ("el-Shabaab and Al-Shabaab", ["el shabaab", "al shabaab"]),
        ("Perugia is no Peru", ["peru"]),
        ("", []),
    ],
)
def test_longest_matches_with_case(lexicon: ActorLexicon, text: str, keys: list[str]) -> None:
    assert [m.key for m in lexicon.scan(text)] == keys


def test_offsets_are_those_of_the_text(lexicon: ActorLexicon) -> None:
    text = "“São Tomé’s” Ivorian–Malian troops"
    assert [text[m.start : m.end] for m in lexicon.scan(text)] == ["São Tomé", "Ivorian", "Malian", "troops"]


def test_scanning_keeps_its_pace(lexicon: ActorLexicon) -> None:
    """Ten megabytes in four seconds of one core; here a tenth of it, with room for a busy machine."""
    story = (
        "Syrian government forces shelled villages south of Idlib on Monday, residents and a war monitor said, while "
        "the Turkish army sent more vehicles across the border. A spokesman for the foreign ministry in Moscow told "
        "reporters that talks with Ankara would resume and that aid convoys had reached the displaced near the border. "
    )
    text = story * (1_000_000 // len(story))
    sum(1 for _ in lexicon.scan(story))
    begin = time.process_time()
    count = sum(1 for _ in lexicon.scan(text))
    assert count > 10_000
    assert time.process_time() - begin < 1.0


@pytest.mark.parametrize(
    "text", ["a group of\x00 students", "Prime\x00 Minister", "\x00", "foreign minister of\x00 Iran"]
)
def test_a_nul_character_is_part_of_no_name(lexicon: ActorLexicon, text: str) -> None:
    assert not any("\x00" in m.key for m in lexicon.scan(text))


def test_matches_are_remembered_as_they_were_found(lexicon: ActorLexicon) -> None:
    text = "Ivorian and Malian troops"
    assert lexicon.matches(text) == tuple(lexicon.scan(text))
    assert lexicon.matches(text) is lexicon.matches(text)
