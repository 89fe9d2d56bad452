"""Every example of the OpenAPI document is valid by its schema, and the server takes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from api.examples import BODIES, PARAMETERS
from api.problems import KINDS


@pytest.fixture(scope="module")
def document(stack) -> dict[str, Any]:
    return stack.client.get("/openapi.json").json


def examples(part: Any) -> Iterator[tuple[dict[str, Any], Any]]:
    """Every schema that has an example beside it, with each of its examples, wherever they stand."""
    if isinstance(part, list):
        for below in part:
            yield from examples(below)
    if not isinstance(part, dict):
        return
    if isinstance(part.get("schema"), dict):
        if "example" in part:
            yield part["schema"], part["example"]
        for named in part.get("examples", {}).values():
            yield part["schema"], named["value"]
    for below in part.values():
        yield from examples(below)


def test_every_example_is_valid_by_its_schema(document):
    found = list(examples(document["paths"]))
    assert len(found) > 20
    for schema, example in found:
        validator = Draft202012Validator({**schema, "components": document["components"]})
        assert [error.message for error in validator.iter_errors(example)] == [], example


def test_a_wrong_example_is_noticed(document):
    schema = document["paths"]["/v1/code"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**schema, "components": document["components"]})
    assert list(validator.iter_errors({"text": ""}))
    assert list(validator.iter_errors({"texts": "a"}))


def test_every_body_that_people_write_has_an_example(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method != "parameters" and operation.get("requestBody"):
                shown = [part for part in operation["requestBody"]["content"].values() if part.get("examples")]
                assert shown, (method, path)


@pytest.mark.parametrize(
    ("path", "method", "media", "value"),
    [
        pytest.param(path, method, media, value, id=f"{method} {path} {media} {name}")
        for (path, method), bodies in BODIES.items()
        for media, named in bodies.items()
        for name, value in named.items()
        if not (isinstance(value, dict) and "coder" in value)
    ],
)
def test_the_server_takes_the_examples_of_bodies(client, path, method, media, value):
    address = path.replace("{name}", "acled")
    if media.endswith("urlencoded"):
        answer = client.open(address, method=method, data=value)
    else:
        body = value if isinstance(value, str) else json.dumps(value)
        answer = client.open(address, method=method, data=body.encode(), content_type=media)
    assert answer.status_code < 300, answer.text


@pytest.mark.parametrize("path", PARAMETERS)
def test_the_server_takes_the_examples_of_parameters(client, document, path):
    values = dict(PARAMETERS[path])
    assert values["slug"] in KINDS if "slug" in values else True
    address = path
    for name in list(values):
        if f"{{{name}}}" in path:
            address = address.replace(f"{{{name}}}", values.pop(name))
    answer = client.get(address, query_string=values)
    assert answer.status_code == 200, answer.text
