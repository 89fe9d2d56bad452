"""What happens around the tasks of a worker: coders built after the fork, log context per task, a clean end.

Celery's signals are global to the process, so they are connected only by the one process that is a worker.
"""

from __future__ import annotations

import os
import sys
from mmap import mmap
from typing import Any

import structlog
from celery import signals

from coders.errors import AthirError
from settings import Settings
from workers.lifeline import die_with_parent
from workers.runtime import Runtime, pin_threads

# Shared with the children: one byte that says how the building of the coder went.
STARTING, READY, BROKEN = b"\0", b"\1", b"\2"
# sysexits' EX_CONFIG: something about this installation must be mended; starting again will not help.
EX_CONFIG = 78


class Children:
    """The pool's children as their parent sees them, and the runtime as each child has it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._state = mmap(-1, 1)
        self._runtime: Runtime | None = None
        self._parent = os.getpid()

    @property
    def state(self) -> bytes:
        """STARTING, READY (a child has built its coder) or BROKEN (one could not)."""
        return self._state[:1]

    def code(self, chunk_id: str) -> str:
        """Codes one chunk; to be called in a child."""
        if self._runtime is None:
            raise RuntimeError("no runtime in this process: worker_process_init has not run")
        return self._runtime.code(chunk_id)

    def start(self, **_: Any) -> None:
        """In a child just forked: builds store and default coder. The child ends when either cannot be had."""
        die_with_parent(self._parent)
        pin_threads()
        structlog.contextvars.clear_contextvars()
        log = structlog.get_logger("athir.worker")
        built = False
        try:
            self._runtime = Runtime(self._settings)
            self._runtime.coder_for(self._settings.default_coder)
            self._state[:1] = READY
            built = True
        finally:
            # Celery logs and forgets what a signal handler raises; a child without a coder must not take work.
            if not built:
                why = sys.exc_info()[1]
                # A domain error says what to mend; of anything else the traceback is wanted.
                details = {"error": str(why)} if isinstance(why, AthirError) else {"exc_info": why}
                log.critical("the coder cannot be built", coder=self._settings.default_coder, **details)
                self._state[:1] = BROKEN
                sys.stderr.flush()
                os._exit(EX_CONFIG)

    def stop(self, **_: Any) -> None:
        """In a child about to end: closes the database connections."""
        if self._runtime is not None:
            self._runtime.close()


def _bind(task_id: str = "", args: Any = (), **_: Any) -> None:
    structlog.contextvars.bind_contextvars(task_id=task_id, chunk_id=args[0] if args else None)


def _unbind(**_: Any) -> None:
    structlog.contextvars.clear_contextvars()


def _keep_our_logging(**_: Any) -> None:
    """A receiver of setup_logging is what stops Celery from configuring logging itself."""


def connect(children: Children) -> None:
    """Connects everything to Celery's signals of this process."""
    signals.setup_logging.connect(_keep_our_logging, weak=False)
    signals.worker_process_init.connect(children.start, weak=False)
    signals.worker_process_shutdown.connect(children.stop, weak=False)
    signals.task_prerun.connect(_bind, weak=False)
    signals.task_postrun.connect(_unbind, weak=False)
