"""Numbers of people: what counts and what only looks like it."""

from __future__ import annotations

import pytest

from coders.acled.quantities import quantities


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("12 farmers", [12]),
        ("twenty-one farmers", [21]),
        ("1,250 people", [1250]),
        ("three hundred people", [300]),
        ("two dozen men", [24]),
        ("a hundred men", [100]),
        ("between 5 and 7 men", [5]),
        ("five or six men", [5]),
        ("10-12 men", [10]),
        ("two soldiers and three civilians", [2, 3]),
        ("several men", [3]),
        ("tens of men", [10]),
        ("on 3 March 2019", []),
        ("in 2019", []),
        ("a 28-year-old man", []),
        ("20 miles away", []),
        ("40 percent of men", []),
        ("$500 in cash", []),
        ("three villages", []),
        ("at 5 pm", []),
        ("March 10", []),
    ],
)
def test_quantities(text, values):
    assert [q.value for q in quantities(text)] == values
