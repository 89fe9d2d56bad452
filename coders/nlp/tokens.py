"""From a parsed spaCy document to our tokens: read as one array, since asking each token for each attribute costs as much as tagging."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coders.nlp.lemmas import Lemmas, part_of_speech
from coders.types import Sentence, Token

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray
    from spacy.strings import StringStore

# One code point each, so that offsets stay: the model knows the straight forms best.
STRAIGHT = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'}
ATTRIBUTES = ("IDX", "LENGTH", "HEAD", "TAG", "DEP", "IS_SPACE")
MOST_FORMS = 300_000
"""Forms that one process remembers with lemma and part of speech."""


class TokenReader:
    """Makes tokens of documents; remembers what depends on a word's form, tag and relation alone."""

    __slots__ = ("_forms", "_lemmas", "_strings")

    def __init__(self, lemmas: Lemmas, strings: StringStore) -> None:
        self._lemmas, self._strings = lemmas, strings
        self._forms: dict[tuple[str, int, int], tuple[str, str, str, str]] = {}

    def tokens(self, columns: NDArray[numpy.uint64], sentence: Sentence) -> tuple[Token, ...]:
        """The tokens of the straightened `sentence`, with offsets of the article; white space is no token.

        `columns` holds ATTRIBUTES of each, as spaCy gives them: heads relative, labels as hashes.
        """
        starts, lengths, heads, tags, deps, spaces = columns.view("int64").T.tolist()
        # The string store knows labels by their hash without sign.
        tags, deps = columns[:, 3].tolist(), columns[:, 4].tolist()
        kept = [i for i, space in enumerate(spaces) if not space]
        place = {i: n for n, i in enumerate(kept)}
        text, offset = sentence.text, sentence.start
        straight = text.translate(STRAIGHT)
        forms = self._forms
        found = []
        for n, i in enumerate(kept):
            start = starts[i]
            end = start + lengths[i]
            key = (straight[start:end], tags[i], deps[i])
            form = forms.get(key) or self._form(key)
            found.append(Token(n, text[start:end], *form, place.get(i + heads[i], n), offset + start, offset + end))
        return tuple(found)

    def _form(self, key: tuple[str, int, int]) -> tuple[str, str, str, str]:
        """Lemma, tag, part of speech and relation."""
        if len(self._forms) > MOST_FORMS:
            self._forms.clear()
        word, tag, dep = key[0], self._strings[key[1]], self._strings[key[2]]
        form = self._forms[key] = (self._lemmas.lemma(word, tag), tag, part_of_speech(word, tag, dep), dep)
        return form
