from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coders.text import MAX_SENTENCE, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # datelines and agencies come off
        ("TARMAL, Borovia (AP) -- Troops left.", ["Troops left."]),
        ("KESTO, March 8 (IANS) The minister left.", ["The minister left."]),
        ("UNITED NATIONS -- The council met.", ["The council met."]),
        ("Lenna: The city council met.", ["The city council met."]),
        ("(Reuters) - Troops left.", ["Troops left."]),
        # what looks like one but is not stays
        ("Arda said - and meant it.", ["Arda said - and meant it."]),
        ("The Ardan National Army (ANA) lifted a blockade.", ["The Ardan National Army (ANA) lifted a blockade."]),
        # abbreviations, initials and decimals do not end a sentence
        (
            "Gen. Smith met U.S. President John F. Doe. They talked.",
            ["Gen. Smith met U.S. President John F. Doe.", "They talked."],
        ),
        ("It cost 3.5 million. He paid.", ["It cost 3.5 million.", "He paid."]),
        ("They left at 5 p.m. The army stayed.", ["They left at 5 p.m.", "The army stayed."]),
        # quotes stay with their sentence
        ("“We will fight.” The general left.", ["“We will fight.”", "The general left."]),
        ('"Stop!" he said. They stopped.', ['"Stop!" he said.', "They stopped."]),
        # lines end sentences; bylines and captions are none
        ("Clashes in the north\nBy Jane Doe\nTroops fought rebels.", ["Clashes in the north", "Troops fought rebels."]),
        ("One line\r\n\r\nAnother line", ["One line", "Another line"]),
        # other scripts
        ("هاجم الجيش المدينة. انسحب المتمردون.", ["هاجم الجيش المدينة.", "انسحب المتمردون."]),
        ("", []),
        (" \n\t ", []),
        ("...!!", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [s.text for s in sentences(text)] == expected


@given(st.text(max_size=400))
def test_offsets_are_those_of_the_text(text: str) -> None:
    last = 0
    for number, sentence in enumerate(sentences(text)):
        assert sentence.index == number
        assert text[sentence.start : sentence.end] == sentence.text
        assert last <= sentence.start < sentence.end
        last = sentence.end


def test_a_text_without_a_full_stop_is_cut_at_spaces() -> None:
    text = "word " * 200_000
    found = sentences(text)
    assert len(found) > 400
    assert all(len(s.text) <= MAX_SENTENCE for s in found)
    assert "".join(s.text for s in found).replace(" ", "") == text.replace(" ", "")


def test_a_text_without_any_space_is_cut_too() -> None:
    assert [len(s.text) for s in sentences("x" * (2 * MAX_SENTENCE + 5))] == [MAX_SENTENCE, MAX_SENTENCE, 5]
