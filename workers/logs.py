"""Log lines of every Athir process: one shape for our own and for those of Celery and gunicorn, on stderr, without keys."""

from __future__ import annotations

import logging
import re
import sys
from typing import Final

import structlog

from settings import Settings

# Their information lines tell each connection and each request of ours; their warnings are wanted.
_CHATTY = ("httpx", "httpcore", "kombu", "amqp", "celery.worker.strategy", "celery.app.trace", "alembic")

# Where others write addresses and headers into lines, as gunicorn does of requests that it cannot read. Of a key the id
# stays, to know it by.
_SECRETS: Final = (
    (re.compile(r"(athir_[0-9a-f]{16}_)[A-Za-z0-9_-]+"), r"\1***"),
    (re.compile(r"(?i)\b((?:key|email|username|password|pass|access_token|refresh_token)=)[^&\s\"'\\]+"), r"\1***"),
    (re.compile(r"(?i)\b(bearer\s+)[A-Za-z0-9._~+/=-]+"), r"\1***"),
)


def without_secrets(line: str) -> str:
    """The line with what opens something struck out."""
    for pattern, kept in _SECRETS:
        line = pattern.sub(kept, line)
    return line


class _Discreet(structlog.stdlib.ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


def configure(settings: Settings) -> None:
    """Sends all logging of this process to stderr, as JSON lines or readable text, from settings.log_level up."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    as_json = settings.log_format == "json"
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    last: list[structlog.types.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if as_json
        else [
            # The default prints local variables with a traceback, and with them the text of articles.
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
        ]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _Discreet(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
