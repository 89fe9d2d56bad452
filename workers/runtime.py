"""What one worker child holds for its life: the store and the coders, built once after the fork and never before it."""

from __future__ import annotations

import os
from collections.abc import MutableMapping

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from coders import registry
from jobs.coding import code_chunk
from settings import Settings
from storage.engine import create_engine, session_factory

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
        self._engine: Engine = create_engine(settings.database_url)
        self._store: sessionmaker[Session] = session_factory(self._engine)
        self._coders: dict[str, tuple[str | None, registry.Coder]] = {}
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
        return known[1]

    def code(self, chunk_id: str) -> str:
        """Codes one chunk if it can be claimed; gives the outcome's name."""
        return code_chunk(
            self._store,
            chunk_id,
            coder_for=self.coder_for,
            lease_seconds=self._settings.lease_seconds,
            max_attempts=self._settings.max_attempts,
        ).name

    def close(self) -> None:
        """Closes the database connections."""
        self._engine.dispose()
