"""Actors to classes and names."""

from __future__ import annotations

from datetime import date

import pytest

from coders.acled.classes import Classifier
from coders.acled.countries import Countries
from coders.acled.names import Namer
from tests.coders.acled.stories import LEXICONS, actor

COUNTRIES = Countries.load(LEXICONS / "acled")
CLASSIFIER = Classifier.load(LEXICONS / "acled", COUNTRIES)
NAMER = Namer.load(LEXICONS / "acled", COUNTRIES)
DAY = date(2024, 2, 1)
KENYA = COUNTRIES.require("KEN")


@pytest.mark.parametrize(
    ("who", "klass"),
    [
        (actor("soldiers", "KENMIL"), "home"),
        (actor("soldiers", "UGAMIL"), "external"),
        (actor("Uganda", "UGA"), "external"),
        (actor("Kenya", "KEN"), "home"),
        (actor("the minister", "KENGOV"), "official"),
        (actor("rebels", "KENREB"), "rebel"),
        (actor("unknown gunmen", None), "militia"),
        (actor("Fulani herders", None), "identity"),
        (actor("protesters", "KENOPP"), "crowd"),
        (actor("opposition", "KENOPP"), "civilian"),
        (actor("an angry mob", None), "mob"),
        (actor("villagers", None), "civilian"),
        (actor("UN mission", "IGOUNO", name="United Nations"), "external"),
        (actor("aid group", "NGO", name="Relief"), "civilian"),
        (actor("the report", None), "blank"),
        (None, "blank"),
        (actor("off-duty soldiers", None), "civilian"),
        (actor("Ridge Front", None, inter=2, acled_name="Ridge Front"), "rebel"),
    ],
)
def test_classes(who, klass):
    assert CLASSIFIER.profile(who, KENYA).klass == klass


@pytest.mark.parametrize(
    ("who", "name", "inter"),
    [
        (actor("soldiers", "KENMIL"), "Military Forces of Kenya (2022-)", 1),
        (actor("police", "KENCOP"), "Police Forces of Kenya (2022-)", 1),
        (actor("soldiers", "UGAMIL"), "Military Forces of Uganda (1986-)", 8),
        (actor("Uganda", "UGA"), "Military Forces of Uganda (1986-)", 8),
        (actor("mutinous soldiers", "KENMIL"), "Mutiny of Military Forces of Kenya (2022-)", 1),
        (actor("prison guards", None), "Police Forces of Kenya (2022-) Prison Guards", 1),
        (actor("gunmen", "KENUAF"), "Unidentified Armed Group (Kenya)", 3),
        (actor("rebels", "KENREB"), "Unidentified Armed Group (Kenya)", 3),
        (actor("pirates", None), "Pirates (Kenya)", 3),
        (actor("gang members", "KENCRM"), "Unidentified Gang (Kenya)", 3),
        (actor("clan militia", None), "Unidentified Clan Militia (Kenya)", 4),
        (actor("private security guards", None), "Private Security Forces (Kenya)", 8),
        (actor("Ridge Front", "KENREB", name="Ridge Front"), "Ridge Front", 2),
        (actor("the army", None, inter=1, acled_name="Military Forces of Kenya", country="KEN"),
         "Military Forces of Kenya (2022-)", 1),
    ],
)  # fmt: skip
def test_armed_names(who, name, inter):
    party = NAMER.armed(CLASSIFIER.profile(who, KENYA), KENYA, DAY, forces="Military")
    assert (party.name, party.inter) == (name, inter)


@pytest.mark.parametrize(
    ("who", "name", "associates"),
    [
        (actor("farmers", "KENCVL"), "Civilians (Kenya)", ("Farmers (Kenya)",)),
        (actor("two women journalists", "KENMED"), "Civilians (Kenya)", ("Women (Kenya)", "Journalists (Kenya)")),
        (actor("British tourists", "GBRCVL"), "Civilians (United Kingdom)", ()),
        (actor("tourists", "GBRCVL"), "Civilians (Kenya)", ()),
        (actor("the governor", "KENGOV"), "Civilians (Kenya)", ("Government of Kenya (2022-)",)),
        (actor("captured soldiers", "KENMIL"), "Civilians (Kenya)", ("Military Forces of Kenya (2022-)",)),
        (actor("students", "KENEDU"), "Civilians (Kenya)", ("Students (Kenya)",)),
        (actor("dock workers", "KENLAB"), "Civilians (Kenya)", ("Labor Group (Kenya)",)),
    ],
)
def test_civilians_and_their_associates(who, name, associates):
    party = NAMER.people(CLASSIFIER.profile(who, KENYA), "Civilians", KENYA, DAY)
    assert (party.name, party.inter, party.associates) == (name, 7, associates)


def test_rebels_of_syria_have_a_name_of_their_own_for_a_time():
    syria = COUNTRIES.require("SYR")
    profile = CLASSIFIER.profile(actor("rebels", "SYRREB"), syria)
    assert NAMER.armed(profile, syria, date(2016, 1, 1), forces="Military").name == "Opposition Rebels (Syria)"
    assert NAMER.armed(profile, syria, date(2025, 6, 1), forces="Military").name == "Unidentified Armed Group (Syria)"


def test_those_who_only_report_are_not_on_the_scene():
    found = CLASSIFIER.in_text("Gunmen killed a farmer, police said, according to officials.")
    assert [profile.klass for _, _, profile in found] == ["militia", "civilian"]


def test_a_name_without_a_class_is_refused():
    with pytest.raises(ValueError, match="gives no class"):
        NAMER.generic_party("Ridge Front", KENYA, DAY, filled=False)
