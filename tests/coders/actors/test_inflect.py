from __future__ import annotations

import pytest

from coders.actors.inflect import people, plural


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("soldier", "soldiers"),
        ("spy agency", "spy agencies"),
        ("football coach", "football coaches"),
        ("envoy", "envoys"),
        ("hostess", "hostesses"),
    ],
)
def test_regular_plurals(one: str, many: str) -> None:
    assert plural(one) == many


@pytest.mark.parametrize(
    ("adjective", "many"),
    [
        ("Russian", "Russians"),
        ("Iraqi", "Iraqis"),
        ("French", None),
        ("Chinese", None),
        ("Polish", None),
        ("U.S.", None),
    ],
)
def test_people_of_an_adjective(adjective: str, many: str | None) -> None:
    assert people(adjective) == many
