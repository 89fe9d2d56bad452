"""Crowd sizes in the text's own words."""

from __future__ import annotations

import pytest

from coders.acled.wording import crowd_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("Around 200 teachers marched.", "around 200"),
        ("Hundreds of angry residents rallied.", "hundreds"),
        ("More than 1,000 people gathered.", "more than 1,000"),
        ("Dozens protested outside the court.", "dozens"),
        ("Teachers marched on 3 March.", ""),
        ("They demanded the release of 5 buses.", ""),
    ],
)
def test_crowd_size(text, size):
    assert crowd_size(text) == size
