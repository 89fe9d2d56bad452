from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from jobs import traces
from jobs.coding import Outcome
from storage.models import Job
from tests.jobs.support import PlainCoder, article, rows_of, start, work

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """The spans of this process."""
    exporter = InMemorySpanExporter()
    traces.start("test", exporter)
    yield exporter
    traces.stop()


def test_nothing_is_traced_and_nothing_loaded_until_it_is_asked_for() -> None:
    assert not traces.active()
    assert traces.header() is None
    with traces.span("x", {}, parent=PARENT) as told:
        told.tell(a=1)
        told.answered("/x", 500)
        assert told.trace_id is None
        assert traces.header() is None
    traces.article("a", {"parse": 1.0})
    traces.stop()
    program = "import sys, jobs.traces; print('opentelemetry' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_span_goes_on_where_another_process_left(spans: InMemorySpanExporter) -> None:
    with traces.span("outer", {"n": 1}, parent=PARENT, kind="consumer") as told:
        left = traces.header()
        told.tell(outcome="done")
    assert told.trace_id == PARENT.split("-")[1]
    with traces.span("far away", {}, parent=left):
        pass
    outer, far = spans.get_finished_spans()
    assert (outer.kind.name, dict(outer.attributes)) == ("CONSUMER", {"n": 1, "athir.outcome": "done"})
    assert f"{outer.parent.span_id:016x}" == PARENT.split("-")[2]
    assert (far.context.trace_id, far.parent.span_id) == (outer.context.trace_id, outer.context.span_id)
    assert outer.resource.attributes["service.name"] == "test"


@pytest.mark.parametrize("parent", [None, "", "nonsense", "00-0-0-0"])
def test_without_a_parent_that_can_be_read_a_trace_begins(spans: InMemorySpanExporter, parent: str | None) -> None:
    with traces.span("x", {}, parent=parent):
        pass
    (span,) = spans.get_finished_spans()
    assert span.parent is None


def test_what_is_raised_is_noted_without_its_words(spans: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="secret"), traces.span("x", {}, parent=None):
        raise ValueError("secret text")
    (span,) = spans.get_finished_spans()
    assert (span.status.status_code.name, span.attributes["error.type"]) == ("ERROR", "ValueError")
    assert "secret" not in span.to_json()


def test_an_article_and_its_stages_stand_below_the_span_at_work(spans: InMemorySpanExporter) -> None:
    with traces.span("chunk", {}, parent=None):
        traces.article("a1", {"split": 0.25, "parse": 0.5})
    split, parse, made, chunk = spans.get_finished_spans()
    assert [(s.name, s.parent and s.parent.span_id) for s in (split, parse, made, chunk)] == [
        ("split", made.context.span_id),
        ("parse", made.context.span_id),
        ("article", chunk.context.span_id),
        ("chunk", None),
    ]
    assert made.attributes["athir.article_id"] == "a1"
    assert (split.start_time, parse.start_time, parse.end_time) == (made.start_time, split.end_time, made.end_time)
    assert parse.end_time - parse.start_time == pytest.approx(5e8, abs=1e3)


@pytest.mark.parametrize(("fails", "outcome"), [(False, "completed"), (True, "retried")])
def test_a_chunk_belongs_to_the_trace_of_its_job(store, spans: InMemorySpanExporter, fails: bool, outcome: str) -> None:
    with traces.span("POST /v1/jobs", {}, parent=None):
        job = start(store, [article(n) for n in range(3)])
        sent = traces.header()
    assert rows_of(store, Job, "trace") == [(sent,)]
    coder = PlainCoder()
    if fails:
        coder.code = lambda articles: 1 / 0
    assert work(store, job.chunk_ids[0], coder) is Outcome(outcome)
    request, chunk = spans.get_finished_spans()
    assert (chunk.name, chunk.parent.span_id) == ("chunk", request.context.span_id)
    assert dict(chunk.attributes) == {
        "athir.job_id": job.id,
        "athir.chunk_id": job.chunk_ids[0],
        "athir.attempt": 1,
        "athir.articles": 3,
        "athir.coder": "plain",
        "athir.outcome": outcome,
    }
    assert work(store, job.chunk_ids[0], coder) in (Outcome.SKIPPED, Outcome.RETRIED)


def test_a_job_of_before_has_no_trace_and_its_chunk_begins_one(store, spans: InMemorySpanExporter) -> None:
    traces.stop()
    job = start(store, [article(1)])
    assert rows_of(store, Job, "trace") == [(None,)]
    traces.start("test", again := InMemorySpanExporter())
    work(store, job.chunk_ids[0])
    (chunk,) = again.get_finished_spans()
    assert chunk.parent is None
