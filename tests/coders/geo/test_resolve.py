from __future__ import annotations

import pytest

from coders.geo.resolve import PlaceResolver
from coders.text import sentences
from coders.types import Article

TEXT = "Fighters of the Front of Benghazi Martyrs raided a village near Maiduguri in Nigeria."
FRONT, TOWN, PAIR = "Front of Benghazi Martyrs", "Maiduguri", "Maiduguri in Nigeria"


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        ([], ["Benghazi", "Maiduguri", "Nigeria"]),
        # a word of a group's name is no place of another country
        ([(FRONT, "NGA")], ["Maiduguri", "Nigeria"]),
        # but one of the group's own country it may be
        ([(FRONT, "LBY")], ["Benghazi", "Maiduguri", "Nigeria"]),
        # countries stay, and so does a name that is the whole of what is named
        ([(PAIR, "TCD")], ["Benghazi", "Nigeria"]),
        ([(TOWN, "TCD")], ["Benghazi", "Maiduguri", "Nigeria"]),
    ],
)
def test_places_within_the_names_of_bodies(
    resolver: PlaceResolver, bodies: list[tuple[str, str]], expected: list[str]
) -> None:
    spans = [(TEXT.index(name), TEXT.index(name) + len(name), country) for name, country in bodies]
    context = resolver.open(Article("a", TEXT), sentences(TEXT), spans)
    assert [p.text for p in context.places] == expected
