"""The worker: Celery app, task, signals and watchdog put together, for `athir worker` and `celery -A workers.entry`."""

from __future__ import annotations

import os
import socket
import warnings
from typing import Any

from celery import Celery, signals
from celery.exceptions import SecurityWarning

from settings import Settings
from workers import tasks
from workers.app import create_app
from workers.broker import TAKEN
from workers.signals import BROKEN, EX_CONFIG, Children, connect
from workers.watchdog import Watchdog


def build(settings: Settings, children: Children | None = None) -> Celery:
    """The app of a worker, its signals connected. To be called once in a process, before the worker is started."""
    app = create_app(settings)
    children = children or Children(settings)
    tasks.register(app, children.code)
    connect(children)
    queues = TAKEN[settings.worker_queues]
    app.amqp.queues.select(list(queues))
    watchdogs: list[Watchdog] = []

    def on_init(sender: Any = None, **_: Any) -> None:
        watchdogs.append(Watchdog(settings.redis_url, str(sender.hostname), children, queues))
        watchdogs[0].start()

    def on_ready(**_: Any) -> None:
        watchdogs[0].consuming.set()

    def on_stop(**_: Any) -> None:
        watchdogs[0].stop()

    signals.worker_init.connect(on_init, weak=False)
    signals.worker_ready.connect(on_ready, weak=False)
    signals.worker_shutting_down.connect(on_stop, weak=False)
    return app


def run(settings: Settings) -> int:
    """Runs a worker in this process until SIGTERM or SIGINT; gives its exit code, 0 after a stop that was asked for."""
    # Celery warns root of what pickled messages could do; this app takes JSON only.
    warnings.simplefilter("ignore", SecurityWarning)
    children = Children(settings)
    app = build(settings, children)
    worker = app.Worker(
        pool="prefork",
        hostname=f"athir-{os.getpid()}@{socket.gethostname()}",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
    # Celery may notice before the watchdog that no child comes up, and then ends with a code that says nothing.
    return EX_CONFIG if children.state == BROKEN else int(worker.exitcode or 0)
