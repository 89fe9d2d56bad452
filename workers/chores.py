"""What a sweeper does beside sending lost work again: each chore by itself, so that one that fails stops no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session, sessionmaker

from jobs import idempotency, merging, retention, stuck, webhooks
from settings import Settings


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to be done every so often. `work` gives how many things it did, for the log."""

    name: str
    work: Callable[[sessionmaker[Session], Settings], int]


def webhook_rules(settings: Settings) -> webhooks.Rules:
    """How an installation with these settings sends messages."""
    return webhooks.Rules(secret=settings.webhook_secret or None, private=bool(settings.webhook_private))


# All may be done by several sweepers at once. Another table that needs cleaning gets a line here.
CHORES: Final = (
    Chore("stuck jobs", lambda store, _: stuck.end_stuck(store)),
    Chore("lifetimes", lambda store, settings: retention.state_lifetimes(store, settings.retention_seconds)),
    Chore("expired articles", lambda store, _: retention.expire(store)),
    Chore("merged reports", lambda store, settings: merging.settle(store, merge=bool(settings.merge_reports))),
    Chore("expired idempotency keys", lambda store, _: idempotency.forget(store)),
)
# Waits for others, so it has a thread of its own.
MESSAGES: Final = Chore(
    "messages to callbacks", lambda store, settings: webhooks.send_due(store, webhook_rules(settings))
)
