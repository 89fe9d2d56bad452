from __future__ import annotations

from dataclasses import replace

import pytest

from coders.frames.compounds import unfolded
from coders.types import Sentence, Token
from tests.coders.parses import parse

HIDDEN = (
    "Police/police/NNS/compound/4 baton/baton/NN/npadvmod/3 -/-/HYPH/punct/3 charged/charge/VBN/amod/4 "
    "farmers/farmer/NNS/ROOT/4"
)


def _joined(sentence: Sentence) -> Sentence:
    """The sentence with the hyphen written close, as the tokenizer leaves it."""
    tokens: list[Token] = []
    shift = 0
    for token in sentence.tokens:
        if token.text == "-" or (tokens and tokens[-1].text == "-"):
            shift += 1
        tokens.append(replace(token, start=token.start - shift, end=token.end - shift))
    return replace(sentence, tokens=tuple(tokens))


def test_a_verb_with_a_hyphen_before_the_root_is_the_root() -> None:
    tokens = unfolded(_joined(parse(HIDDEN))).tokens
    assert [(t.head, t.dep) for t in tokens] == [
        (3, "nsubj"),
        (3, "npadvmod"),
        (3, "punct"),
        (3, "ROOT"),
        (3, "dobj"),
    ]
    assert tokens[3].tag == "VBD"


@pytest.mark.parametrize(
    "notation",
    [
        # rebel-held areas: nobody before the participle
        "rebel/rebel/NN/npadvmod/2 -/-/HYPH/punct/2 held/hold/VBN/amod/3 areas/area/NNS/ROOT/3",
        # a root that is a verb hides none
        "Police/police/NNS/nsubj/1 charged/charge/VBD/ROOT/1 rebel/rebel/NN/npadvmod/4 -/-/HYPH/punct/4 held/hold/VBN/amod/5 "
        "areas/area/NNS/dobj/1",
    ],
)
def test_other_sentences_stay_as_they_are(notation: str) -> None:
    sentence = _joined(parse(notation))
    assert unfolded(sentence) is sentence
