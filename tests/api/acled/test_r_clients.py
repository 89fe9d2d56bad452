"""The request lines of the R clients, letter by letter, read the way those clients read the answers."""

from __future__ import annotations

import json
import math
from datetime import date

import pytest

from coders.wire import ROW_COLUMNS
from jobs import tombstones
from storage.engine import writing
from tests.api.acled.conftest import ROWS

# As long as the list of all countries that a client sends when none is named.
MANY = "%7C".join(f"Land%20{number:03d}" for number in range(240))


def get(reader, line: str):
    answer = reader.client.get(line)
    assert answer.status_code == 200, answer.text
    return json.loads(answer.text)


def ids(rows) -> list[str]:
    return sorted(row["event_id_cnty"] for row in rows)


def wanted(test) -> list[str]:
    return ids(filter(test, ROWS))


def of_2015(row) -> bool:
    return row["year"] == 2015


@pytest.mark.parametrize(
    ("line", "test"),
    [
        (
            "/api/acled/read?_format=json&country=Argentina%7CBrazil&event_date=2015-01-01%7C2015-12-31"
            "&event_date_where=BETWEEN&inter_num=0&limit=0",
            lambda row: row["country"] in ("Argentina", "Brazil") and of_2015(row),
        ),
        (
            f"/api/acled/read?_format=json&country={MANY}%7CKenya&event_date=2015-01-01%7C2015-12-31"
            "&event_date_where=BETWEEN&timestamp_where=%3E%3D&timestamp=1430000000"
            "&event_type=BATTLES%7CRIOTS&inter_num=0&limit=0",
            lambda row: (
                row["country"] == "Kenya"
                and of_2015(row)
                and row["timestamp"] >= 1430000000
                and row["event_type"] in ("Battles", "Riots")
            ),
        ),
        (
            "/api/acled/read?_format=json&country=Georgia&event_date=2015-01-01|2015-12-31"
            "&event_date_where=BETWEEN&timestamp_where=%3E%3D&timestamp=2015-06-01&inter_num=0&limit=0",
            lambda row: row["country"] == "Georgia" and of_2015(row) and row["timestamp"] >= 1433116800,
        ),
    ],
)
def test_acled_r_gets_31_columns_in_order(reader, line, test):
    data = get(reader, line)["data"]
    assert ids(data) == wanted(test)
    assert data
    for row in data:
        assert list(row) == list(ROW_COLUMNS)
        assert len(row) == 31
        assert date.fromisoformat(row["event_date"])
        assert None not in row.values()


def test_acled_r_gets_numbers_for_classes(reader):
    data = get(reader, "/api/acled/read?_format=json&country=Mali&inter_num=1&limit=0")["data"]
    assert all(type(row[name]) is int for row in data for name in ("inter1", "inter2", "interaction"))


@pytest.mark.parametrize(("population", "more"), [("true", 1), ("full", 4)])
def test_acled_r_gets_population_columns(reader, population, more):
    line = f"/api/acled/read?_format=json&country=Mali&population={population}&inter_num=0&limit=0"
    assert len(get(reader, line)["data"][0]) == 31 + more


def test_acled_r_reads_a_monadic_export(reader):
    data = get(reader, "/api/acled/read?_format=json&export_type=monadic&country=Mali&inter_num=0&limit=0")["data"]
    mali = [row for row in ROWS if row["country"] == "Mali"]
    assert len(data) == sum(2 if row["actor2"] else 1 for row in mali)
    assert {row["actor1"] for row in data} == {row[side] for row in mali for side in ("actor1", "actor2")} - {""}


def test_acled_r_gets_an_empty_list_where_nothing_is(reader):
    line = "/api/acled/read?_format=json&country=Argentina&event_date=1999-01-01%7C1999-12-31&event_date_where=BETWEEN"
    assert get(reader, f"{line}&inter_num=0&limit=0")["data"] == []


def test_acled_r_reads_deletions(make):
    reader = make()
    with writing(reader.store) as session:
        gone = [row["event_id_cnty"] for row in ROWS[:4]]
        assert tombstones.bury_events(session, "", gone) == 4
    at = int(reader.clock.time.timestamp())
    line = f"/api/deleted/read?_format=json&deleted_timestamp_where=%3E%3D&deleted_timestamp={at}&limit=0"
    data = get(reader, line)["data"]
    assert [list(row) for row in data] == [["event_id_cnty", "deleted_timestamp"]] * 4
    assert ids(data) == sorted(gone)
    assert get(reader, "/api/acled/read?limit=0")["total_count"] == len(ROWS) - 4


def test_a_client_that_divides_total_by_count_reads_all_pages(reader):
    first = get(reader, "/api/acled/read?_format=json&limit=150&page=1")
    received = list(first["data"])
    for page in range(2, math.ceil(first["total_count"] / first["count"]) + 1):
        received += get(reader, f"/api/acled/read?_format=json&limit=150&page={page}")["data"]
    assert ids(received) == ids(ROWS)


def test_a_client_that_reads_until_a_page_is_empty(reader):
    received, page = [], 1
    while (body := get(reader, f"/api/acled/read?year=2016&page={page}"))["count"]:
        received += body["data"]
        page += 1
    assert body["total_count"] == len(received)
    assert ids(received) == wanted(lambda row: row["year"] == 2016)


def of_mali(row) -> bool:
    return row["country"] == "Mali"


@pytest.mark.parametrize(
    ("line", "test"),
    [
        ("read/?{key}&limit=0&country=Kenya:OR:country=Mali", lambda row: row["country"] in ("Kenya", "Mali")),
        ("read/?{key}&limit=0&event_date=|&event_date_where=BETWEEN", lambda row: True),
        ("read/?{key}&limit=0&country=Mali&?export_type=monadic", of_mali),
        (
            "read/?{key}&limit=0&region=11&interaction=37",
            lambda row: row["region"] == "Middle East" and row["interaction"] == "Political militia-Civilians",
        ),
        ("read?terms=accept&{key}&limit=0&iso=466", of_mali),
    ],
)
def test_a_client_of_the_key_era(reader, line, test):
    answer = reader.client.get("/acled/" + line.format(key="key=k&email=e%40x.org"))
    assert answer.mimetype == "application/json"
    body = json.loads(answer.text)
    assert ids(body["data"]) == wanted(test)
    assert int(body["count"]) == len(body["data"])
    assert {type(value) for row in body["data"] for value in row.values()} <= {str}


def test_a_client_of_the_key_era_reads_its_refusal(closed):
    body = closed.client.get("/acled/read/?key=k&email=e%40x.org&limit=0").json
    assert not body["success"]
    assert body["error"]["status"] == 403
    assert body["error"]["message"]


def test_httr2_reads_the_error_of_a_token(closed):
    answer = closed.client.post(
        "/oauth/token",
        data={"username": "ada@example.org", "password": "no", "grant_type": "password", "client_id": "acled"},
    )
    assert (answer.status_code, answer.mimetype, answer.json["error"]) == (400, "application/json", "invalid_grant")
