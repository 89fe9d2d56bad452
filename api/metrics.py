"""/metrics for Prometheus: what this API answers, and what waits and happens behind it, read when it is asked for."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from typing import Final

import structlog
from flask import Flask, Response, current_app, g, request
from flask_smorest import Blueprint
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from api.context import Services, services
from api.openapi import fails_with
from coders.errors import AthirError
from jobs import backlog

log = structlog.get_logger("api")
blueprint = Blueprint("metrics", __name__, description="For those who watch the service")

MULTIPROCESS: Final = "PROMETHEUS_MULTIPROC_DIR"  # where the processes of one API add their figures up
_KEY: Final = "athir-metrics"
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)
_HELP: Final = {
    "athir_chunks_total": "Chunks that workers dealt with, by outcome.",
    "athir_articles_total": "Articles that workers settled, by outcome.",
    "athir_sentences_total": "Sentences of coded articles.",
    "athir_coding_seconds_total": "Seconds that workers spent on chunks.",
    "athir_stage_seconds_total": "Seconds that workers spent on coding, by stage.",
    "athir_leases_expired_total": "Leases that ran out with their worker.",
    "athir_messages_republished_total": "Messages taken for lost and sent again.",
}
_LABELS: Final = {"athir_stage_seconds_total": "stage"}  # all others are counted by outcome


class RequestMetrics:
    """Counts and times the requests of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._count = Counter(
            "athir_requests",
            "Requests by route, method and status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "athir_request_seconds",
            "Time to the start of the answer.",
            ("route",),
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self._running = Gauge(
            "athir_requests_running",
            "Requests being answered.",
            registry=self.registry,
            multiprocess_mode="livesum",
        )

    def install(self, app: Flask) -> None:
        """Makes `app` count its requests."""
        app.extensions[_KEY] = self
        app.before_request(self._begin)
        app.after_request(self._end)

    def _begin(self) -> None:
        g.measured_from = time.perf_counter()
        self._running.inc()

    def _end(self, response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "unknown"
        self._count.labels(route, request.method, str(response.status_code)).inc()
        begun: float | None = g.pop("measured_from", None)
        if begun is not None:
            self._seconds.labels(route).observe(time.perf_counter() - begun)
            self._running.dec()
        return response


class _Behind(Collector):
    """Queues, workers and counters as they stand. What cannot be read is left out, and `athir_up` says so."""

    def __init__(self, here: Services) -> None:
        self._here = here

    def collect(self) -> Iterator[Metric]:
        """Asks the store and Redis once."""
        up = GaugeMetricFamily("athir_up", "Whether the part could be asked.", labels=["part"])
        for part, read in (("store", self._queues), ("broker", self._workers)):
            try:
                found = list(read())
            except AthirError as error:
                log.warning("not measured", part=part, error=error.slug)
                up.add_metric([part], 0)
            else:
                up.add_metric([part], 1)
                yield from found
        yield up

    def _queues(self) -> Iterable[Metric]:
        chunks = GaugeMetricFamily("athir_queue_chunks", "Chunks not yet done.", labels=["queue", "state"])
        articles = GaugeMetricFamily("athir_queue_articles", "Articles that wait for a worker.", labels=["queue"])
        oldest = GaugeMetricFamily("athir_queue_oldest_seconds", "How long the oldest chunk waits.", labels=["queue"])
        for queue, stands in backlog.measure(self._here.store).items():
            chunks.add_metric([queue, "pending"], stands.pending_chunks)
            chunks.add_metric([queue, "leased"], stands.leased_chunks)
            articles.add_metric([queue], stands.pending_articles)
            oldest.add_metric([queue], stands.oldest_seconds)
        return chunks, articles, oldest

    def _workers(self) -> Iterable[Metric]:
        told = self._here.publisher.telemetry()
        yield GaugeMetricFamily("athir_workers", "Workers alive.", value=len(told.workers))
        held = GaugeMetricFamily("athir_worker_memory_bytes", "Memory of a worker and its children.", labels=["worker"])
        for worker, size in told.memory.items():
            held.add_metric([worker], size)
        yield held
        families: dict[str, CounterMetricFamily] = {}
        for name, value in sorted(told.counters.items()):
            family, _, outcome = name.partition(":")
            metric = f"athir_{family}_total"
            labels = [_LABELS.get(metric, "outcome")] if outcome else []
            if metric not in families:
                families[metric] = CounterMetricFamily(metric, _HELP.get(metric, family), labels=labels)
            families[metric].add_metric([outcome] if outcome else [], value)
        yield from families.values()


@blueprint.route("/metrics")
@fails_with(blueprint)
@blueprint.response(200, {"type": "string"}, content_type="text/plain", description="Prometheus' text format.")
def metrics() -> Response:
    """Figures for Prometheus."""
    own: RequestMetrics = current_app.extensions[_KEY]
    registry = CollectorRegistry()
    registry.register(_Behind(services()))
    answered = own.registry
    if os.environ.get(MULTIPROCESS):
        answered = CollectorRegistry()
        MultiProcessCollector(answered)  # type: ignore[no-untyped-call]
    return Response(generate_latest(answered) + generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
