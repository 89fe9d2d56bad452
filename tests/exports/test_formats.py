"""Every format against a description of its columns that was written apart from its writer, and cell by cell for one event."""

from __future__ import annotations

import csv
import json

import pytest

from exports.registry import FORMATS, NoSuchExport, export
from schemas.export import FORMATS as NAMED
from tests.exports.conftest import AUSTIN, DJENNE, MALI_ARMY, MEXICO, MOPTI, TEXAS, actor, event, place, result
from tests.exports.validators import GDELT_1, GDELT_2, wrong_cells

OF_EVENTS = [name for name, form in FORMATS.items() if form.events]


def test_the_query_of_the_api_names_all_formats():
    assert tuple(FORMATS) == NAMED


@pytest.mark.parametrize("name", OF_EVENTS)
@pytest.mark.parametrize("options", [{}, {"one_a_day": True}, {"dyads": True}])
def test_every_cell_is_what_its_column_may_hold(lines, results, name, options):
    found = lines(results, name, **options)
    assert len(found) >= 3
    assert wrong_cells(name, found) == []


WIDTHS = {
    "petrarch": 8, "phoenix": 26, "cline": 25, "gdelt1": 58, "gdelt2": 61, "gdelt2-mentions": 16, "icews": 20, "polecat": 40,
}  # fmt: skip


@pytest.mark.parametrize(("name", "width"), WIDTHS.items())
def test_the_columns_are_as_many_as_the_format_has(name, width):
    assert len(FORMATS[name].columns) == width


def test_gdelt_columns_have_gdelt_s_names():
    assert FORMATS["gdelt1"].columns == tuple(name for name, _ in GDELT_1)
    assert FORMATS["gdelt2"].columns == tuple(name for name, _ in GDELT_2)


@pytest.mark.parametrize("name", OF_EVENTS)
def test_nothing_gives_a_header_or_nothing(lines, name):
    header = FORMATS[name].header
    assert len(lines([], name)) == int(header)


def test_phoenix(lines, results):
    first, second, *_, last = lines(results, "phoenix")
    assert first.split("\t") == [
        "1_v0.1.0", "20240209", "2024", "02", "09", "MLIMIL", "MLI", "MIL", "", "---REBMOSSUN", "", "REB", "MOS;SUN",
        "193", "19", "4", "-7.5", "ARMS,2;FAITH,1", "11.5", "-3.25", "Djenné", "Mopti", "MLI", "s1_0",
        "https://press.test/a%3Bb?x=1", "Desk%3B Two",
    ]  # fmt: skip
    assert second.split("\t")[5:18] == [
        "IGOUNOREFHCR", "IGO", "", "UNO;REF;HCR", "MEX", "MEX", "", "", "0233", "02", "0", "3.0", "",
    ]  # fmt: skip
    assert last.split("\t")[:5] == ["6_v0.1.0", "", "", "", ""]
    assert last.split("\t")[5:9] == ["---", "", "", ""]


@pytest.mark.parametrize(
    ("code", "penta", "goldstein"),
    [("163", "3", "-6.5"), ("166", "3", "-8.0"), ("016", "0", "3.0"), ("057", "1", "3.0"), ("145", "4", "-7.5")],
)
def test_phoenix_has_its_own_classes_and_intensities(lines, code, penta, goldstein):
    (line,) = lines([result("a", [event(1, code, MALI_ARMY, MEXICO)])], "phoenix")
    assert line.split("\t")[13:17] == [code, code[:2], penta, goldstein]


def test_petrarch_never_moves_a_column(lines, results):
    first, *_, last = lines(results, "petrarch")
    assert first.split("\t") == [
        "20240209", "MLIMIL", "---REBMOSSUN", "193", "ARMS,2;FAITH,1", "s1_0", "https://press.test/a%3Bb?x=1", "Desk%3B Two",
    ]  # fmt: skip
    assert last.split("\t") == ["", "---", "MEX", "0871", "", "s2_0", "", "NULL"]


def test_an_undated_event_has_the_day_of_publication(lines, results):
    dates = [line.split("\t")[0] for line in lines(results, "petrarch")]
    assert dates == ["20240209", "20240209", "20240209", "20240210", "20240209", ""]


def test_cline(lines, results):
    (first, *_) = csv.DictReader(lines(results, "cline"))
    assert first == {
        "eid": f"{1:024x}", "story_date": "2/9/2024", "year": "2024", "month": "2", "day": "9", "source": "MLIMIL",
        "source_root": "MLI", "source_agent": "MIL", "source_others": "", "target": "---REBMOSSUN", "target_root": "",
        "target_agent": "REB", "target_others": "MOS;SUN", "code": "193", "root_code": "19", "quad_class": "4",
        "goldstein": "-7.5", "joined_issues": "ARMS,2;FAITH,1", "lat": "11.5", "lon": "-3.25", "placename": "Djenné",
        "statename": "Mopti", "countryname": "MLI", "aid": "s1", "process": "athir-0.1.0",
    }  # fmt: skip


def test_gdelt_2(lines, results):
    first = dict(zip((name for name, _ in GDELT_2), lines(results, "gdelt2")[0].split("\t"), strict=True))
    filled = {name: cell for name, cell in first.items() if cell}
    assert filled == {
        "GLOBALEVENTID": "0", "SQLDATE": "20240209", "MonthYear": "202402", "Year": "2024", "FractionDate": "2024.1890",
        "Actor1Code": "MLIMIL", "Actor1Name": "THE MALIAN ARMY", "Actor1CountryCode": "MLI", "Actor1Type1Code": "MIL",
        "Actor2Code": "REBMOSSUN", "Actor2Name": "GUNMEN OF THE 'BRIGADE'", "Actor2Religion1Code": "MOS",
        "Actor2Religion2Code": "SUN", "Actor2Type1Code": "REB", "IsRootEvent": "1", "EventCode": "193",
        "EventBaseCode": "193", "EventRootCode": "19", "QuadClass": "4", "GoldsteinScale": "-7.5", "NumMentions": "1",
        "NumSources": "1", "NumArticles": "1", "Actor1Geo_Type": "0", "Actor2Geo_Type": "0", "ActionGeo_Type": "4",
        "ActionGeo_FullName": "Djenné, Mopti, Mali", "ActionGeo_CountryCode": "ML", "ActionGeo_Lat": "11.5",
        "ActionGeo_Long": "-3.25", "DATEADDED": "20240211013000", "SOURCEURL": "https://press.test/a;b?x=1",
    }  # fmt: skip


def test_gdelt_dates_of_adding_are_days_in_1_and_moments_in_2_and_those_of_the_export_without_a_story_s(lines, results):
    assert [line.split("\t")[56] for line in lines(results, "gdelt1")] == ["20240211"] * 4 + ["20240506"] * 2
    assert [line.split("\t")[59] for line in lines(results, "gdelt2")] == ["20240211013000"] * 4 + [
        "20240506070809"
    ] * 2


@pytest.mark.parametrize(
    ("where", "cells"),
    [
        (None, ["0", "", "", "", "", "", "", ""]),
        (AUSTIN, ["3", "Austin, Texas, United States", "US", "USTX", "", "11.5", "-3.25", ""]),
        (TEXAS, ["2", "Texas, United States", "US", "USTX", "", "11.5", "-3.25", ""]),
        (MOPTI, ["5", "Mopti, Mali", "ML", "", "", "11.5", "-3.25", ""]),
        (DJENNE, ["4", "Djenné, Mopti, Mali", "ML", "", "", "11.5", "-3.25", ""]),
        (place("Mopti", "MLI", "Mopti"), ["4", "Mopti, Mopti, Mali", "ML", "", "", "11.5", "-3.25", ""]),
        (place("Kosovo", "XKX", None, 3), ["1", "Kosovo", "KV", "KV", "", "11.5", "-3.25", "KV"]),
        (place("Atlantis", None, None, 3, None, None), ["4", "Atlantis", "", "", "", "", "", ""]),
    ],
)
def test_gdelt_places(lines, where, cells):
    (line,) = lines([result("a", [event(1, "190", MALI_ARMY, None, where=where)])], "gdelt2")
    assert line.split("\t")[51:59] == cells


def test_gdelt_mentions(lines, results):
    first, *_, last = lines(results, "gdelt2-mentions")
    assert first.split("\t") == [
        "0", "20240211013000", "20240211013000", "1", "press.test", "https://press.test/a;b?x=1", "1", "2", "50", "40", "1", "80",
        "66", "", "", "",
    ]  # fmt: skip
    assert last.split("\t")[3:10] == ["2", "", "s2", "1", "-1", "0", "40"]


@pytest.mark.parametrize(
    ("who", "name", "sectors", "country"),
    [
        (MALI_ARMY, "Military (Mali)", "Military", "Mali"),
        (MEXICO, "Mexico", "", "Mexico"),
        (actor("TCDMIL", "Chadian troops", "Chad"), "Military (Chad)", "Military", "Chad"),
        (actor("---COP", "officers"), "Police", "Police", ""),
        (actor("KSVGOV", "ministers"), "Government (Kosovo)", "Government", "Kosovo"),
        (actor("EUR", "the continent"), "the continent", "", ""),
        (actor("CZEGOVMIL", "the minister", "Jan Novak"), "Jan Novak", "Government,Military", "Czech Republic"),
        (actor(None, "they"), "they", "", ""),
        (None, "", "", ""),
    ],
)
def test_icews_names_actors_and_their_countries(lines, who, name, sectors, country):
    header, line = lines([result("a", [event(1, "190", who, None)])], "icews")
    cells = dict(zip(header.split("\t"), line.split("\t"), strict=True))
    assert (cells["Source Name"], cells["Source Sectors"], cells["Source Country"]) == (name, sectors, country)


@pytest.mark.parametrize(
    ("code", "intensity"), [("016", "-5.0"), ("022", "3.4"), ("164", "-6.5"), ("165", "-7.0"), ("190", "-7.5")]
)
def test_icews_has_its_own_intensities(lines, code, intensity):
    _, line = lines([result("a", [event(1, code, MALI_ARMY, None)])], "icews")
    assert line.split("\t")[7] == intensity


def test_icews_cities_are_cities(lines):
    for where, cells in [
        (DJENNE, ["Djenné", "", "Mopti", "Mali", "11.5", "-3.25"]),
        (MOPTI, ["", "", "Mopti", "Mali", "11.5", "-3.25"]),
        (place("Kosovo", "XKX", None, 3), ["", "", "", "Kosovo", "11.5", "-3.25"]),
        (None, [""] * 6),
    ]:
        _, line = lines([result("a", [event(1, "190", None, None, where=where)])], "icews")
        assert line.split("\t")[14:] == cells


def test_polecat(lines, results):
    header, first, second, *_ = lines(results, "polecat")
    cells = dict(zip(header.split("\t"), first.split("\t"), strict=True))
    told = {name: cell for name, cell in cells.items() if cell != "None"}
    assert told == {
        "Event ID": f"{1:024x}", "Event Date": "2024-02-09", "Event Type": "ASSAULT", "Intensity": "-9.0",
        "Quad Code": "MATERIAL CONFLICT", "Contexts": "military", "Actor Name": "the Malian army", "Actor Country": "MLI",
        "Actor COW": "432", "Primary Actor Sector": "MIL", "Actor Sectors": "MIL", "Actor Name Raw": "the Malian army",
        "Recipient Name": "gunmen of the 'Brigade'", "Primary Recipient Sector": "REB", "Recipient Sectors": "REB",
        "Recipient Name Raw": "gunmen of the 'Brigade'", "Placename": "Djenné", "City": "Djenné", "Province": "Mopti",
        "Country": "MLI", "Latitude": "11.5", "Longitude": "-3.25", "GeoNames ID": "2460596", "Raw Placename": "Djenne",
        "Source": "Desk%3B Two", "Publication Date": "2024-02-10", "Story Locations": "Djenné", "Language": "en",
        "Version": "athir 0.1.0",
    }  # fmt: skip
    cells = dict(zip(header.split("\t"), second.split("\t"), strict=True))
    assert (cells["Actor Country"], cells["Actor COW"]) == ("None", "None")
    assert (cells["Primary Actor Sector"], cells["Actor Sectors"]) == ("IGO", "IGO;REF")
    assert (cells["Recipient Country"], cells["Recipient COW"]) == ("MEX", "70")


@pytest.mark.parametrize(
    ("who", "name"),
    [
        (actor("TCDMIL", "Chadian troops", "Chad"), "Chadian troops"),
        (actor("TCD", "Chadians", "Chad"), "Chad"),
        (actor("TCDGOV", "the minister", "Jean Ngaro"), "Jean Ngaro"),
    ],
)
def test_polecat_names_actors(lines, who, name):
    header, line = lines([result("a", [event(1, "190", who, None)])], "polecat")
    cells = dict(zip(header.split("\t"), line.split("\t"), strict=True))
    assert (cells["Actor Name"], cells["Actor Name Raw"], cells["Actor Country"]) == (name, who["text"], "TCD")


def test_statements_have_no_plover_record(lines, results):
    codes = [event["code"] for r in results if "events" in r for event in r["events"]]
    assert codes.count("010") == 1
    assert len(lines(results, "polecat")) == len(codes)  # a header, and one event less
    assert len(lines(results, "plover")) == len(codes) - 1


def test_plover(lines, results):
    first = json.loads(lines(results, "plover")[0])
    assert first == {
        "id": f"{1:024x}",
        "date": "2024-02-09",
        "actor": [{"code": "MLI", "sector": "MIL", "entity_text": "the Malian army"}],
        "event": ["ASSAULT"],
        "recipient": [{"sector": "REB", "entity_text": 'gunmen\tof the "Brigade"', "religion": "MOSSUN"}],
        "context": ["military"],
        "quad_code": 4,
        "event_scale": -9.0,
        "event_loc": {
            "name": "Djenné", "admin1": "Mopti", "country": "MLI", "latitude": 11.5, "longitude": -3.25, "geonameid": 2460596,
        },
        "event_text": "did",
        "text": "A first sentence that says what was done.",
        "text_info": {"sequence": 0, "start": 40, "end": 43},
        "cite_info": {
            "citation": "Desk; Two", "url": "https://press.test/a;b?x=1", "title": "Title", "language": "en",
        },
        "coder": "athir 0.1.0",
    }  # fmt: skip


def test_plover_facts_of_the_event_outrank_those_of_its_code(lines):
    told = {"type": "ASSAULT", "mode": "firearms", "contexts": ["repression"], "quad_code": 3, "intensity": 1.5}
    (line,) = lines([result("a", [event(1, "193", None, None, plover=told)])], "plover")
    record = json.loads(line)
    assert (record["mode"], record["context"], record["quad_code"], record["event_scale"]) == (
        ["firearms"],
        ["repression"],
        3,
        1.5,
    )
    assert record["actor"] == []


def test_ids_are_the_same_in_every_export_and_told_apart(lines):
    events = [{**event(n, "190", None, None), "event_id": f"{n:x}{'0' * 23}"} for n in range(1, 9)]
    events += [{**event(9, "190", None, None), "event_id": name} for name in ("e-1", "e-2")]
    numbers = [line.split("\t")[0] for line in lines([result("a", events)], "gdelt2")]
    assert len(set(numbers)) == 10
    assert all(float(number) == int(number) < 2**52 for number in numbers)
    assert [line.split("\t")[0] for line in lines([result("a", events)], "gdelt1")] == numbers


def test_acled_rows_keep_their_columns(lines):
    row = {name: f'{name}, "x"\ny' for name in FORMATS["acled"].columns} | {
        "iso": 466,
        "year": 2024,
        "longitude": -3.25,
    }
    results = [result("a", [], rows=[{**row, "article_id": "a", "event_ids": []}])]
    header, line = csv.reader(lines(results, "acled"))
    assert header == list(FORMATS["acled"].columns)
    assert len(header) == 31
    assert line[header.index("iso")] == "466"
    assert line[header.index("notes")] == 'notes, "x" y'


@pytest.mark.parametrize("option", ["one_a_day", "dyads"])
def test_rows_take_no_options(tables, option):
    with pytest.raises(NoSuchExport, match="acled is made of rows"):
        export([], FORMATS["acled"], tables, **{option: True})


def test_dyads_have_two_codes(lines, results):
    found = [line.split("\t")[1:4] for line in lines(results, "petrarch", dyads=True)]
    assert found == [
        ["MLIMIL", "---REBMOSSUN", "193"], ["IGOUNOREFHCR", "MEX", "0233"], ["MLIMIL", "---REBMOSSUN", "193"],
    ]  # fmt: skip
