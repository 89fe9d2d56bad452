"""What one worker child holds for its life: the store and the coders, built once after the fork and never before it."""

from __future__ import annotations

import os
import time
from collections.abc import MutableMapping

import structlog
from redis.exceptions import RedisError
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from coders import registry
from coders.stages import Timed
from jobs import traces
from jobs.answers import Answers
from jobs.coding import Outcome, code_chunk
from jobs.limits import Limits
from settings import Settings
from storage.engine import create_engine, session_factory
from storage.errors import StorageUnavailable
from workers import counters
from workers.alarm import within
from workers.broker import connect
from workers.publisher import BrokerUnavailable, Publisher

# The libraries under spaCy each start a pool of threads as wide as the machine; workers are scaled by processes.
_THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)


def pin_threads(environ: MutableMapping[str, str] = os.environ) -> None:
    """Holds numeric libraries to one thread. Works only before they are loaded; a value already set is kept."""
    for variable in _THREAD_VARIABLES:
        environ.setdefault(variable, "1")


class Runtime:
    """The store and the coders of one process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        if settings.otel:
            traces.start("athir-worker")
        self._engine: Engine = create_engine(settings.database_url)
        self._store: sessionmaker[Session] = session_factory(self._engine)
        self._coders: dict[str, tuple[str | None, registry.Coder]] = {}
        self._publisher = Publisher(settings)
        self._limits = Limits(settings.article_seconds, within, self._forget)
        self._options = registry.CoderOptions(
            model=settings.spacy_model,
            cache=settings.cache_dir,
            lexicons=settings.lexicons,
            batch=settings.parse_batch,
            own_actors=settings.actors,
            dictionaries=settings.dictionaries,
        )

    def coder_for(self, name: str) -> registry.Coder:
        """The coder called `name`, built at its first use, and again when its dictionary was imported anew.

        Raises UnknownCoder, or what its factory raises.
        """
        stamp = registry.stamp(name, self._options)
        known = self._coders.get(name)
        if known is None or known[0] != stamp:
            known = self._coders[name] = (stamp, registry.build(name, self._options))
            if traces.active() and isinstance(known[1], Timed):
                known[1].stages.watch = traces.article
        return known[1]

    def _forget(self, name: str) -> None:
        self._coders.pop(name, None)

    def code(self, chunk_id: str) -> str:
        """Codes one chunk if it can be claimed, and sends what may be sent now that it is done; gives the outcome's name."""
        begun = time.perf_counter()
        kept: list[Answers] = []
        outcome = code_chunk(
            self._store,
            chunk_id,
            coder_for=self.coder_for,
            lease_seconds=self._settings.lease_seconds,
            max_attempts=self._settings.max_attempts,
            limits=self._limits,
            told=kept.append,
        )
        self._count(outcome, kept, time.perf_counter() - begun)
        if outcome is not Outcome.SKIPPED:
            try:
                self._publisher.publish(self._store)
            except (BrokerUnavailable, StorageUnavailable) as error:
                # The sweeper sends it later.
                structlog.get_logger("athir.worker").warning("not sent", error=str(error))
        return outcome.name

    def _count(self, outcome: Outcome, kept: list[Answers], seconds: float) -> None:
        """Adds the chunk to what the workers tell together. A Redis that is away loses the figure, never the work."""
        amounts: dict[str, float] = {f"chunks:{outcome.value}": 1}
        if outcome is not Outcome.SKIPPED:
            amounts["coding_seconds"] = seconds
            amounts |= {f"stage_seconds:{stage}": spent for stage, spent in self._stages().items()}
        for answers in kept:
            tally = answers.tally
            amounts["sentences"] = answers.sentences
            for name in ("coded", "empty", "failed", "quarantined"):
                amounts[f"articles:{name}"] = getattr(tally, name)
        try:
            with connect(self._settings.redis_url) as client:
                counters.add(client, amounts)
        except RedisError as error:
            structlog.get_logger("athir.worker").warning("not counted", error=type(error).__name__)

    def _stages(self) -> dict[str, float]:
        """Seconds by stage since the last call, of all coders."""
        total: dict[str, float] = {}
        for _, coder in self._coders.values():
            if isinstance(coder, Timed):
                for stage, seconds in coder.stages.take().items():
                    total[stage] = total.get(stage, 0.0) + seconds
        return total

    def close(self) -> None:
        """Closes the database connections, and sends the spans that are not sent yet."""
        self._engine.dispose()
        traces.stop()
