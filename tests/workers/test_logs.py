"""Log lines without what opens something."""

from __future__ import annotations

import io
import logging

import pytest
import structlog

from settings import Settings
from workers import logs

SECRET = "athir_0123456789abcdef_" + "aZ-_9" * 8 + "xyz"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (f"Error handling request GET /acled/read?key={SECRET}&year=2024", "/acled/read?key=***&year=2024"),
        ("GET /acled/read?year=2024&key=other&email=ada@example.org HTTP/1.1", "key=***&email=*** HTTP/1.1"),
        (f"X-API-Key: {SECRET}", "X-API-Key: athir_0123456789abcdef_***"),
        ("'Authorization: Bearer abc.DEF-1'", "Bearer ***'"),
        ("username=ada&password=p%20w", "username=***&password=***"),
        ("key athir_0123456789abcdef of nightly", "key athir_0123456789abcdef of nightly"),
        ("monkey=1 turkey=2 a keynote=3", "monkey=1 turkey=2 a keynote=3"),
        ("the bearer", "the bearer"),
    ],
)
def test_what_opens_something_is_struck_out(line, kept):
    told = logs.without_secrets(line)
    assert told.endswith(kept)
    assert SECRET[-43:] not in told


@pytest.mark.parametrize("form", ["json", "console"])
def test_lines_of_others_and_their_tracebacks_are_struck_out_too(form, monkeypatch):
    root = logging.getLogger()
    before = root.handlers[:], root.level, structlog.get_config()
    written = io.StringIO()
    try:
        with monkeypatch.context() as patched:
            patched.setattr(logs.sys, "stderr", written)
            logs.configure(Settings.from_env({"HOME": "/", "ATHIR_LOG_FORMAT": form}))
        try:
            raise ValueError(f"/acled/read?key={SECRET}")
        except ValueError:
            logging.getLogger("gunicorn.error").exception("Error handling request %s", f"/acled/read?key={SECRET}")
        structlog.get_logger("api").error("odd", address=f"/acled/read?a=1&key={SECRET}")
    finally:
        root.handlers[:], level, config = before
        root.setLevel(level)
        structlog.configure(**config)
    told = written.getvalue()
    assert told.count("key=***") >= 3
    assert "ValueError" in told
    assert SECRET[-43:] not in told
