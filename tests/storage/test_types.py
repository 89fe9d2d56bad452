from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError

from storage.engine import reading, writing
from storage.models import Job, JobError
from storage.types import to_json

NOON = datetime(2024, 5, 6, 12, 0, 0, 123456, tzinfo=UTC)


def job(**changes: object) -> dict[str, object]:
    return {
        "id": "j", "state": "queued", "coder": "plain", "queue": "bulk", "created_at": NOON, "received": 0,
        "rejected": 0, "coded": 0, "failed": 0, "quarantined": 0, "options": {}, **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        {"b": 1, "a": [None, True, 1.5], "": {}},
        {"text": 'NUL \x00, bell \x07, line \u2028, quote " and backslash \\'},
        {"text": "lone \ud800 surrogate", "right": "\udfff"},
        {"text": "𝔘nicode 🕊 עברית"},
    ],
    ids=["order of keys", "control characters", "lone surrogates", "other scripts"],
)
def test_json_comes_back_as_it_went_in(store, value):
    with writing(store) as session:
        session.execute(insert(Job), job(options=value))
    with reading(store) as session:
        back = session.scalars(select(Job.options)).one()
    assert back == value
    assert list(back) == list(value)


def test_json_keeps_other_scripts_short_and_has_no_spaces():
    assert to_json({"a": ["é", 1]}) == '{"a":["é",1]}'
    assert json.loads(to_json("\ud800")) == "\ud800"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, b"x"])
def test_what_json_cannot_say_is_refused(value):
    with pytest.raises((ValueError, TypeError)):
        to_json(value)


@pytest.mark.parametrize(
    ("text", "stored"),
    [("plain", "plain"), ("a\x00b", "a\ufffdb"), ("a\ud800b", "a\ufffdb"), ("é🕊", "é🕊"), ("", "")],
)
def test_text_that_postgresql_cannot_hold_is_marked(store, text, stored):
    with writing(store) as session:
        session.execute(insert(Job), job())
        session.execute(insert(JobError), {"job_id": "j", "line": 1, "pointer": text, "detail": text})
    with reading(store) as session:
        assert session.execute(select(JobError.pointer, JobError.detail)).one() == (stored, stored)


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8))])
def test_a_time_comes_back_in_utc(store, zone):
    with writing(store) as session:
        session.execute(insert(Job), job(created_at=NOON.astimezone(zone)))
    with reading(store) as session:
        back, none = session.execute(select(Job.created_at, Job.finished_at)).one()
    assert back == NOON
    assert back.tzinfo is UTC
    assert none is None


def test_a_time_without_a_zone_is_refused(store):
    with pytest.raises(StatementError, match="without a zone"), writing(store) as session:
        session.execute(insert(Job), job(created_at=NOON.replace(tzinfo=None)))
