"""What counts as a place in raw text, and what does not: positives and negatives of each class."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from coders.geo.resolve import PlaceResolver
from coders.types import Article

Found = Callable[[str], dict[str, tuple[str, str | None]]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Paris Hilton sued a tabloid.", []),
        ("The talks in Paris failed.", ["Paris"]),
        ("The Bank of England raised rates.", []),
        ("Troops crossed England on foot.", ["England"]),
        ("The Washington Post said so.", []),
        ("He flew to Washington.", ["Washington"]),
        ("Jack London wrote novels.", []),
        ("Sheriff Lincoln Burrows resigned in Houston.", ["Houston"]),
        ("President Washington slept badly.", []),
        ("Jordan's king met envoys.", ["Jordan"]),
        ("Michael Jordan met envoys.", []),
        ("Nice weather is expected.", []),
        ("A lorry ploughed into a crowd in Nice, France.", ["Nice", "France"]),
        ("Reading is fun.", []),
        ("In March, troops left.", []),
        ("Of course they left.", []),
        ("Tell us when the US left.", ["US"]),
        ("The EU and the UAE signed.", ["EU", "UAE"]),
        ("An NGO in Turkey closed.", ["Turkey"]),
        ("They ate turkey.", []),
        ("Russian jets bombed Syrian rebels.", []),
        ("He lives on Washington Street.", ["Washington Street"]),
        ("The Boston Globe and the Chicago Tribune reported it.", []),
        ("Ky. voters and others went home.", []),
        ("A fire broke out in London, Ky., on Monday.", ["London", "Ky"]),
        ("Noma said she was ill.", []),
        ("I'll tell.", []),
        ("The University of Nowhere closed.", []),
    ],
)
def test_names_that_are_places(found: Found, text: str, names: list[str]) -> None:
    assert list(found(text)) == names


@pytest.mark.parametrize(
    ("text", "written", "resolved"),
    [
        ("Clashes broke out in Tripoli, Lebanon.", "Tripoli", ("Tripoli", "LBN")),
        ("Clashes broke out in Tripoli, Libya.", "Tripoli", ("Tripoli", "LBY")),
        ("Shops closed in Paris, Texas.", "Paris", ("Paris", "USA")),
        ("Shops closed in Paris.", "Paris", ("Paris", "FRA")),
        ("Voters in Atlanta and Savannah decide for Georgia.", "Georgia", ("Georgia", "USA")),
        ("Tbilisi said that Georgia wants peace with Russia.", "Georgia", ("Georgia", "GEO")),
        ("Shells hit Kyiv. Shells hit Kharkov too.", "Kharkov", ("Kharkiv", "UKR")),
        ("The governor of Idlib province resigned.", "Idlib", ("Idlib", "SYR")),
    ],
)
def test_namesakes(found: Found, text: str, written: str, resolved: tuple[str, str]) -> None:
    assert found(text)[written] == resolved


def test_a_name_means_one_place_in_an_article_unless_its_surroundings_say_otherwise(found: Found) -> None:
    assert found("A man died in Paris, Texas, on Monday. Paris police had no comment.")["Paris"] == ("Paris", "USA")


def test_a_country_named_in_a_list_of_villages_is_a_village(resolver: PlaceResolver) -> None:
    text = "IDLIB, Syria – Troops shelled the villages of Kafr Zorba, Benin and Sfuhon, south of Idlib."
    places = {p.text: p for p in resolver.open(Article("a", text), ()).places}
    assert (places["Benin"].country, places["Benin"].admin1, places["Benin"].latitude) == ("SYR", "Idlib", None)


def test_adjectives_show_the_country_but_are_no_places(resolver: PlaceResolver) -> None:
    context = resolver.open(Article("a", "Syrian troops fired at Syrian rebels."), ())
    assert context.places == ()
    assert context.country == "SYR"
    assert [(a.text, a.country) for a in context.adjectives] == [("Syrian", "SYR"), ("Syrian", "SYR")]


def test_offsets_are_those_of_the_text(resolver: PlaceResolver) -> None:
    text = "“Quiet,” he said — in Saraqib’s market, Syria."
    for place in resolver.open(Article("a", text), ()).places:
        assert text[place.start : place.end] == place.text
