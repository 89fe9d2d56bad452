from __future__ import annotations

from pathlib import Path

import pytest

from coders.countries import COLUMNS, load_countries
from coders.errors import LexiconError
from coders.lexicon.paths import LEXICONS

HEAD = "\t".join(COLUMNS) + "\n"


@pytest.mark.parametrize(
    ("iso3", "cameo", "fips", "cow", "name"),
    [
        ("AUS", "AUS", "AS", "900", "Australia"),
        ("AUT", "AUT", "AU", "305", "Austria"),
        ("CHE", "CHE", "SZ", "225", "Switzerland"),
        ("CHN", "CHN", "CH", "710", "China"),
        ("DEU", "DEU", "GM", "255", "Germany"),
        ("IRQ", "IRQ", "IZ", "645", "Iraq"),
        ("KOR", "KOR", "KS", "732", "South Korea"),
        ("SSD", "SSD", "OD", "626", "South Sudan"),
        ("USA", "USA", "US", "2", "United States"),
        ("XKX", "KSV", "KV", "347", "Kosovo"),
        ("PSE", "PSE", "WE", "", "Palestine"),
    ],
)
def test_a_country_has_its_code_in_each_system(iso3: str, cameo: str, fips: str, cow: str, name: str) -> None:
    countries = load_countries(LEXICONS)
    found = countries.of_iso(iso3)
    assert found is not None
    assert (found.cameo, found.fips, found.cow, found.name) == (cameo, fips, cow, name)
    assert countries.of_cameo(cameo) is found
    assert countries.of_cameo(iso3) is found


def test_numbers_keep_their_zeros_and_states_that_are_no_more_have_no_iso_code() -> None:
    countries = load_countries(LEXICONS)
    assert countries.of_iso("AFG").number == "004"
    gone = countries.of_cameo("CSK")
    assert (gone.iso3, gone.cow, gone.name) == ("", "315", "Czechoslovakia")


@pytest.mark.parametrize("code", [None, "", "EUR", "IGO", "---", "GOV", "QQQ"])
def test_what_is_no_country_is_not_found(code: str | None) -> None:
    countries = load_countries(LEXICONS)
    assert countries.of_cameo(code) is None
    assert countries.of_iso(code) is None


def test_every_country_of_actors_and_places_is_there() -> None:
    countries = load_countries(LEXICONS)
    for table in ("acled", "places"):
        lines = (LEXICONS / table / "countries.tsv").read_text(encoding="utf-8").splitlines()
        codes = [line.split("\t")[0] for line in lines if line[0] != "#" and not line.startswith("country")]
        assert [code for code in codes if countries.of_iso(code) is None] == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("DEUT\tDEU\tDE\t276\tGM\t255\tGermany\n", "iso3 must have 3 characters, is 'DEUT'"),
        ("AFG\tAFG\tAF\t4\tAF\t700\tAfghanistan\n", "number must have 3 characters, is '4'"),
        ("DEU\t-\tDE\t276\tGM\t255\tGermany\n", "cameo and name must not be empty"),
        ("DEU\tDEU\tDE\t276\tGM\tGFR\tGermany\n", "cow must be a number, is 'GFR'"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, problem: str) -> None:
    (tmp_path / "countries").mkdir()
    (tmp_path / "countries" / "countries.tsv").write_text(HEAD + line, encoding="utf-8")
    with pytest.raises(LexiconError) as raised:
        load_countries(tmp_path)
    assert str(raised.value) == f"countries/countries.tsv:2: {problem}"


def test_a_country_does_not_stand_twice(tmp_path: Path) -> None:
    line = "DEU\tDEU\tDE\t276\tGM\t255\tGermany\n"
    (tmp_path / "countries").mkdir()
    (tmp_path / "countries" / "countries.tsv").write_text(HEAD + line + line, encoding="utf-8")
    with pytest.raises(LexiconError, match="DEU stands twice"):
        load_countries(tmp_path)
