"""Who may read the ACLED-style API: what the routes ask, and the answer of an installation that keeps no accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast

from flask import Flask, current_app

from settings import Settings

_KEY = "athir-acled-accounts"


class Accounts(Protocol):
    """The accounts of an installation. Names are what tokens are issued to."""

    @property
    def required(self) -> bool:
        """Whether reading without credentials is refused."""

    def by_password(self, name: str, password: str) -> str | None:
        """The account of that name and password, or None."""

    def by_key(self, key: str, email: str) -> str | None:
        """The account of that key, sent with an e-mail address that may be empty, or None."""

    def by_bearer(self, key: str) -> str | None:
        """The account of a key that was sent in place of a token, or None."""


@dataclass(frozen=True, slots=True)
class NoAccounts:
    """No accounts are kept: without `required` everybody is let in under the name they give, with it nobody."""

    required: bool

    def by_password(self, name: str, password: str) -> str | None:
        """The name itself, or None where accounts are required."""
        return None if self.required or not (name and password) else name

    def by_key(self, key: str, email: str) -> str | None:
        """The e-mail address, or None where accounts are required."""
        return None if self.required else email

    def by_bearer(self, key: str) -> str | None:
        """None: what is not a token that was issued here has expired, and its owner should ask for a new one."""
        return None


def keys_required(settings: Settings) -> bool:
    """Whether this installation asks for credentials: the one place that decides it."""
    return bool(getattr(settings, "require_keys", False))


def install(app: Flask, accounts: Accounts) -> None:
    """Gives `accounts` to the application in place of those it had."""
    app.extensions[_KEY] = accounts


def accounts() -> Accounts:
    """The accounts of the application that handles the present request."""
    return cast(Accounts, current_app.extensions[_KEY])
