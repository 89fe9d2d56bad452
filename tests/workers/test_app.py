"""What the Celery app is set to, where a change would lose work or starve a queue, and who may build it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from settings import Settings
from tests.support import ROOT
from workers.app import create_app
from workers.broker import QUEUES


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("task_acks_late", True),
        ("task_reject_on_worker_lost", True),
        ("worker_prefetch_multiplier", 1),
        ("accept_content", ["json"]),
        ("task_serializer", "json"),
        ("task_ignore_result", True),
        ("result_backend", None),
        ("worker_hijack_root_logger", False),
        ("worker_enable_remote_control", False),
        ("broker_connection_max_retries", None),
        ("worker_concurrency", 3),
        ("task_time_limit", 200),
    ],
)
def test_settings(name: str, value: object) -> None:
    app = create_app(Settings.from_env({"ATHIR_WORKER_CONCURRENCY": "3", "ATHIR_LEASE_SECONDS": "20"}))
    assert app.conf[name] == value


def test_a_message_comes_back_when_the_lease_of_a_dead_worker_has_ended() -> None:
    app = create_app(Settings.from_env({"ATHIR_LEASE_SECONDS": "20"}))
    assert app.conf.broker_transport_options["visibility_timeout"] > 20


def test_queues_are_consumed_in_their_order() -> None:
    app = create_app(Settings())
    assert [queue.name for queue in app.conf.task_queues] == ["athir.interactive", "athir.bulk"] == list(QUEUES)
    assert app.conf.broker_transport_options["queue_order_strategy"] == "priority"


def test_the_entry_for_celery_builds_the_app_when_asked_and_not_before() -> None:
    program = (
        "import os\nos.environ['ATHIR_PORT'] = 'wrong'\nimport workers.entry\n"
        "try:\n    workers.entry.app\nexcept Exception as error:\n    print(type(error).__name__)\n"
        "os.environ['ATHIR_PORT'] = '8000'\n"
        "print(sorted(name for name in workers.entry.app.tasks if name.startswith('athir')))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["SettingsError", "['athir.code_chunk']"]
