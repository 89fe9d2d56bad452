from __future__ import annotations

import pytest

from coders.nlp.lemmas import Lemmas, part_of_speech

LEMMAS = Lemmas(
    index={
        "noun": frozenset({"army", "talk", "news"}),
        "verb": frozenset({"attack", "free", "shell"}),
        "adj": frozenset({"large"}),
    },
    exceptions={"verb": {"met": ["meet"]}, "noun": {"men": ["man"]}},
    rules={
        "noun": [["s", ""], ["ies", "y"]],
        "verb": [["ies", "y"], ["es", "e"], ["ed", "e"], ["ed", ""], ["ing", "e"], ["ing", ""], ["s", ""]],
        "adj": [["er", ""], ["er", "e"]],
        "propn": [],
    },
)


@pytest.mark.parametrize(
    ("text", "tag", "lemma"),
    [
        ("met", "VBD", "meet"),
        ("Attacked", "VBD", "attack"),
        ("freed", "VBN", "free"),
        ("shelling", "VBG", "shell"),
        ("armies", "NNS", "army"),
        ("men", "NNS", "man"),
        ("larger", "JJR", "large"),
        ("news", "NNS", "news"),
        # no known word: the first rule that leaves one
        ("zorked", "VBD", "zorke"),
        ("Arda", "NNP", "Arda"),
        ("was", "VBD", "be"),
        ("'s", "VBZ", "be"),
        ("'s", "POS", "'s"),
        ("wo", "MD", "will"),
        ("'d", "MD", "would"),
        ("n't", "RB", "not"),
        ("them", "PRP", "they"),
        ("has", "VBZ", "have"),
        ("The", "DT", "the"),
    ],
)
def test_lemmas(text: str, tag: str, lemma: str) -> None:
    assert LEMMAS.lemma(text, tag) == lemma
    assert LEMMAS.lemma(text, tag) == lemma  # as kept


@pytest.mark.parametrize(
    ("text", "tag", "dep", "pos"),
    [
        ("attacked", "VBD", "ROOT", "VERB"),
        ("has", "VBZ", "aux", "AUX"),
        ("is", "VBZ", "ROOT", "AUX"),
        ("has", "VBZ", "ROOT", "VERB"),
        ("will", "MD", "aux", "AUX"),
        ("that", "IN", "mark", "SCONJ"),
        ("in", "IN", "prep", "ADP"),
        ("that", "WDT", "nsubj", "PRON"),
        ("that", "DT", "det", "DET"),
        ("not", "RB", "neg", "PART"),
        ("often", "RB", "advmod", "ADV"),
        ("Arda", "NNP", "nsubj", "PROPN"),
        (",", ",", "punct", "PUNCT"),
    ],
)
def test_parts_of_speech(text: str, tag: str, dep: str, pos: str) -> None:
    assert part_of_speech(text, tag, dep) == pos
