from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Insurgents attacked the town of Palma in northern Mozambique on Wednesday.", "Palma", "MOZ"),
        ("Militants raided Palma, a gas hub in northern Mozambique.", "Palma", "MOZ"),
        ("Fire broke out in Palma, a holiday town in Spain.", "Palma", "ESP"),
        ("Gunmen opened fire in Tripoli in Lebanon.", "Tripoli", "LBN"),
        ("Police made arrests in Valencia in Venezuela.", "Valencia", "VEN"),
        ("The delegation from Palma met ministers in Maputo, Mozambique.", "Palma", "ESP"),
    ],
)
def test_a_place_lies_in_the_country_that_follows_with_in(
    found: Callable[[str], dict[str, tuple[str, str | None]]], text: str, name: str, country: str
) -> None:
    assert found(text)[name][1] == country
