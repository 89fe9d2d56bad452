from __future__ import annotations

import shutil

import pytest

from coders.cameo.codebook import EXAMPLES, Codebook, load_codebook
from coders.errors import LexiconError
from coders.lexicon.paths import LEXICONS


@pytest.fixture(scope="module")
def book() -> Codebook:
    return load_codebook(LEXICONS)


def test_every_code_has_three_sentences_of_its_own_or_of_those_below_it(book: Codebook) -> None:
    assert len(book.codes) == 318
    for code in book.codes:
        examples = book.examples[code.code]
        below = {code.code} if len(code.code) > 2 else set(book.children[code.code])
        assert 2 <= len(examples) <= EXAMPLES, code.code
        assert {example.code for example in examples} <= below, code.code


def test_parents_and_children_agree(book: Codebook) -> None:
    for code in book.codes:
        assert all(book.ontology[child].parent == code.code for child in book.children[code.code])
        if code.parent:
            assert code.code in book.children[code.parent]
        else:
            assert len(code.code) == 2


def test_a_sentence_of_an_unknown_code_is_refused(tmp_path) -> None:
    folder = tmp_path / "codebook"
    folder.mkdir()
    shutil.copytree(LEXICONS / "plover", tmp_path / "plover")
    codes = (LEXICONS / "codebook" / "codes.tsv").read_text(encoding="utf-8")
    (folder / "codes.tsv").write_text(codes, encoding="utf-8")
    (folder / "examples-01.tsv").write_text("code\tsource\ttarget\ttext\tnear_miss_of\tnote\n999\t-\t-\tNo.\t-\t-\n")
    with pytest.raises(LexiconError, match=r"examples-01\.tsv:2: there is no code 999"):
        load_codebook(tmp_path)
