"""Requests made from the OpenAPI document: no server error, no undocumented status, no body that breaks its schema."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.generation import GenerationMode

from jobs import deliveries
from storage.engine import now, writing

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ROUTES = [
    ("POST", "/v1/code"),
    ("POST", "/v1/jobs"),
    ("GET", "/v1/jobs"),
    ("GET", "/v1/jobs/{job_id}"),
    ("DELETE", "/v1/jobs/{job_id}"),
    ("POST", "/v1/jobs/{job_id}/pause"),
    ("POST", "/v1/jobs/{job_id}/resume"),
    ("GET", "/v1/jobs/{job_id}/results"),
    ("GET", "/v1/jobs/{job_id}/export"),
    ("GET", "/v1/export"),
    ("GET", "/hypnos/extract"),
    ("POST", "/hypnos/extract"),
    ("GET", "/v1/jobs/{job_id}/deliveries"),
    ("POST", "/v1/jobs/{job_id}/deliveries/{delivery_id}"),
    ("GET", "/v1/events"),
    ("GET", "/v1/rows"),
    ("GET", "/v1/merges/{event_id}"),
    ("DELETE", "/v1/merges/{event_id}"),
    ("PUT", "/v1/merges/{event_id}"),
    ("GET", "/v1/places"),
    ("GET", "/v1/actors"),
    ("GET", "/v1/codebook/cameo"),
    ("GET", "/v1/codebook/cameo/{code}"),
    ("GET", "/v1/codebook/acled"),
    ("GET", "/"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/version"),
    ("GET", "/metrics"),
    ("GET", "/docs"),
    ("GET", "/problems"),
    ("GET", "/problems/{slug}"),
    ("GET", "/api/{name}/read"),
    ("POST", "/api/{name}/read"),
    ("POST", "/oauth/token"),
    ("POST", "/user/login"),
]
VARIABLE = ("/hypnos/extract", "/v1/jobs", "/v1/export", "/v1/events", "/v1/rows", "/v1/places", "/v1/actors")
CONTROLS = ("/v1/jobs/{job_id}/pause", "/v1/jobs/{job_id}/resume")
FREE = (
    "/v1/jobs/{job_id}",
    "/v1/merges/{event_id}",
    *CONTROLS,
    "/v1/jobs/{job_id}/deliveries",
    "/v1/jobs/{job_id}/deliveries/{delivery_id}",
    "/v1/codebook/cameo/{code}",
)


@pytest.fixture(scope="module")
def schema(start):
    return schemathesis.openapi.from_wsgi("/openapi.json", start(wait_seconds=5).app)


@pytest.fixture(scope="module")
def job_id(schema) -> str:
    """A finished job, since made-up ids find none."""
    answer = schema.app.test_client().post("/v1/code", json={"text": "Troops left the town."})
    return answer.json["job"]


@pytest.fixture(scope="module")
def delivery_id(schema, job_id) -> str:
    """A message about that job."""
    with writing(schema.app.extensions["athir"].store) as session:
        return deliveries.write(
            session, job_id, "https://example.org/", "completed", {}, at=now(session), expires_at=None
        )


def test_every_documented_route_is_tried(schema):
    tried = {(operation.ok().method.upper(), operation.ok().path) for operation in schema.get_all_operations()}
    assert tried == set(ROUTES)  # the document does not try itself


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_made_up_requests_are_answered_as_documented(schema, job_id, delivery_id, method, path, mode):
    operation = schema[path][method]
    values = {"job_id": job_id, "delivery_id": delivery_id, "code": "195", "event_id": "SYR1"}
    known = {name: value for name, value in values.items() if f"{{{name}}}" in path} or None
    if mode is GenerationMode.NEGATIVE:
        known = None
    variable = method == "POST" or "{" in path or path in VARIABLE
    if mode is GenerationMode.NEGATIVE and (not variable or path in FREE):
        return  # nothing in the request can be wrong: any text may be the id of a job

    # A bulk body is right by chance more seldom than others.
    examples = {"/v1/jobs": 60}.get(path, 15 if method == "POST" else 30)

    @settings(
        max_examples=examples if variable else 2,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        derandomize=True,
        database=None,
    )
    @given(operation.as_strategy(mode, path_parameters=known))
    def run(case):
        statuses.add(case.call_and_validate(checks=CHECKS).status_code)

    statuses: set[int] = set()
    run()
    if mode is GenerationMode.POSITIVE and ((method, path) == ("DELETE", "/v1/jobs/{job_id}") or path in CONTROLS):
        assert statuses == {409}, "the job is finished"
    elif mode is GenerationMode.POSITIVE:
        assert min(statuses) < 300, "nothing got past the checks"
