from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coders.actors.fold import fold, fold_name


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Côte d’Ivoire", "cote d'ivoire"),
        ("İstanbul", "istanbul"),
        ("Şırnak", "sirnak"),
        ("al-Qaeda", "al qaeda"),
        ("Łódź", "lodz"),
        ("Київ", "київ"),
    ],
)
def test_case_diacritics_quotes_and_hyphens_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_name_has_single_spaces() -> None:
    assert fold_name("  Hayat   Tahrir al-Sham ") == "hayat tahrir al sham"


@given(st.text())
def test_offsets_stay_valid(text: str) -> None:
    assert len(fold(text)) == len(text)
