from __future__ import annotations

from datetime import date

import pytest

from coders.cameo.restraint import LONG_PAST_DAYS, long_past
from coders.types import EventDate
from tests.coders.cameo.conftest import Kit

HIT = "{}/NN/nsubj/1 attacked/attack/VBD/ROOT/1 Borovia//NNP/dobj/1"


@pytest.mark.parametrize(
    ("subject", "codes"),
    [
        ("storm/storm", []),
        ("inflation/inflation", []),
        # a weapon, a deed and an actor may do violence
        ("warplane/warplane", ["195"]),
        ("raid/raid", ["190"]),
        ("rebel/rebel", ["190"]),
    ],
)
def test_things_do_no_violence(kit: Kit, subject: str, codes: list[str]) -> None:
    assert [f.code for f in kit.found(HIT.format(subject))] == codes


def test_a_name_may_be_anybody(kit: Kit) -> None:
    assert [f.code for f in kit.found(HIT.format("Storm/Storm").replace("/NN/", "/NNP/"))] == ["190"]


def test_nature_may_meet_but_does_not_fight(kit: Kit) -> None:
    notation = "storm//NN/nsubj/1 met/meet/VBD/ROOT/1 Borovia//NNP/dobj/1"
    assert [f.code for f in kit.found(notation)] == ["040"]


PUBLISHED = date(2024, 5, 14)


@pytest.mark.parametrize(
    ("days", "published", "past"),
    [
        (LONG_PAST_DAYS + 1, PUBLISHED, True),
        (LONG_PAST_DAYS, PUBLISHED, False),
        (0, PUBLISHED, False),
        (-30, PUBLISHED, False),
        (LONG_PAST_DAYS + 1, None, False),
    ],
)
def test_history_is_long_past(days: int, published: date | None, past: bool) -> None:
    when = EventDate(date.fromordinal(PUBLISHED.toordinal() - days), 1, "said")
    assert long_past(when, published) is past


def test_an_unknown_day_is_not_past() -> None:
    assert not long_past(EventDate(None, None, "no date"), PUBLISHED)
