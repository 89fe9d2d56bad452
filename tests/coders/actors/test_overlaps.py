from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "day", "codes"),
    [
        ("The army deposed [[Prime Minister Thaksin Shinawatra]].", "2006-09-19", {"THAGOV"}),
        ("[[The deposed prime minister of Thailand]] thanked the crowd.", "2006-11-15", {"THAELI"}),
        ("Guards held [[President Mohamed Bazoum]] in Niamey.", "2023-07-26", {"NERGOV"}),
        ("[[President Mohamed]] opened the parliament in Mogadishu.", "2018-05-01", {"SOMGOV"}),
    ],
)
def test_matches_that_the_parse_contradicts_are_read_anew(
    text: str, day: str, codes: set[str], codes_of: Callable[..., set[str]]
) -> None:
    assert codes_of(text, day) == codes


@pytest.mark.parametrize(
    ("text", "day", "codes"),
    [
        ("[[Jaish-e-Mohammad]] killed 40 policemen in Pulwama, India.", "2019-02-14", {"PAKREB"}),
        ("NATO met [[the US secretary of state]] in Brussels.", "2001-09-12", {"USAGOV"}),
        ("Activists clashed with [[sheriff's deputies in North Dakota]].", "2016-11-20", {"USACOP"}),
        ("[[Nicaragua's Sandinista government]] closed a newspaper.", "1986-06-27", {"NICGOV"}),
        ("[[Sandinista leaders]] closed a newspaper.", "1996-06-27", {"NICOPPPTY"}),
        ("[[Bangladesh's army-backed government]] freed her.", "2008-06-11", {"BGDGOV"}),
        ("[[Bangladesh's army]] freed her.", "2008-06-11", {"BGDMIL"}),
        ("They broke off [[official contact]] with Peru.", "2008-06-11", {"-"}),
        ("They met [[officials of Peru]].", "2008-06-11", {"PERGOV"}),
        ("Israeli soldiers evicted [[settlers from a Gaza settlement]].", "2005-08-17", {"ISRSET"}),
        ("Rebels fought in [[Juba]].", "1998-04-10", {"SDN"}),
        ("Rebels fought in [[Juba]].", "2013-12-20", {"SSD"}),
        ("Sudanese rebels fought in [[Juba]].", None, {"SDN"}),
        ("South Sudanese rebels fought in [[Juba]].", None, {"SSD"}),
    ],
)
def test_names_and_titles_that_the_parse_takes_apart(
    text: str, day: str | None, codes: set[str], codes_of: Callable[..., set[str]]
) -> None:
    assert codes_of(text, day) == codes
