"""Messages to callback addresses as rows: written when a job ends, claimed by one sender at a time, kept as a log.

A message that fails is tried again after pauses that grow. The body is made once, so that every attempt sends the same.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import Session, sessionmaker

from jobs.errors import DeliveryNotFound
from storage.engine import now, reading, writing
from storage.ids import possible, uuid7
from storage.models import Job, WebhookDelivery
from storage.types import iso

# Seconds before the second attempt, the third, and so on; each is drawn out by up to a fifth, so that messages that
# failed together do not come back together. The last one is a day and a half after the first.
PAUSES: Final = (5.0, 60.0, 300.0, 1800.0, 7200.0, 18_000.0, 36_000.0, 72_000.0)
_JITTER: Final = 0.2
# A sender that dies holds its message as long as this. Longer than any attempt may take.
CLAIM_SECONDS: Final = 60.0
# Redelivery may be asked for again and again; the log keeps the newest attempts.
_LOGGED: Final = 50


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that the claimer is to send now. `secret` is the job's own, else None; `attempt` counts from 1."""

    id: str
    job_id: str
    url: str
    payload: Mapping[str, Any]
    secret: str | None
    attempt: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one attempt came to: the receiver's status, or what went wrong before there was one."""

    status: int | None
    detail: str | None
    milliseconds: int

    @property
    def delivered(self) -> bool:
        """Whether the receiver took the message."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def final(self) -> bool:
        """Whether trying again is useless: the receiver says that the address is gone for good."""
        return self.status == 410


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as its log shows it. Times are ISO 8601 in UTC; `next_attempt_at` is null once it has ended."""

    id: str
    url: str
    event: str
    state: str
    created_at: str
    next_attempt_at: str | None
    finished_at: str | None
    attempts: tuple[Mapping[str, Any], ...]


def write(
    session: Session,
    job_id: str,
    url: str,
    state: str,
    counts: Mapping[str, int],
    *,
    at: datetime,
    expires_at: datetime | None,
) -> str:
    """Adds the message that the job ended in `state`, in the caller's transaction; gives its id."""
    path = f"/v1/jobs/{job_id}"
    data = {
        "id": job_id,
        "state": state,
        "counts": dict(counts),
        "finished_at": iso(at),
        "expires_at": iso(expires_at) if expires_at else None,
        "links": {"self": path, "results": f"{path}/results"},
    }
    event = f"job.{state}"
    values = {
        "id": uuid7(),
        "job_id": job_id,
        "url": url,
        "event": event,
        "payload": {"type": event, "timestamp": iso(at), "data": data},
        "state": "pending",
        "attempts": 0,
        "created_at": at,
        "next_attempt_at": at,
        "finished_at": None,
        "log": [],
    }
    session.connection().execute(insert(WebhookDelivery), values)
    return str(values["id"])


def claim_due(store: sessionmaker[Session], limit: int) -> list[Claimed]:
    """At most `limit` messages whose time has come, the longest waiting first; each is the caller's for CLAIM_SECONDS.

    Of two callers one gets a message: each is taken by a conditional UPDATE. Raises StorageUnavailable.
    """
    claimed: list[Claimed] = []
    with reading(store) as session:  # mostly there is none, and who only reads holds up no writer
        if not session.execute(_due(now(session), 1)).all():
            return claimed
    with writing(store) as session:
        at = now(session)
        for delivery_id, seen in session.execute(_due(at, limit)).all():
            take = (
                update(WebhookDelivery)
                .where(
                    WebhookDelivery.id == delivery_id,
                    WebhookDelivery.state == "pending",
                    WebhookDelivery.next_attempt_at == seen,
                )
                .values(next_attempt_at=at + timedelta(seconds=CLAIM_SECONDS), attempts=WebhookDelivery.attempts + 1)
                .returning(
                    WebhookDelivery.id,
                    WebhookDelivery.job_id,
                    WebhookDelivery.url,
                    WebhookDelivery.payload,
                    WebhookDelivery.attempts,
                )
            )
            row = session.execute(take).one_or_none()
            if row is not None:
                options = session.scalars(select(Job.options).where(Job.id == row.job_id)).one() or {}
                claimed.append(
                    Claimed(row.id, row.job_id, row.url, row.payload, options.get("webhook_secret"), row.attempts)
                )
    return claimed


def _due(at: datetime, limit: int) -> Select[str, datetime]:
    return (
        select(WebhookDelivery.id, WebhookDelivery.next_attempt_at)
        .where(WebhookDelivery.state == "pending", WebhookDelivery.next_attempt_at <= at)
        .order_by(WebhookDelivery.next_attempt_at)
        .limit(limit)
    )


def record(store: sessionmaker[Session], claimed: Claimed, attempt: Attempt) -> str:
    """Notes what an attempt came to and when the next is due, if one is; gives the message's state from now on.

    Raises StorageUnavailable.
    """
    with writing(store) as session:
        at = now(session)
        found = session.execute(
            select(WebhookDelivery.log, WebhookDelivery.attempts, WebhookDelivery.state)
            .where(WebhookDelivery.id == claimed.id)
            .with_for_update()
        ).one_or_none()
        if found is None:
            return "failed"  # its job was deleted meanwhile
        entry = {
            "at": iso(at),
            "status": attempt.status,
            "detail": attempt.detail,
            "milliseconds": attempt.milliseconds,
        }
        values: dict[str, Any] = {"log": [*found.log, entry][-_LOGGED:]}
        state = "delivered" if attempt.delivered else found.state
        if attempt.delivered:
            values |= {"state": state, "finished_at": at}
        elif found.state == "pending" and found.attempts == claimed.attempt:
            if attempt.final or claimed.attempt > len(PAUSES):
                state = "failed"
                values |= {"state": state, "finished_at": at}
            else:
                values["next_attempt_at"] = at + timedelta(seconds=_pause(claimed.attempt))
        session.connection().execute(update(WebhookDelivery).where(WebhookDelivery.id == claimed.id).values(values))
        return state


def of_job(store: sessionmaker[Session], job_id: str) -> list[Delivery]:
    """The job's messages, the oldest first; none for an unknown job. Raises StorageUnavailable."""
    with reading(store) as session:
        query = select(WebhookDelivery).where(WebhookDelivery.job_id == job_id).order_by(WebhookDelivery.id)
        return [_shown(delivery) for delivery in session.scalars(query)]


def send_again(store: sessionmaker[Session], job_id: str, delivery_id: str) -> Delivery:
    """Makes a message due at once, with all its attempts before it, whatever became of it; gives it as it is then.

    Raises DeliveryNotFound and StorageUnavailable.
    """
    if not possible(delivery_id) or not possible(job_id):
        raise DeliveryNotFound(delivery_id)
    with writing(store) as session:
        at = now(session)
        renewed = session.connection().execute(
            update(WebhookDelivery)
            .where(WebhookDelivery.id == delivery_id, WebhookDelivery.job_id == job_id)
            .values(state="pending", attempts=0, next_attempt_at=at, finished_at=None)
        )
        if not renewed.rowcount:
            raise DeliveryNotFound(delivery_id)
        return _shown(session.scalars(select(WebhookDelivery).where(WebhookDelivery.id == delivery_id)).one())


def _pause(attempt: int) -> float:
    return PAUSES[attempt - 1] * (1 + _JITTER * random.random())  # noqa: S311 - nothing secret depends on it


def _shown(delivery: WebhookDelivery) -> Delivery:
    pending = delivery.state == "pending"
    return Delivery(
        id=delivery.id,
        url=delivery.url,
        event=delivery.event,
        state=delivery.state,
        created_at=iso(delivery.created_at),
        next_attempt_at=iso(delivery.next_attempt_at) if pending else None,
        finished_at=iso(delivery.finished_at) if delivery.finished_at else None,
        attempts=tuple(delivery.log),
    )
