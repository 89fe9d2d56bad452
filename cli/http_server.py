"""gunicorn serving the API: threads that may wait for jobs, no file left behind, log lines of our own shape."""

from __future__ import annotations

import os
import tempfile
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from cli.patient_worker import PatientWorker, connections
from settings import Settings
from workers.lifeline import die_with_parent

# A request that waits for its job is cut off after this many seconds of a stop; the job itself goes on.
GRACE_SECONDS = 10


class RootLogger(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """Hands gunicorn's lines to the root logger, which `workers.logs` has configured."""

    def setup(self, cfg: Any) -> None:
        """Leaves the loggers without handlers of their own."""
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True
        self.cfg = cfg


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """gunicorn with our settings; the app is built in each worker after the fork."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        PatientWorker.body_seconds = settings.body_seconds
        super().__init__()

    def load_config(self) -> None:
        """Sets gunicorn's options from Settings."""
        options: dict[str, Any] = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "workers": self._settings.api_workers,
            "threads": self._settings.api_threads,
            "worker_class": PatientWorker,
            "worker_connections": connections(),
            "graceful_timeout": GRACE_SECONDS,
            # Readers list all countries in one address; this is the most that gunicorn bounds.
            "limit_request_line": 8190,
            "logger_class": RootLogger,
            # Its default is a socket in the home directory, which two stacks of one user would share.
            "control_socket_disable": True,
            "proc_name": "athir-api",
            "child_exit": _forget,
            "post_fork": lambda _arbiter, worker: die_with_parent(worker.ppid),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The Flask app; called in each gunicorn worker."""
        from api.app import create_app

        return create_app(self._settings)


def _forget(_arbiter: Any, worker: Any) -> None:
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def run(settings: Settings) -> None:
    """Serves until SIGTERM or SIGINT; ends the process."""
    if settings.api_workers == 1:
        Server(settings).run()
        return
    with tempfile.TemporaryDirectory(prefix="athir-metrics-") as folder:
        # Read when prometheus_client is imported, which the workers do; there the processes add their figures up.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        Server(settings).run()
