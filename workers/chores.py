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
    """Something to be done every so often. `work` gives how many things it did, for the log.

    `share` of the clock is what it may take while articles wait to be coded; the workers need the store meanwhile.
    """

    name: str
    work: Callable[[sessionmaker[Session], Settings], int]
    share: float = 1.0


def webhook_rules(settings: Settings) -> webhooks.Rules:
    """How an installation with these settings sends messages."""
    return webhooks.Rules(secret=settings.webhook_secret or None, private=bool(settings.webhook_private))


_MERGING_SECONDS: Final = 2.0  # at a stretch; what is left waits for the next sweep


def _merged(store: sessionmaker[Session], settings: Settings) -> int:
    return merging.settle(store, seconds=_MERGING_SECONDS, merge=bool(settings.merge_reports))


# All may be done by several sweepers at once. Another table that needs cleaning gets a line here.
CHORES: Final = (
    Chore("stuck jobs", lambda store, _: stuck.end_stuck(store)),
    Chore("lifetimes", lambda store, settings: retention.state_lifetimes(store, settings.retention_seconds)),
    Chore("expired articles", lambda store, _: retention.expire(store)),
    Chore("merged reports", lambda store, settings: _merged(store, settings), share=0.1),
    Chore("expired idempotency keys", lambda store, _: idempotency.forget(store)),
)
# Waits for others, so it has a thread of its own.
MESSAGES: Final = Chore(
    "messages to callbacks", lambda store, settings: webhooks.send_due(store, webhook_rules(settings))
)
