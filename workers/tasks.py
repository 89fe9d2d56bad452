"""The one Celery task: a chunk's id in, nothing out. All that matters is written to the database by jobs.coding."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from celery import Celery

from workers.broker import CODE_CHUNK


def register(app: Celery, code: Callable[[str], str]) -> None:
    """Makes `app` answer CODE_CHUNK messages with `code`, which takes a chunk's id and gives the outcome's name."""
    log = structlog.get_logger("athir.worker")

    @app.task(name=CODE_CHUNK, ignore_result=True)
    def code_chunk(chunk_id: str) -> None:
        log.info("chunk done", outcome=code(chunk_id))
