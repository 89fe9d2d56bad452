"""Traces by OpenTelemetry, if they are asked for: a request, the chunks it led to and their articles as one trace.

The libraries are loaded by `start` alone. Until then every function here does nothing and costs a look at a variable.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span, Tracer

Kind = Literal["internal", "server", "consumer"]
Value = str | int | float | bool
HEADER = "traceparent"


@dataclass(slots=True)
class _State:
    provider: TracerProvider | None = None
    tracer: Tracer | None = None


_state = _State()


@dataclass(slots=True)
class Told:
    """A span as those see it who work within it."""

    _span: Span | None = None
    attributes: dict[str, Value] = field(default_factory=dict)

    @property
    def trace_id(self) -> str | None:
        """The id of its trace in hexadecimal digits; None if there is none."""
        return f"{self._span.get_span_context().trace_id:032x}" if self._span is not None else None

    def tell(self, **attributes: Value) -> None:
        """Adds attributes, their names below `athir.`."""
        self._add({f"athir.{name}": value for name, value in attributes.items()})

    def answered(self, route: str | None, status: int) -> None:
        """Names the span of a request after its route, and says how it was answered."""
        if self._span is None:
            return
        if route is not None:
            self._span.update_name(f"{self.attributes['http.request.method']} {route}")
            self._add({"http.route": route})
        self._add({"http.response.status_code": status})
        if status >= 500:
            self.failed()

    def failed(self) -> None:
        """Marks the span as one that ended in an error."""
        if self._span is not None:
            from opentelemetry.trace import StatusCode

            self._span.set_status(StatusCode.ERROR)

    def _add(self, attributes: Mapping[str, Value]) -> None:
        if self._span is not None:
            self._span.set_attributes(attributes)


def start(service: str, exporter: SpanExporter | None = None) -> None:
    """Begins to trace in this process, which is known as `service` unless OTEL_SERVICE_NAME says otherwise.

    Spans go to `exporter` at once, or by OTLP over HTTP where the standard OTEL_* variables say. Does nothing when
    called again. To be called after a fork: spans are sent by a thread.
    """
    if _state.provider is not None:
        return
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor

    named = "OTEL_SERVICE_NAME" in os.environ
    _state.provider = TracerProvider(resource=Resource.create({} if named else {"service.name": service}))
    processor: SpanProcessor
    if exporter is not None:
        processor = SimpleSpanProcessor(exporter)
    else:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        processor = BatchSpanProcessor(OTLPSpanExporter())
    _state.provider.add_span_processor(processor)
    _state.tracer = _state.provider.get_tracer("athir")


def stop() -> None:
    """Sends what is not sent yet, and traces no more."""
    provider, _state.provider, _state.tracer = _state.provider, None, None
    if provider is not None:
        provider.shutdown()


def active() -> bool:
    """Whether this process traces."""
    return _state.tracer is not None


def header() -> str | None:
    """The span at work, as W3C's `traceparent` writes it, for whoever goes on with its work; None if there is none."""
    if _state.tracer is None:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get(HEADER)


@contextmanager
def span(name: str, attributes: Mapping[str, Value], *, parent: str | None, kind: Kind = "internal") -> Iterator[Told]:
    """A span around the block, below the one that `parent` writes, which may be of another process; else a trace of its own.

    What the block raises is noted by its kind alone: messages may hold the text of articles.
    """
    if _state.tracer is None:
        yield Told()
        return
    from opentelemetry.context import Context
    from opentelemetry.trace import SpanKind
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    above = TraceContextTextMapPropagator().extract({HEADER: parent} if parent else {}, Context())
    kinds = {"internal": SpanKind.INTERNAL, "server": SpanKind.SERVER, "consumer": SpanKind.CONSUMER}
    with _state.tracer.start_as_current_span(
        name, above, kinds[kind], dict(attributes), record_exception=False, set_status_on_exception=False
    ) as made:
        told = Told(made, dict(attributes))
        try:
            yield told
        except BaseException as error:
            made.set_attribute("error.type", type(error).__qualname__)
            told.failed()
            raise


def article(article_id: str, stages: Mapping[str, float]) -> None:
    """Adds an article that is just done, with the seconds of its stages in their order, below the span at work."""
    tracer = _state.tracer
    if tracer is None:
        return
    from opentelemetry.trace import set_span_in_context

    end = time.time_ns()
    at = end - int(sum(stages.values()) * 1e9)
    above: Any = tracer.start_span("article", attributes={"athir.article_id": article_id}, start_time=at)
    for stage, seconds in stages.items():
        made = tracer.start_span(stage, set_span_in_context(above), start_time=at)
        at += max(0, int(seconds * 1e9))
        made.end(at)
    above.end(end)
