"""The envelope, pages, shapes and formats of rows, and the lists beside them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from api.acled import read
from benchmarks import made_rows
from coders.wire import ROW_COLUMNS
from jobs import tombstones
from storage.engine import writing
from tests.api.acled.conftest import ROWS
from tests.api.acled.oracle import INTERS, REGIONS

BY_ID = {row["event_id_cnty"]: {name: row[name] for name in ROW_COLUMNS} for row in ROWS}
URL = "/api/acled/read"
SIDES = sum(2 if row["actor2"] else 1 for row in ROWS)


def checked(body) -> list[dict]:
    """What a strict client asks of every page, before it takes its rows."""
    keys = "status success last_update count total_count messages data filename data_query_restrictions next_cursor"
    assert list(body) == keys.split()
    assert body["status"] == 200
    assert body["success"] is True
    assert type(body["last_update"]) is int
    assert body["count"] == len(body["data"])
    assert type(body["total_count"]) is int
    assert "not ACLED's data" in " ".join(body["messages"])
    assert body["next_cursor"] is None or type(body["next_cursor"]) is int
    assert body["data_query_restrictions"]["date_recency"] == []
    for row in body["data"]:
        assert list(row) == list(ROW_COLUMNS)
        for name, value in row.items():
            whole = name in ("year", "time_precision", "iso", "geo_precision", "fatalities", "timestamp")
            wanted = int if whole else float if name in ("latitude", "longitude") else str
            assert type(value) is wanted, (name, value)
        day = datetime.strptime(row["event_date"], "%Y-%m-%d").replace(tzinfo=UTC)
        assert row["year"] == day.year
        assert day.timestamp() <= row["timestamp"]
        assert row == BY_ID[row["event_id_cnty"]]
    return body["data"]


@pytest.mark.parametrize("limit", [7, 64, 400, 5000])
def test_the_cursor_walks_to_the_end(reader, limit):
    cursor, received, total = 0, [], None
    while cursor is not None:
        body = reader.get(URL, cursor=cursor, limit=limit)
        rows = checked(body)
        assert len(rows) <= limit
        assert body["total_count"] == (total := total or body["total_count"])
        received += [row["event_id_cnty"] for row in rows]
        assert body["next_cursor"] is None or body["next_cursor"] > cursor
        cursor = body["next_cursor"]
    assert len(received) == total == len(set(received)) == len(ROWS)


def test_the_cursor_walks_a_filter(reader):
    wanted = {row["event_id_cnty"] for row in ROWS if row["country"] == "Mali"}
    cursor, received = 0, []
    while cursor is not None:
        body = reader.get(URL, cursor=cursor, limit=5, country="Mali", page=9)
        received += [row["event_id_cnty"] for row in checked(body)]
        cursor = body["next_cursor"]
    assert sorted(received) == sorted(wanted)


def test_pages_follow_each_other_to_an_empty_one(reader):
    received = []
    for page in range(1, 10):
        body = reader.get(URL, limit=64, page=page)
        rows = checked(body)
        assert body["total_count"] == len(ROWS)
        received += rows
        if not rows:
            break
    assert page == 8
    assert body["count"] == 0
    assert sorted(row["event_id_cnty"] for row in received) == sorted(BY_ID)
    assert all(one["event_date"] >= other["event_date"] for one, other in pairwise(received))


def test_without_a_limit_come_5000_and_with_0_all(reader, monkeypatch):
    assert len(checked(reader.get(URL))) == len(ROWS)
    monkeypatch.setattr(read.parameters, "DEFAULT_LIMIT", 30)
    assert len(checked(reader.get(URL))) == 30
    assert len(checked(reader.get(URL, limit=0))) == len(ROWS)
    monkeypatch.setattr(read, "HELD", 10)  # more are streamed
    for more in ({}, {"_format": "csv"}, {"_format": "xml"}, {"export_type": "monadic"}):
        answer = reader.client.get(URL, query_string={"limit": 0, **more})
        assert answer.is_streamed
        assert answer.status_code == 200
    assert reader.client.get(URL, query_string={"limit": 0}).json["count"] == len(ROWS)


def test_nothing_found_is_a_success(reader):
    body = reader.get(URL, country="Nowhere")
    assert checked(body) == []
    assert body["total_count"] == 0


def test_an_empty_store_answers(make):
    body = make(()).get(URL)
    assert checked(body) == []
    assert (body["last_update"], body["total_count"]) == (0, 0)


def test_the_hours_since_the_last_row_are_told(reader):
    newest = max(row["timestamp"] for row in ROWS)
    wanted = (int(reader.clock.time.timestamp()) - newest) // 3600
    assert reader.get(URL, limit=1)["last_update"] == wanted


@pytest.mark.parametrize(
    ("asked", "filename"),
    [
        ({}, ""),
        ({"country": "Mali"}, ""),
        ({"event_date": "2015-03-01"}, "2015-03-01-2015-03-01"),
        (
            {"event_date": "2015-03-01|2015-04-01", "event_date_where": "BETWEEN", "country": "Mali"},
            "2015-03-01-2015-04-01-Mali",
        ),
    ],
)
def test_the_filename_says_days_and_country(reader, asked, filename):
    assert reader.get(URL, **asked)["filename"] == filename


@pytest.mark.parametrize(
    ("fields", "columns"),
    [
        ("country|year", ["year", "country"]),
        ("event_id_cnty|no_such|fatalities", ["event_id_cnty", "fatalities"]),
        ("no_such", list(ROW_COLUMNS)),
        ("", list(ROW_COLUMNS)),
    ],
)
def test_fields_come_in_the_order_of_columns(reader, fields, columns):
    assert list(reader.get(URL, fields=fields, limit=1)["data"][0]) == columns


def test_classes_come_as_numbers_if_asked(reader):
    rows = reader.get(URL, inter_num=1)["data"]
    for row in rows:
        stored = BY_ID[row["event_id_cnty"]]
        pair = sorted((INTERS.index(stored["inter1"]), INTERS.index(stored["inter2"])))
        assert (row["inter1"], row["inter2"]) == (INTERS.index(stored["inter1"]), INTERS.index(stored["inter2"]))
        assert row["interaction"] == (pair[1] * 10 if pair[0] == 0 else pair[0] * 10 + pair[1])
    assert reader.get(URL, inter_num=0)["data"][0]["inter1"] in INTERS


@pytest.mark.parametrize("value", ["true", "TRUE", "full"])
def test_population_columns_are_blank(reader, value):
    row = reader.get(URL, population=value, limit=1)["data"][0]
    more = ["population_best"] if value != "full" else [f"population_{n}" for n in ("1km", "2km", "5km", "best")]
    assert list(row) == [*ROW_COLUMNS, *more]
    assert {row[name] for name in more} == {""}


def monadic(rows) -> Counter:
    return Counter((row["event_id_cnty"], row["actor1"], row["assoc_actor_1"], row["inter1"]) for row in rows)


def test_a_monadic_export_has_a_row_for_each_actor(reader):
    body = reader.get(URL, export_type="monadic")
    assert body["total_count"] == body["count"] == SIDES
    assert {"actor2", "assoc_actor_2", "inter2"}.isdisjoint(body["data"][0])
    wanted = Counter((row["event_id_cnty"], row["actor1"], row["assoc_actor_1"], row["inter1"]) for row in ROWS)
    wanted += Counter(
        (row["event_id_cnty"], row["actor2"], row["assoc_actor_2"], row["inter2"]) for row in ROWS if row["actor2"]
    )
    assert monadic(body["data"]) == wanted


@pytest.mark.parametrize("limit", [1, 2, 7, 100])
def test_a_monadic_export_is_read_in_pages_and_by_cursor(reader, limit):
    whole = reader.get(URL, export_type="monadic", country="Mali|Kenya")["data"]
    paged, page = [], 1
    while rows := reader.get(URL, export_type="monadic", country="Mali|Kenya", limit=limit, page=page)["data"]:
        assert len(rows) <= limit
        paged, page = paged + rows, page + 1
    assert paged == whole
    walked, cursor = [], 0
    while cursor is not None:
        body = reader.get(URL, export_type="monadic", country="Mali|Kenya", limit=limit, cursor=cursor)
        assert body["total_count"] == len(whole)
        assert len(body["data"]) <= limit
        walked, cursor = walked + body["data"], body["next_cursor"]
    assert monadic(walked) == monadic(whole)


@pytest.mark.parametrize(
    ("path", "more", "media", "delimiter"),
    [
        (URL, {"_format": "csv"}, "text/csv", ","),
        ("/api/acled/read.csv", {}, "text/csv", ","),
        ("/acled/read.csv", {}, "text/csv", ","),
        (URL, {"_format": "TXT"}, "text/tab-separated-values", "\t"),
    ],
)
def test_csv_has_a_header_and_the_rows(reader, path, more, media, delimiter):
    answer = reader.client.get(path, query_string={"limit": 90, **more})
    assert answer.mimetype == media
    assert "not ACLED's data" in answer.headers["X-Data-Origin"]
    header, *lines = list(csv.reader(io.StringIO(answer.text), delimiter=delimiter))
    assert header == list(ROW_COLUMNS)
    assert len(lines) == 90
    for line in lines:
        row = dict(zip(header, line, strict=True))
        assert row == {name: str(value) for name, value in BY_ID[row["event_id_cnty"]].items()}


def test_xml_has_the_envelope_and_the_rows(reader):
    answer = reader.client.get(URL, query_string={"_format": "xml", "limit": 20, "cursor": 0})
    assert answer.mimetype == "application/xml"
    root = ElementTree.fromstring(answer.text)
    assert [part.tag for part in root] == (
        "status success last_update count total_count messages data filename next_cursor".split()
    )
    assert (root.findtext("success"), root.findtext("count"), root.findtext("next_cursor")) == ("true", "20", "20")
    assert "not ACLED's data" in root.findtext("messages/message")
    for element in root.findall("data/row"):
        row = {part.tag: part.text or "" for part in element}
        assert row == {name: str(value) for name, value in BY_ID[row["event_id_cnty"]].items()}


def test_what_xml_cannot_hold_is_replaced(make):
    (row,) = made_rows.rows(1)
    odd = make([row | {"notes": "a\x01b\ud800c<&>"}])
    root = ElementTree.fromstring(odd.client.get(URL, query_string={"_format": "xml"}).text)
    assert root.findtext("data/row/notes") == "a\ufffdb\ufffdc<&>"


@pytest.mark.parametrize("path", ["/acled/read", "/acled/read/", "/acled/read.json", "/acled/read/?"])
def test_the_key_era_has_strings_only(reader, path):
    answer = reader.client.get(path, query_string={"limit": 3, "key": "k", "email": "e@x"})
    assert answer.json["success"] is True
    for row in answer.json["data"]:
        assert row == {name: str(value) for name, value in BY_ID[row["event_id_cnty"]].items()}
    one_sided = reader.get(path, inter2=0, inter_num=1, limit=1)["data"][0]
    assert one_sided["inter2"] == "0"


@pytest.mark.parametrize("path", [URL, "/api/acled/read/", "/api/acled/read.json"])
def test_the_addresses_of_today(reader, path):
    assert len(reader.get(path)["data"]) == len(ROWS)


def test_a_post_is_a_get(reader):
    wanted = reader.get(URL, country="Mali", year=2016)["data"]
    for more in ({"data": {"country": "Mali", "year": 2016}}, {"json": {"country": "Mali", "year": 2016}}):
        assert reader.client.post(URL, **more).json["data"] == wanted
    typed = reader.client.get(f"{URL}?country=Mali&year=2016", headers={"Content-Type": "application/json"})
    assert typed.json["data"] == wanted


def test_of_a_repeated_parameter_the_last_counts(reader):
    rows = reader.client.get(f"{URL}?country=Mali&country=Kenya").json["data"]
    assert {row["country"] for row in rows} == {"Kenya"}


@pytest.mark.parametrize(
    ("asked", "status", "named"),
    [
        ({"year": "last"}, 400, "year"),
        ({"year": "9" * 30}, 400, "year"),
        ({"event_date": "2024-02-30"}, 400, "event_date"),
        ({"event_date": "20240201"}, 400, "event_date"),
        ({"latitude": "nan"}, 400, "latitude"),
        ({"event_date": "2024-01-01", "event_date_where": "BETWEEN"}, 400, "event_date"),
        ({"event_date": "a|b", "event_date_where": "BETWEEN"}, 400, "event_date"),
        ({"fatalities": "1", "fatalities_where": "!="}, 400, "fatalities_where"),
        ({"inter1": "nobody", "inter1_where": ">"}, 400, "inter1"),
        ({"timestamp": "yesterday"}, 400, "timestamp"),
        ({"actor1": "|".join(map(str, range(501)))}, 400, "actor1"),
        ({"limit": "-1"}, 400, "limit"),
        ({"limit": "many"}, 400, "limit"),
        ({"page": "0"}, 400, "page"),
        ({"page": "9" * 18, "limit": "9" * 18}, 400, "page"),
        ({"cursor": "abc"}, 400, "cursor"),
        ({"export_type": "triadic"}, 400, "export_type"),
        ({"_format": "yaml"}, 406, "_format"),
    ],
)
def test_what_cannot_be_understood_is_said(reader, asked, status, named):
    answer = reader.client.get(URL, query_string=asked)
    assert answer.status_code == status
    body = answer.json
    assert (body["status"], body["success"], body["data"], body["count"]) == (status, False, [], 0)
    assert body["message"].startswith(named)
    assert body["error"] == [{"status": status, "message": body["message"]}]
    old = reader.client.get("/acled/read", query_string=asked).json
    assert old == {"status": status, "success": False, "message": body["message"], "error": body["error"][0]}


@pytest.mark.parametrize(("path", "named"), [("/api/cast/read", "forecasts"), ("/api/nonsense/read", "nonsense")])
def test_what_is_not_there_is_not_found(reader, path, named):
    answer = reader.client.get(path)
    assert answer.status_code == 404
    assert named in answer.json["error"][0]["message"]


def test_a_database_that_is_away_is_said(make, monkeypatch):
    broken = make(())
    with writing(broken.store) as session:
        session.connection().exec_driver_sql("DROP TABLE acled_bodies")
        session.connection().exec_driver_sql("DROP TABLE acled_rows")
    answer = broken.client.get(URL)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.json["success"] is False
    monkeypatch.setattr(read.acled_read, "find", lambda *_: 1 / 0)
    answer = broken.client.get("/acled/read")
    assert answer.status_code == 500
    assert answer.json["error"]["status"] == 500


def counted(pairs) -> dict:
    days: dict = {}
    for name, day in pairs:
        days.setdefault(name, []).append(day)
    return {
        name: {"first_event_date": min(found), "last_event_date": max(found), "event_count": len(found)}
        for name, found in days.items()
    }


def statistics(line) -> dict:
    return {name: line[name] for name in ("first_event_date", "last_event_date", "event_count")}


def test_actors_with_their_days_and_numbers(reader):
    pairs = {(row[side], row["event_date"], row["event_id_cnty"]) for row in ROWS for side in ("actor1", "actor2")}
    wanted = counted((name, day) for name, day, _ in pairs if name)
    body = reader.get("/api/actor/read", limit=0)
    assert {line["actor_name"]: statistics(line) for line in body["data"]} == wanted
    assert body["count"] == body["total_count"] == len(wanted)
    most = reader.get("/api/actor/read", event_count=20, event_count_where=">", actor_name="civilians")["data"]
    assert {line["actor_name"] for line in most} == {
        name for name, found in wanted.items() if found["event_count"] > 20 and "Civilians" in name
    }


def test_actor_types_with_their_days_and_numbers(reader):
    pairs = {(row[side], row["event_date"], row["event_id_cnty"]) for row in ROWS for side in ("inter1", "inter2")}
    wanted = counted((name, day) for name, day, _ in pairs if name)
    body = reader.get("/api/actortype/read")
    assert {line["actor_type_name"]: statistics(line) for line in body["data"]} == wanted
    assert [line["actor_type_id"] for line in body["data"]] == list(range(1, 9))
    assert [INTERS[line["actor_type_id"]] for line in body["data"]] == [
        line["actor_type_name"] for line in body["data"]
    ]


def test_countries_with_their_codes(reader):
    wanted = counted((row["country"], row["event_date"]) for row in ROWS)
    lines = reader.get("/api/country/read")["data"]
    assert {line["country"]: statistics(line) for line in lines} == wanted
    assert list(lines[0]) == ["country", "iso", "iso3", "first_event_date", "last_event_date", "event_count"]
    codes = {line["country"]: (line["iso"], line["iso3"]) for line in lines}
    assert codes["Yemen"] == (887, "YEM")
    assert codes["Kosovo"] == (0, "XKX")
    assert codes["Nigeria"] == (566, "NGA")
    assert [line["country"] for line in reader.get("/api/country/read", iso3="nga|xkx")["data"]] == [
        "Kosovo",
        "Nigeria",
    ]
    assert reader.get("/api/country/read", iso3="ZZZ")["data"] == []
    assert [line["country"] for line in reader.get("/api/country/read", iso=887)["data"]] == ["Yemen"]
    assert reader.client.get("/api/country/read?iso3=A&iso3_where=>").status_code == 400


def test_regions_with_their_numbers(reader):
    wanted = counted((row["region"], row["event_date"]) for row in ROWS)
    lines = reader.get("/api/region/read")["data"]
    assert {line["region_name"]: statistics(line) for line in lines} == wanted
    assert {line["region_name"]: line["region"] for line in lines} == REGIONS
    assert [line["region_name"] for line in reader.get("/api/region/read", region="11|12")["data"]] == [
        "Middle East",
        "Europe",
    ]


@pytest.mark.parametrize("name", ["actor", "actortype", "country", "region"])
def test_lists_come_in_pages_by_cursor_and_as_csv(reader, name):
    whole = reader.get(f"/api/{name}/read")["data"]
    limit = max(3, len(whole) // 4)
    paged, page = [], 1
    while lines := reader.get(f"/api/{name}/read", limit=limit, page=page)["data"]:
        paged, page = paged + lines, page + 1
    walked, cursor = [], 0
    while cursor is not None:
        body = reader.get(f"/api/{name}/read", limit=limit, cursor=cursor)
        walked, cursor = walked + body["data"], body["next_cursor"]
    assert paged == walked == whole
    table = list(csv.DictReader(io.StringIO(reader.client.get(f"/{name}/read.csv").text)))
    assert table == [{column: str(value) for column, value in line.items()} for line in whole]
    assert reader.get(f"/{name}/read")["data"] == table


def test_deleted_rows_are_listed(make):
    reader = make(())
    jobs = [made_rows.fill(reader.store, made_rows.rows(5, seed)) for seed in (1, 2)]
    for job in jobs:
        reader.clock.forward(3600)
        with writing(reader.store) as session:
            assert tombstones.bury(session, job) == 5
    assert reader.get(URL)["data"] == []
    body = reader.get("/api/deleted/read", limit=0)
    assert list(body["data"][0]) == ["event_id_cnty", "deleted_timestamp"]
    assert body["count"] == body["total_count"] == 10
    last = int(reader.clock.time.timestamp())
    assert [line["deleted_timestamp"] for line in body["data"]] == [last] * 5 + [last - 3600] * 5
    since = reader.get("/api/deleted/read", deleted_timestamp=last, deleted_timestamp_where=">=")["data"]
    assert {line["event_id_cnty"] for line in since} == {row["event_id_cnty"] for row in made_rows.rows(5, 2)}
    assert len(reader.get("/api/deleted/read", deleted_timestamp=last)["data"]) == 5
    assert len(reader.get("/api/deleted/read", deleted_timestamp="2026-03-02")["data"]) == 0
    assert len(reader.get("/api/deleted/read", deleted_timestamp=last, deleted_timestamp_where="<")["data"]) == 5
    name = since[0]["event_id_cnty"]
    assert reader.get("/api/deleted/read", event_id_cnty=name)["count"] == 1
    walked, cursor = [], 0
    while cursor is not None:
        body = reader.get("/api/deleted/read", limit=3, cursor=cursor)
        walked, cursor = walked + body["data"], body["next_cursor"]
    assert len({line["event_id_cnty"] for line in walked}) == len(walked) == 10
