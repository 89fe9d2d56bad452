"""The client `acled` from PyPI against a server on a port: every call that it has, and every way it can be refused."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime
from typing import Any

import acled
import pytest
from acled import auth
from acled.clients import base_http_client
from acled.exceptions import ApiError, ClientError

from benchmarks import made_rows
from jobs import tombstones
from storage.engine import writing
from tests.api.acled.conftest import ROWS

BY_ID = {row["event_id_cnty"]: row for row in ROWS}
ADA = {"username": "ada@example.org", "password": "s3cret"}
pytestmark = pytest.mark.filterwarnings("ignore:Legacy key/email:DeprecationWarning")


@pytest.fixture
def aim(serve, monkeypatch):
    """Points the client at a reader."""

    def at(reader) -> None:
        address = serve(reader)
        reader.seen.clear()
        monkeypatch.setattr(base_http_client.BaseHttpClient, "BASE_URL", f"{address}/api")
        monkeypatch.setattr(base_http_client.BaseHttpClient, "RETRY_BACKOFF_FACTOR", 0)
        monkeypatch.setattr(auth.OAuthTokenAuth, "TOKEN_ENDPOINT", f"{address}/oauth/token")
        monkeypatch.setattr(auth.CookieAuth, "LOGIN_ENDPOINT", f"{address}/user/login?_format=json")

    return at


@pytest.fixture
def client(aim, closed):
    aim(closed)
    with_password = acled.AcledClient(**ADA)
    yield with_password
    with_password.close()


def parsed(row: dict[str, Any]) -> dict[str, Any]:
    """A row as the client gives it."""
    kept = {name: value for name, value in row.items() if name not in ("article_id", "event_ids")}
    kept["event_date"] = date.fromisoformat(row["event_date"])
    kept["timestamp"] = datetime.fromtimestamp(row["timestamp"], tz=UTC)
    return kept


def test_events_come_parsed(client, closed):
    events = client.get_data(
        country="Yemen", year=2016, limit=200, query_params={"fatalities_where": ">"}, fatalities=0
    )
    wanted = [row for row in ROWS if (row["country"], row["year"]) == ("Yemen", 2016) and row["fatalities"] > 0]
    assert events
    assert {event["event_id_cnty"]: event for event in events} == {row["event_id_cnty"]: parsed(row) for row in wanted}
    assert closed.seen == [
        ("POST", "/oauth/token", 200),
        (
            "GET",
            "/api/acled/read?year=2016&country=Yemen&fatalities=0&limit=200&_format=json&fatalities_where=%3E",
            200,
        ),
    ]


def test_days_between(client):
    events = client.get_data(
        event_date="2015-06-01|2015-06-30", query_params={"event_date_where": "BETWEEN"}, limit=5000
    )
    days = [event["event_date"] for event in events]
    assert len(days) == sum("2015-06-01" <= row["event_date"] <= "2015-06-30" for row in ROWS) > 0
    assert (min(days) >= date(2015, 6, 1), max(days) <= date(2015, 6, 30)) == (True, True)


def test_every_filter_that_the_client_names(client):
    row = next(row for row in ROWS if row["assoc_actor_1"] and row["assoc_actor_2"] and row["tags"] and row["admin2"])
    asked = {name: row[name] for name in parsed(row) if name not in ("admin3", "inter1", "inter2", "interaction")}
    asked["civilian_targeting"] = row["civilian_targeting"] or None
    numbers = {"region": 0, "inter1": 0, "inter2": 0, "interaction": 0}
    (numeric,) = client.get_data(event_id_cnty=row["event_id_cnty"], query_params={"inter_num": 1})
    numbers |= {name: numeric[name] for name in ("inter1", "inter2", "interaction")}
    asked |= {name: value for name, value in numbers.items() if name != "region"}
    (found,) = client.get_data(**asked)
    assert found == parsed(row)


def test_pages_fields_and_a_monadic_export(client):
    pages = [client.get_data(limit=150, page=page) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [150, 150, 100, 0]
    assert {event["event_id_cnty"] for page in pages for event in page} == set(BY_ID)
    (event,) = client.get_data(limit=1, fields="country|year")
    assert set(event) == {"country", "year"}
    sides = client.get_data(limit=5000, export_type="monadic")
    assert len(sides) == sum(2 if row["actor2"] else 1 for row in ROWS)


def test_lists(client):
    actors = client.get_actor_data(limit=1000)
    assert {actor["actor_name"] for actor in actors} == {row[side] for row in ROWS for side in ("actor1", "actor2")} - {
        ""
    }
    assert all(type(actor["first_event_date"]) is date and actor["event_count"] > 0 for actor in actors)
    assert [kind["actor_type_id"] for kind in client.get_actor_type_data()] == list(range(1, 9))
    countries = client.get_country_data()
    assert sum(country["event_count"] for country in countries) == len(ROWS)
    assert {country["iso3"] for country in countries} >= {"YEM", "XKX"}
    assert {region["region"] for region in client.get_region_data()} == {1, 3, 7, 11, 12, 13, 15}
    assert client.get_region_data(region_name="africa", limit=1)[0]["region"] == 1


def test_deleted_events(make, aim):
    reader = make((), closed=True)
    job = made_rows.fill(reader.store, made_rows.rows(3))
    with writing(reader.store) as session:
        tombstones.bury(session, job)
    aim(reader)
    at = int(reader.clock.time.timestamp())
    deleted = acled.AcledClient(**ADA).get_deleted_data(deleted_timestamp=at, limit=10)
    assert sorted(line["event_id_cnty"] for line in deleted) == sorted(
        row["event_id_cnty"] for row in made_rows.rows(3)
    )
    assert {line["deleted_timestamp"] for line in deleted} == {at}
    assert acled.AcledClient(**ADA).get_deleted_data(deleted_timestamp=at + 1) == []


def test_key_and_email(aim, closed):
    aim(closed)
    with_key = acled.AcledClient(api_key="the-key", email="ada@example.org")
    assert len(with_key.get_data(limit=3)) == 3
    with pytest.raises(ClientError, match="403"):
        acled.AcledClient(api_key="wrong", email="ada@example.org").get_data(limit=3)


def test_a_session(aim, closed):
    aim(closed)
    with_cookie = acled.AcledClient(auth_method="cookie", **ADA)
    assert len(with_cookie.get_data(limit=3)) == 3
    with pytest.raises(ApiError):
        acled.AcledClient(auth_method="cookie", username="ada@example.org", password="wrong")


def test_a_wrong_password(aim, closed):
    aim(closed)
    with pytest.raises(ApiError, match="400"):
        acled.AcledClient(auth_method="oauth", username="ada@example.org", password="wrong")


def test_an_expired_token_is_renewed_after_the_401(make, aim):
    reader = make(closed=True, token_seconds=600)
    aim(reader)
    client = acled.AcledClient(**ADA)
    assert len(client.get_data(limit=2)) == 2
    reader.clock.forward(601)
    assert len(client.get_data(limit=2)) == 2
    assert [(method, path.partition("?")[0], status) for method, path, status in reader.seen] == [
        ("POST", "/oauth/token", 200),
        ("GET", "/api/acled/read", 200),
        ("GET", "/api/acled/read", 401),
        ("POST", "/oauth/token", 200),
        ("GET", "/api/acled/read", 200),
    ]


def test_a_refresh_token_that_is_over_is_replaced_by_the_password(make, aim):
    reader = make(closed=True)
    aim(reader)
    client = acled.AcledClient(**ADA)
    reader.clock.forward(60 * 86_400)
    assert len(client.get_data(limit=2)) == 2
    assert [status for _, path, status in reader.seen if path == "/oauth/token"] == [200, 400, 200]


def test_a_token_file_of_a_fresh_token(make, aim, tmp_path):
    reader = make(closed=True)
    aim(reader)
    file = tmp_path / "tokens.json"
    acled.AcledClient(**ADA, token_file=str(file)).get_data(limit=1)
    again = acled.AcledClient(**ADA, token_file=str(file))
    assert len(again.get_data(limit=1)) == 1
    assert [path for _, path, _ in reader.seen].count("/oauth/token") == 1
    assert json.loads(file.read_text())["access_token"]


def test_too_many_requests_are_told_when_to_come_back(make, aim, monkeypatch, redis_server):
    reader = make(read_rate="2/second", redis_url=redis_server.url)
    aim(reader)
    slept: list[float] = []
    sleep = time.sleep

    def note(seconds: float) -> None:
        slept.append(seconds)
        sleep(seconds)

    monkeypatch.setattr(base_http_client.time, "sleep", note)
    client = acled.AcledClient(api_key="k", email="e@example.org")
    for _ in range(5):
        assert len(client.get_data(limit=1)) == 1
    refused = [status for _, _, status in reader.seen if status != 200]
    assert set(refused) == {429}
    assert max(slept) <= 2, "the client waits a minute where it is not told how long"
    monkeypatch.setattr(base_http_client.BaseHttpClient, "MAX_RETRIES", 0)
    sleep(2.1)
    client.get_data(limit=1)
    client.get_data(limit=1)
    with pytest.raises(ApiError, match="Rate limited"):
        client.get_data(limit=1)


def test_a_filter_that_cannot_be_understood(client):
    with pytest.raises(ClientError, match="400"):
        client.get_data(event_date="last week")


def test_there_are_no_forecasts(client):
    with pytest.raises(ClientError, match="404"):
        client.get_cast_data(country="Mali")
