"""A request, its chunk and its articles as one trace, through the real routes and the worker's use case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from jobs import traces
from tests.support import eventually

GIVEN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
BODY = {"articles": [{"id": "a", "text": "Troops shelled the bridge."}]}


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    traces.start("test", exporter)
    yield exporter
    traces.stop()


def named(spans: InMemorySpanExporter, name: str) -> list:
    return [span for span in spans.get_finished_spans() if span.name == name]


def test_one_trace_joins_the_caller_the_api_and_the_worker(spans, start) -> None:
    client = start(otel=1, wait_seconds=10).client
    assert client.post("/v1/code", json=BODY, headers={"traceparent": GIVEN}).status_code == 200
    (request,) = named(spans, "POST /v1/code")
    (chunk,) = eventually(lambda: named(spans, "chunk"))
    assert f"{request.context.trace_id:032x}" == GIVEN.split("-")[1]
    assert chunk.context.trace_id == request.context.trace_id
    assert chunk.parent.span_id == request.context.span_id
    assert request.kind.name == "SERVER"
    assert dict(request.attributes) == {
        "http.request.method": "POST",
        "http.route": "/v1/code",
        "http.response.status_code": 200,
    }
    assert "shelled" not in "".join(span.to_json() for span in spans.get_finished_spans())


def test_requests_are_named_by_route_and_end_with_their_answer(spans, start) -> None:
    client = start(otel=1).client
    for path in ("/v1/jobs/nothing", "/nowhere", "/healthz", "/metrics"):
        client.get(path)
    found = [(span.name, span.attributes["http.response.status_code"]) for span in spans.get_finished_spans()]
    assert found == [("GET /v1/jobs/<job_id>", 404), ("GET", 404)]
    assert traces.header() is None


def test_without_the_setting_there_are_no_spans(spans, start) -> None:
    start(otel=0).client.get("/v1/jobs")
    assert spans.get_finished_spans() == ()
