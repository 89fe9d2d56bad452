from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from coders.actors.ambiguity import settle
from coders.actors.lexicon import load_actor_lexicon
from coders.lexicon.paths import LEXICONS
from coders.types import Sentence


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("[[Georgia]] asked Russia to pull its tanks back.", {"GEO"}),
        ("[[Georgia]] counted its ballots again, officials in Atlanta said.", {"USA"}),
        ("[[Turkey]] accused Greece of piracy.", {"TUR"}),
        ("[[Turkey]] with cranberry sauce was served at Thanksgiving.", {"-"}),
        ("They hunted [[a turkey]] in the woods.", {"-"}),
        ("[[Jordan]] closed its embassy.", {"JOR"}),
        ("[[Michael Jordan]] thanked the crowd.", {"-"}),
        ("[[Chad]] recalled its soldiers.", {"TCD"}),
        ("[[Chad Weatherby]] thanked the crowd.", {"-"}),
        ("[[Polish farmers]] blocked a road.", {"POLAGR"}),
        ("The US told [[us]] nothing.", {"-"}),
        ("[[The US]] told us nothing.", {"USA"}),
        ("Snipers in [[Tripoli]] fired at Lebanese soldiers.", {"LBN"}),
        ("Snipers in [[Tripoli]] fired at Libyan soldiers.", {"LBY"}),
        ("[[Congo]] thanked donors.", {"COD"}),
        ("[[Congo]] thanked donors, its president said in Brazzaville.", {"COG"}),
        ("[[Ethnic Albanians]] marched in Skopje, Macedonia.", {"MKDCVL"}),
        ("[[Pro-Iranian militias]] shelled a base in Iraq.", {"IRQREB"}),
        ("[[Russian-made rockets]] fell on a village in Ethiopia.", {"-"}),
        ("[[The Iraqi National Guard]] searched houses in Basra.", {"IRQMIL"}),
        ("[[The National Guard]] was sent to Minneapolis.", {"USAMIL"}),
        ("[[Arab leaders]] met in Cairo.", {"MEAGOV"}),
        ("[[Three Arab villagers]] were held near Haifa in Israel.", {"ISRCVLARB"}),
    ],
)
def test_names_with_several_readings(codes_of: Callable[..., set[str]], text: str, codes: set[str]) -> None:
    assert codes_of(text) == codes


def test_a_users_own_entry_is_meant_whatever_the_cues(own_file: Callable[[str], Path]) -> None:
    text = "Georgia counted its ballots again, officials in Atlanta said."
    sentence = Sentence(0, 0, len(text), text)
    own = own_file("Georgia\t-\tARMMED\t-\t-\t-\t-\t-\n")
    codes = []
    for files in ((), (own,)):
        lexicon = load_actor_lexicon(LEXICONS / "actors", None, files)
        first = settle(lexicon, tuple(lexicon.scan(text)), sentence, text)[0]
        codes.append({record.code for record in first.records})
    assert codes == [{"USA"}, {"ARMMED"}]
