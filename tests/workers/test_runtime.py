from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from coders import registry
from coders.petrarch.store import import_folder
from coders.stages import Stages
from jobs import status, traces
from jobs.submit import submit
from settings import Settings
from storage import migrate
from storage.engine import create_engine, session_factory
from storage.models import Chunk
from tests.coders.petrarch.dictionaries import write
from tests.jobs.support import PlainCoder, article, result, rows_of, start
from tests.support import Redis
from workers import counters
from workers.broker import connect
from workers.runtime import Runtime


class Clocked(PlainCoder):
    """A coder whose stages take two seconds and half a second each time they are asked."""

    @property
    def stages(self) -> Any:
        return SimpleNamespace(take=lambda: {"split": 0.0, "parse": 2.0, "rows": 0.5})


def test_a_coder_is_built_once_and_again_when_its_dictionary_is_imported_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    monkeypatch.setattr(registry, "build", lambda name, options: built.append(name) or object())
    folder = tmp_path / "dictionaries"
    settings = replace(
        Settings.from_env({}), database_url=f"sqlite:///{tmp_path / 'x.db'}", dictionaries=folder, cache_dir=tmp_path
    )
    runtime = Runtime(settings)
    import_folder(write(tmp_path / "source"), "world", folder, None)
    first = runtime.coder_for("petrarch:world")
    assert runtime.coder_for("petrarch:world") is first
    import_folder(write(tmp_path / "source", **{"more.actors.txt": "CALDERA [CAL]\n"}), "world", folder, None)
    assert runtime.coder_for("petrarch:world") is not first
    runtime.coder_for("athir")
    runtime.coder_for("athir")
    assert built == ["petrarch:world", "petrarch:world", "athir"]
    runtime.close()


def test_a_worker_without_the_dictionary_says_so_of_every_article(tmp_path: Path, redis_server: Redis) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    migrate.upgrade(url)
    engine = create_engine(url)
    store = session_factory(engine)
    settings = replace(
        Settings.from_env({}),
        database_url=url,
        redis_url=redis_server.url,
        cache_dir=tmp_path,
        dictionaries=tmp_path / "dictionaries",
        max_attempts=2,
    )
    runtime = Runtime(settings)
    articles = [article(n) for n in range(3)]
    job = submit(store, articles, coder="petrarch:world", queue="bulk", chunk_articles=9, chunk_bytes=9999)
    (chunk,) = (chunk_id for chunk_id, of in rows_of(store, Chunk, "id", "job_id") if of == job.id)
    assert [runtime.code(chunk) for _ in range(2)] == ["RETRIED", "FAILED"]
    stands = status.get(store, job.id)
    assert (stands.state, stands.counts["failed"]) == ("completed", 3)
    assert [(error["article_id"], error["slug"]) for error in stands.errors] == [
        (f"a{n}", "unknown-coder") for n in range(3)
    ]
    assert stands.errors[0]["detail"] == (
        "no coder named 'petrarch:world': no dictionary 'world' is imported into this machine's ATHIR_DICTIONARIES; "
        "known coders: athir"
    )
    runtime.close()
    engine.dispose()


@pytest.mark.parametrize("otel", [0, 1])
def test_stages_are_spans_where_traces_are_asked_for(
    tmp_path: Path, redis_server: Redis, monkeypatch: pytest.MonkeyPatch, otel: int
) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    migrate.upgrade(url)
    engine = create_engine(url)
    store = session_factory(engine)
    coder = Clocked()
    clock = Stages()
    monkeypatch.setattr(Clocked, "stages", clock)
    coder.before = lambda article: clock.done(article.id)
    monkeypatch.setattr(registry, "build", lambda name, options: coder)
    spans = InMemorySpanExporter()
    if otel:
        traces.start("test", spans)
    settings = replace(
        Settings.from_env({}), database_url=url, redis_url=redis_server.url, cache_dir=tmp_path, otel=otel
    )
    runtime = Runtime(settings)
    job = start(store, [article(n) for n in range(2)])
    assert runtime.code(job.chunk_ids[0]) == "COMPLETED"
    found = [span for span in spans.get_finished_spans() if span.name == "article"]
    assert [span.attributes["athir.article_id"] for span in found] == (["a0", "a1"] if otel else [])
    (chunk,) = {span.parent.span_id for span in found} or {None}
    assert [span.name for span in spans.get_finished_spans() if span.context.span_id == chunk] == ["chunk"] * otel
    runtime.close()
    assert not traces.active()
    engine.dispose()


def test_what_a_worker_did_is_counted_for_all_to_see(
    tmp_path: Path, redis_server: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    migrate.upgrade(url)
    engine = create_engine(url)
    store = session_factory(engine)
    coder = Clocked()
    monkeypatch.setattr(registry, "build", lambda name, options: coder)
    settings = replace(Settings.from_env({}), database_url=url, redis_url=redis_server.url, cache_dir=tmp_path)
    runtime = Runtime(settings)
    job = start(store, [article(n) for n in range(5)], chunk_articles=2)
    for chunk in (*job.chunk_ids, job.chunk_ids[0]):
        runtime.code(chunk)
    with connect(redis_server.url) as client:
        told = counters.read(client)
    assert told.pop("coding_seconds") > 0
    assert {name: told.pop(f"stage_seconds:{name}") for name in ("parse", "rows")} == {"parse": 6, "rows": 1.5}
    sentences = sum(len(result(f"a{n}").sentences) for n in range(5))
    assert told.pop("sentences", 0) == sentences
    assert told == {"chunks:completed": 3, "chunks:skipped": 1, "articles:coded": 5}
    redis_server.kill()
    after = start(store, [article(9)])
    assert runtime.code(after.chunk_ids[0]) == "COMPLETED", "a figure that cannot be told costs no work"
    runtime.close()
    engine.dispose()
