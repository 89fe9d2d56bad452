"""Rows of whole sentences against what ACLED's rules ask of them. Every field that is wrong stands in known_failures.tsv."""

from __future__ import annotations

from collections import Counter

import pytest

from coders.acled.taxonomy import Taxonomy
from coders.registry import Coder
from schemas.row import INTERS, SUB_EVENT_TYPES
from tests.coders.acled.row_sentences import FIELDS, Expectation, expectations, failures, known_failures
from tests.coders.acled.stories import LEXICONS

RIGHT = 0.93
"""The share of all fields that must be right."""


@pytest.fixture(scope="module")
def wanted() -> list[Expectation]:
    return expectations()


@pytest.fixture(scope="module")
def failing(coder: Coder, wanted: list[Expectation]) -> list[tuple[str, str, str]]:
    return list(failures(coder, wanted))


def test_the_sentences_cover_every_type_and_agree_with_the_taxonomy(wanted):
    types = Taxonomy.load(LEXICONS / "acled").types
    assert len(wanted) == len({e.text for e in wanted}) == 433
    count = Counter(e.row["sub_event_type"] for e in wanted)
    assert set(count) == set(types)
    assert min(count.values()) >= 6
    for row in (e.row for e in wanted):
        kind = types[row["sub_event_type"]]
        assert row["event_type"] == SUB_EVENT_TYPES[kind.name][0]
        assert INTERS.index(row["inter1"]) in kind.actor1, row
        assert INTERS.index(row["inter2"]) in kind.actor2, row
        assert bool(row["actor2"]) == bool(row["inter2"])


def test_enough_fields_are_right(failing, wanted):
    right = 1 - len(failing) / (len(wanted) * len(FIELDS))
    assert right >= RIGHT, f"{right:.1%} of the fields are right"


def test_no_field_is_newly_wrong(failing):
    new = [line for line in failing if line[:2] not in known_failures()]
    assert new == [], "wrong and not in known_failures.tsv"


def test_the_list_of_failures_shrinks_with_them(failing):
    mended = known_failures() - {line[:2] for line in failing}
    assert mended == set(), "right now: take these out of known_failures.tsv"
