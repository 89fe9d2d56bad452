"""Event sentences of our own with the place, first-level unit and precision of one event in each."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from coders.geo.event_place import event_place, event_places
from coders.geo.resolve import PlaceResolver
from coders.types import Article, EventPlace, Sentence

with (Path(__file__).parent / "event_sentences.tsv").open(encoding="utf-8") as table:
    ROWS = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))

Parsed = Callable[[str], tuple[Sentence, ...]]


def where(resolver: PlaceResolver, parsed: Parsed, text: str, trigger: str) -> tuple[EventPlace, ...]:
    read = parsed(text)
    sentence = next(s for s in reversed(read) if any(t.text.lower() == trigger.lower() for t in s.tokens))
    token = next(t.i for t in sentence.tokens if t.text.lower() == trigger.lower())
    context = resolver.open(Article("a", text), read)
    first = event_place(sentence, token, frozenset(), context)
    places = event_places(sentence, token, frozenset(), context)
    assert (first,) == places[:1] or (first is None and not places)
    return places


def test_event_sentences(resolver: PlaceResolver, parsed: Parsed) -> None:
    wrong = []
    for row in ROWS:
        text = f"{row['lead']}\n{row['sentence']}" if row["lead"] else row["sentence"]
        places = where(resolver, parsed, text, row["trigger"])
        got = ("-", "-", "-")
        if places:
            got = (places[0].place.name, places[0].place.admin1 or "-", str(places[0].geo_precision))
        if got != (row["place"], row["admin1"], row["precision"]):
            wrong.append(f"{row['trigger']}: {row['sentence']} got {got}")
    assert len(ROWS) >= 200
    assert len(wrong) / len(ROWS) <= 0.08, "\n".join(wrong)


def test_a_list_of_villages_gives_one_place_each(resolver: PlaceResolver, parsed: Parsed) -> None:
    text = (
        "IDLIB, Syria – Fighting went on.\n"
        "Troops shelled the villages of Kafr Zorba, Saraqib and Tell Qamar in the countryside of Idlib."
    )
    places = where(resolver, parsed, text, "shelled")
    assert [(p.place.name, p.place.admin1, p.geo_precision) for p in places] == [
        ("Kafr Zorba", "Idlib", 2),
        ("Saraqib", "Idlib", 1),
        ("Tell Qamar", "Idlib", 2),
    ]


def test_two_cities_give_one_place_each(resolver: PlaceResolver, parsed: Parsed) -> None:
    places = where(resolver, parsed, "Bombs exploded in Baghdad and Basra.", "exploded")
    assert [p.place.name for p in places] == ["Baghdad", "Basra"]


def test_an_unknown_village_keeps_its_name_and_takes_the_point_of_its_anchor(
    resolver: PlaceResolver, parsed: Parsed
) -> None:
    (place,) = where(resolver, parsed, "Syrian troops shelled the village of Kafr Zorba, west of Aleppo.", "shelled")
    assert (place.place.name, place.place.admin1, place.geo_precision) == ("Kafr Zorba", "Aleppo", 2)
    assert place.place.geonameid is None
    assert place.place.latitude is not None
    assert "not in the gazetteer" in place.reason
