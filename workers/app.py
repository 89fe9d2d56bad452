"""The Celery app, made from Settings: what publishers and workers must agree on, with the reason for every number."""

from __future__ import annotations

from celery import Celery
from kombu import Queue

from settings import Settings
from workers import transport
from workers.broker import CONNECT_SECONDS, QUEUES, REPLY_SECONDS

# A coder that hangs keeps its lease alive from a second thread, so only the clock can end it: ten leases for one chunk.
HARD_LIMIT_LEASES = 10
# Celery kills a child that is not up in 4 s; loading model and lexicons on a slow, cold disk takes longer.
START_SECONDS = 180.0
# A child with model and lexicons takes about 210 MB; one that grew past this (KiB) is replaced after its task.
MEMORY_LIMIT_KIB = 1024 * 1024


def create_app(settings: Settings) -> Celery:
    """The app as publishers and workers share it. It connects to nothing and registers no task."""
    transport.install()
    app = Celery("athir", set_as_current=False)
    app.conf.update(
        broker_url=settings.redis_url,
        # A broker that restarts is waited for without end; the database holds the work meanwhile.
        broker_connection_retry=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            # Redis is polled in the order of task_queues: interactive work first, always.
            "queue_order_strategy": "priority",
            # A message whose worker died comes back after two leases, when its chunk can surely be claimed again. It
            # may also come back while a long chunk is still being coded: that claim fails and the message is a no-op.
            # Nothing depends on it, since the sweeper sends again whatever has no living lease.
            "visibility_timeout": 2 * settings.lease_seconds,
            # Notices a half-dead connection within 10 + 2 x 10 s.
            "health_check_interval": 10,
            "socket_connect_timeout": CONNECT_SECONDS,
            "socket_keepalive": True,
        },
        task_queues=[Queue(name, routing_key=name) for name in QUEUES],
        task_default_queue=QUEUES[-1],
        task_create_missing_queues=False,
        accept_content=["json"],
        task_serializer="json",
        result_serializer="json",
        # Job progress lives in the database alone.
        result_backend=None,
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        # A message leaves Redis when its chunk is done, not when it is begun. Redelivery is safe because of the lease.
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_time_limit=HARD_LIMIT_LEASES * settings.lease_seconds,
        # One message per child: interactive work would wait behind bulk messages that a worker holds in advance.
        worker_prefetch_multiplier=1,
        worker_concurrency=settings.worker_concurrency,
        worker_proc_alive_timeout=START_SECONDS,
        worker_max_memory_per_child=MEMORY_LIMIT_KIB,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        # Remote control and events use pub/sub, the part of the transport that used to hang after a Redis restart.
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        enable_utc=True,
        timezone="UTC",
    )
    return app


def publishing_options() -> dict[str, float]:
    """Transport options of a publisher: every command ends within REPLY_SECONDS (a worker's blocking read must not)."""
    return {
        "socket_timeout": REPLY_SECONDS,
        "socket_connect_timeout": CONNECT_SECONDS,
        # One attempt: the row stays in the outbox, and the sweeper is the one that tries again.
        "max_retries": 0,
    }
