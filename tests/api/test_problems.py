"""Every error has the one shape, whatever made it."""

from __future__ import annotations

import re

import pytest
from werkzeug.exceptions import default_exceptions

import coders.errors
from api.problems import KINDS, input_errors
from coders.errors import AthirError, UnknownCoder
from schemas.problem import ProblemSchema

SCHEMA = ProblemSchema()
MEMBERS = {"type", "title", "status", "detail", "instance", "request_id"}


def is_a_problem(answer, status: int, slug: str | None = None) -> dict:
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    body = answer.json
    assert SCHEMA.validate(body) == {}
    assert set(body) >= MEMBERS
    assert body["status"] == status
    assert body["request_id"] == answer.headers["X-Request-ID"]
    assert body["detail"]
    for error in body.get("errors", []):
        assert ("pointer" in error) != ("parameter" in error)
        assert error["detail"]
    if slug:
        assert body["type"] == f"/problems/{slug}"
        assert body["title"] == KINDS[slug].title
    return body


@pytest.mark.parametrize(
    ("method", "path", "options", "status", "slug"),
    [
        ("GET", "/nothing", {}, 404, "not-found"),
        ("GET", "/v1/nothing", {}, 404, "not-found"),
        ("GET", "/v1/jobs/none", {}, 404, "job-not-found"),
        ("GET", "/v1/jobs/none/results", {}, 404, "job-not-found"),
        ("GET", "/problems/none", {}, 404, "not-found"),
        ("GET", "/%ff%00<script>", {}, 404, "not-found"),
        ("GET", "/v1/code", {}, 405, "method-not-allowed"),
        ("DELETE", "/v1/jobs", {}, 405, "method-not-allowed"),
        ("PATCH", "/healthz", {}, 405, "method-not-allowed"),
        ("POST", "/v1/code", {"data": "{", "content_type": "application/json"}, 400, "malformed-json"),
        ("POST", "/v1/code", {"data": b"\xff", "content_type": "application/json"}, 400, "invalid-utf8"),
        ("POST", "/v1/code", {"data": "text"}, 415, "unsupported-media-type"),
        ("POST", "/v1/code", {"json": {}}, 422, "invalid-input"),
        ("POST", "/v1/code", {"json": {"a": " " * 2_000_001}}, 413, "body-too-large"),
        ("POST", "/v1/code?x=1", {"json": {"text": "a"}}, 422, "invalid-input"),
        ("POST", "/v1/jobs", {"json": []}, 422, "invalid-input"),
        ("GET", "/v1/jobs?limit=x", {}, 422, "invalid-input"),
    ],
)
def test_every_error_of_a_route_is_a_problem(client, method, path, options, status, slug):
    body = is_a_problem(client.open(path, method=method, **options), status, slug)
    assert body["instance"].startswith("/")
    assert body["instance"].isascii()


def test_a_method_that_is_not_allowed_is_told_the_allowed_ones(client):
    answer = client.get("/v1/code")
    assert set(answer.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}
    assert "POST" in answer.json["detail"]


@pytest.fixture(scope="module")
def failing(start):
    """A stack with routes that raise what the test names."""
    stack = start()
    raised: list[BaseException] = []

    def fail() -> None:
        raise raised.pop()

    stack.app.add_url_rule("/fail", "fail", fail)
    return stack.client, raised


@pytest.mark.parametrize("status", [status for status in default_exceptions if status >= 400])
def test_every_http_exception_is_a_problem(failing, status):
    client, raised = failing
    raised.append(default_exceptions[status]())
    is_a_problem(client.get("/fail"), status)


def domain_errors(kind: type[AthirError] = AthirError) -> list[type[AthirError]]:
    found = [kind]
    for below in kind.__subclasses__():
        if below.__module__ == coders.errors.__name__:
            found += domain_errors(below)
    return found


@pytest.mark.parametrize("kind", domain_errors(), ids=lambda kind: kind.__name__)
def test_every_error_of_the_domain_has_its_place_in_the_table(failing, kind):
    client, raised = failing
    error = kind.__new__(kind)
    Exception.__init__(error, "what happened")
    raised.append(error)
    assert kind.slug in KINDS
    body = is_a_problem(client.get("/fail"), KINDS[kind.slug].status, kind.slug)
    assert ("what happened" in body["detail"]) == (body["status"] < 500)


def test_a_domain_error_tells_its_message(failing):
    client, raised = failing
    raised.append(UnknownCoder("x", ("athir",)))
    assert "known coders: athir" in is_a_problem(client.get("/fail"), 422, "unknown-coder")["detail"]


def test_what_nobody_foresaw_tells_nothing(failing, logged):
    client, raised = failing
    raised.append(RuntimeError("secret text of an article"))
    answer = client.get("/fail")
    is_a_problem(answer, 500, "internal")
    assert "secret" not in answer.text
    entry = next(entry for entry in logged if entry["event"] == "unexpected")
    assert entry["error"] == "RuntimeError"
    assert entry["request_id"] == answer.headers["X-Request-ID"]
    assert "secret" not in str(logged)


def test_the_slugs_are_names_for_addresses():
    for slug, kind in KINDS.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
        assert slug == kind.slug
        assert 400 <= kind.status < 600
        assert kind.title
        assert kind.advice.endswith(".")


@pytest.mark.parametrize(
    ("messages", "prefix", "expected"),
    [
        ({"text": ["A."]}, "", [("/text", "A.")]),
        ({"mentions": {3: {"end": ["B."]}}}, "/articles/0", [("/articles/0/mentions/3/end", "B.")]),
        ({"_schema": ["C."]}, "", [("", "C.")]),
        (["D."], "/x", [("/x", "D.")]),
        ("E.", "", [("", "E.")]),
        ({"a/b~c": ["F."]}, "", [("/a~1b~0c", "F.")]),
        ({"\ud800\x00": ["G."]}, "", [("/\ufffd\ufffd", "G.")]),
    ],
)
def test_messages_become_json_pointers(messages, prefix, expected):
    assert [(error["pointer"], error["detail"]) for error in input_errors(messages, prefix)] == expected


@pytest.mark.parametrize(
    ("given", "kept"),
    [("abc-1.2_3", True), ("x" * 64, True), ("x" * 65, False), ("a b", False), ("", False), ("é", False)],
)
def test_the_request_id_is_the_client_s_if_it_can_be(client, given, kept):
    found = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert (found == given) == kept
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,64}", found)


def test_no_article_text_enters_the_log(client, logged):
    secret = "Zanzibarian"
    client.post("/v1/code", json={"text": f"{secret} troops left.", "id": "log-1"})
    client.post("/v1/code", json={"text": f"{secret} troops left.", secret[:-1]: 1})
    client.post("/v1/code", json={"text": f"{secret} broken"})
    client.get(f"/v1/jobs?{secret}=1")
    assert [entry["status"] for entry in logged if entry["event"] == "request"] == [200, 422, 500, 422]
    assert secret[:-1] not in str(logged)
