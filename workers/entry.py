"""The target of `celery -A workers.entry worker`, for those who start workers with Celery's own command.

The app is built when Celery asks for it, so importing this module reads no settings.
"""

from __future__ import annotations

import os

from celery import Celery

from settings import Settings
from workers import logs, worker

_built: list[Celery] = []


def __getattr__(name: str) -> Celery:
    if name not in ("app", "celery"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if not _built:
        settings = Settings.from_env(os.environ)
        logs.configure(settings)
        _built.append(worker.build(settings))
    return _built[0]
