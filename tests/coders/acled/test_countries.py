"""Countries, their id prefixes and the years of their governments."""

from __future__ import annotations

from datetime import date

import pytest

from coders.acled.countries import Countries
from coders.errors import DataError, LexiconError
from tests.coders.acled.stories import LEXICONS

COUNTRIES = Countries.load(LEXICONS / "acled")


def test_the_tables_cover_the_world():
    assert len(COUNTRIES.by_code) > 230
    assert len(COUNTRIES.starts) >= 150
    assert len(COUNTRIES.regions) == 17


@pytest.mark.parametrize(
    ("code", "name", "iso", "prefix", "region"),
    [
        ("CIV", "Ivory Coast", 384, "CDI", "Western Africa"),
        ("COD", "Democratic Republic of Congo", 180, "DRC", "Middle Africa"),
        ("SDN", "Sudan", 729, "SUD", "Northern Africa"),
        ("AFG", "Afghanistan", 4, "AFG", "Caucasus and Central Asia"),
        ("XKX", "Kosovo", 0, "XKX", "Europe"),
        ("KSV", "Kosovo", 0, "XKX", "Europe"),
        ("ROM", "Romania", 642, "ROU", "Europe"),
        ("PRI", "Puerto Rico", 630, "PRT", "Caribbean"),
        ("PRT", "Portugal", 620, "POR", "Europe"),
        ("MEX", "Mexico", 484, "MEX", "North America"),
        ("TLS", "East Timor", 626, "TLS", "Southeast Asia"),
    ],
)
def test_countries(code, name, iso, prefix, region):
    found = COUNTRIES.require(code)
    assert (found.name, found.iso, found.prefix, found.region) == (name, iso, prefix, region)


def test_unknown_codes():
    assert COUNTRIES.find("QQQ") is None
    assert COUNTRIES.find(None) is None
    with pytest.raises(DataError):
        COUNTRIES.require("QQQ")


@pytest.mark.parametrize(
    ("code", "day", "state"),
    [
        ("SYR", date(2010, 1, 1), "Syria (2000-2024)"),
        ("SYR", date(2025, 1, 1), "Syria (2024-)"),
        ("IND", date(2020, 1, 1), "India (2014-)"),
        ("USA", date(2018, 1, 1), "the United States (2017-2021)"),
        ("COD", date(2024, 1, 1), "the Democratic Republic of Congo (2019-)"),
        ("NGA", date(2023, 5, 28), "Nigeria (2015-2023)"),
        ("NGA", date(2023, 5, 29), "Nigeria (2023-)"),
        ("SSD", date(2010, 1, 1), "South Sudan"),
        ("VAT", date(2020, 1, 1), "Vatican City"),
    ],
)
def test_regimes(code, day, state):
    assert COUNTRIES.state(COUNTRIES.require(code), day) == state


@pytest.mark.parametrize("starts", ["2014|2010", "20x4", "", "2014-13"])
def test_wrong_periods_are_named(tmp_path, starts):
    (tmp_path / "regions.tsv").write_text("number\tregion\n3\tEastern Africa\n")
    columns = "country\tiso\tname\tregion\tprefix\tcapital\tlatitude\tlongitude\n"
    (tmp_path / "countries.tsv").write_text(columns + "KEN\t404\tKenya\tEastern Africa\tKEN\tNairobi\t-1.28\t36.8\n")
    (tmp_path / "regimes.tsv").write_text(f"country\tstarts\nKEN\t{starts}\n")
    with pytest.raises(LexiconError, match=r"regimes.tsv:2"):
        Countries.load(tmp_path)
