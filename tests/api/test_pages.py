from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.problems import KINDS
from schemas.meta import HomeSchema


@pytest.fixture(scope="module")
def document(stack) -> dict:
    return stack.client.get("/openapi.json").json


def test_the_document_is_valid_openapi_3_1(document):
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


def test_every_route_is_in_the_document_and_no_other(stack, document):
    routed = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in stack.app.url_map.iter_rules()
        if rule.endpoint != "acled.read" or rule.rule == "/api/<name>/read"  # one of its many addresses is enough
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    documented = {
        (path, method) for path, item in document["paths"].items() for method in item if method != "parameters"
    }
    assert documented == routed
    assert ("/v1/code", "post") in documented


def test_parameters_of_every_kind_are_documented(document):
    def named(path: str, method: str) -> set[tuple[str, str]]:
        item = document["paths"][path]
        return {(one["in"], one["name"]) for one in item.get("parameters", []) + item[method].get("parameters", [])}

    assert named("/v1/code", "post") == {("query", "coder"), ("header", "Prefer")}
    assert named("/v1/jobs/{job_id}", "get") == {
        ("path", "job_id"), ("header", "If-None-Match"), ("header", "Prefer"),
    }  # fmt: skip
    results = {name for _, name in named("/v1/jobs/{job_id}/results", "get")}
    assert results >= {"job_id", "output", "after", "limit", "format", "summary", "code", "country", "since", "until"}


def test_every_operation_is_described_and_names_its_problems(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            assert operation["summary"], path
            assert "500" in operation["responses"]
            for status, response in operation["responses"].items():
                if status == "408":
                    assert "content" not in response
                elif int(status) >= 400 and "acled" not in operation["tags"]:  # whose clients read errors of their own
                    assert set(response["content"]) == {"application/problem+json"}, (path, status)
                    named = response["description"].removeprefix("Problem: ").split(", ")
                    assert {KINDS[slug].status for slug in named} == {int(status)}, (path, status)


def test_the_schemas_say_what_the_articles_may_hold(stack, document):
    article = document["components"]["schemas"]["Article"]
    assert article["required"] == ["text"]
    assert article["properties"]["text"]["maxLength"] == stack.settings.max_text_chars
    request = document["components"]["schemas"]["CodeRequest"]["properties"]["articles"]
    assert request["maxItems"] == stack.settings.max_articles_per_request
    assert article["properties"]["text"]["minLength"] == 1
    assert article["additionalProperties"] is False
    assert len(document["components"]["schemas"]["Row"]["properties"]) == 33


@pytest.mark.parametrize("accept", [None, "*/*", "application/json", "text/html;q=0.5, application/json"])
def test_the_first_page_says_what_this_is_and_where_to_go(client, accept):
    answer = client.get("/", headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer.headers["Vary"] == "Accept"
    assert HomeSchema().validate(answer.json) == {}
    assert answer.json["name"] == "Athir"
    assert answer.json["version"] == client.get("/version").json["athir"]
    assert set(answer.json["links"].values()) >= {"/docs", "/openapi.json", "/healthz"}
    for link in answer.json["links"].values():
        assert client.get(link).status_code == 200, link


def test_the_first_page_is_a_page_to_a_browser(client):
    page = client.get("/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.mimetype == "text/html"
    assert page.headers["Vary"] == "Accept"
    links = re.findall('href="([^"]+)"', page.text)
    assert set(links) == set(client.get("/").json["links"].values())
    assert client.get("/", headers={"Accept": "image/png"}).json["type"].endswith("/problems/not-acceptable")


@pytest.mark.parametrize("path", ["/", "/docs", "/problems", *(f"/problems/{slug}" for slug in KINDS)])
def test_pages_stand_alone_under_a_strict_policy(client, path):
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    assert not re.search(r"""(src|href)=["'](https?:)?//""", answer.text)


def test_the_docs_page_shows_every_route_and_body(client, document):
    page = client.get("/docs").text
    for path in document["paths"]:
        assert f"<code>{path.replace('<', '&lt;')}</code>" in page
    for name in document["components"]["schemas"]:
        assert f'id="{name}"' in page


def test_a_problem_s_page_says_what_to_do(client):
    for kind in KINDS.values():
        page = client.get(f"/problems/{kind.slug}").text
        assert kind.title in page
        assert str(kind.status) in page


@pytest.mark.parametrize("path", ["/healthz", "/docs", "/v1/jobs", "/nothing"])
def test_every_answer_is_safe_to_show(client, path):
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_the_entry_for_gunicorn_builds_the_application_from_the_environment(tmp_path):
    program = """
import json, sys, threading
import api.wsgi
assert not (tmp := {"spacy", "coders.pipeline", "workers.tasks"} & set(sys.modules)), tmp
app = api.wsgi.create()
assert not {"spacy", "coders.pipeline", "workers.tasks"} & set(sys.modules)
assert threading.active_count() == 1
client = app.test_client()
ready = client.get("/readyz")
alive = client.get("/healthz").status_code
print(json.dumps([alive, ready.status_code, ready.json["missing"], client.get("/version").json]))
"""
    environ = {
        **os.environ,
        "ATHIR_DATABASE_URL": f"sqlite:///{tmp_path}/athir.db",
        "ATHIR_REDIS_URL": "redis://127.0.0.1:1/0",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    done = subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    alive, ready, missing, version = json.loads(done.stdout.splitlines()[-1])
    assert (alive, ready) == (200, 503)
    assert {line.split(":")[0] for line in missing} == {"database", "broker", "worker"}
    assert version["default_coder"] == "athir"


def test_the_written_table_of_problems_is_the_one_in_force():
    written = Path(__file__).parents[2].joinpath("docs", "problems.md").read_text(encoding="utf-8")
    rows = [line for line in written.splitlines() if re.match(r"\| [0-9]{3} \|", line)]
    assert rows == [f"| {kind.status} | `{kind.slug}` | {kind.title} | {kind.advice} |" for kind in KINDS.values()]


def test_the_written_guide_names_every_route(document):
    guide = Path(__file__).parents[2].joinpath("docs", "api.md").read_text(encoding="utf-8")
    for path in document["paths"]:
        assert path.replace("{job_id}", "{id}") in guide, path
