"""Who may read the ACLED-style API: accounts are the API's keys, or nobody's where no keys are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, cast

from flask import Flask, current_app

from jobs import keys
from jobs.errors import BadKey
from jobs.keys import Key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, sessionmaker

_INSTALLED: Final = "athir-acled-accounts"
# What ids of accounts begin with, so that a name given to an open installation is never taken for a key.
_KEY: Final = "key "
_NAME: Final = "name "


@dataclass(frozen=True, slots=True)
class Account:
    """Whom tokens are issued to, by `id`. `name` is what it called itself; without `key` it reads everything."""

    id: str
    name: str
    key: Key | None = None

    @property
    def reads(self) -> bool:
        """Whether it may read rows."""
        return self.key is None or self.key.allows("read")


class Accounts(Protocol):
    """The accounts of an installation. Every method raises StorageUnavailable."""

    @property
    def required(self) -> bool:
        """Whether reading without credentials is refused."""

    def by_password(self, name: str, password: str) -> Account | None:
        """The account of that name and password, or None."""

    def by_key(self, key: str, email: str) -> Account | None:
        """The account of that key, sent with an e-mail address that may be empty, or None."""

    def by_bearer(self, key: str) -> Account | None:
        """The account of a key that was sent in place of a token, or None."""

    def by_id(self, account_id: str) -> Account | None:
        """The account that a token was issued to, or None if it is no more."""


@dataclass(frozen=True, slots=True)
class NoAccounts:
    """No accounts are kept: everybody is let in under the name they give."""

    required: bool = False

    def by_password(self, name: str, password: str) -> Account | None:
        """An account of that name, if name and password are not empty."""
        return Account(_NAME + name, name) if name and password else None

    def by_key(self, key: str, email: str) -> Account | None:
        """An account of that address."""
        return Account(_NAME + email, email)

    def by_bearer(self, key: str) -> Account | None:
        """None: what is not a token that was issued here has expired, and its owner should ask for a new one."""
        return None

    def by_id(self, account_id: str) -> Account | None:
        """The account, whoever it was issued to."""
        return Account(account_id, account_id.removeprefix(_NAME))


@dataclass(frozen=True, slots=True)
class KeyAccounts:
    """Every key of the API is an account, its secret the password; names and addresses are free and tell nothing."""

    store: sessionmaker[Session]
    required: bool = True

    def by_password(self, name: str, password: str) -> Account | None:
        """The account of the key whose secret is the password."""
        try:
            key = keys.check(self.store, password)
        except BadKey:
            return None
        return Account(_KEY + key.id, name or key.name, key)

    def by_key(self, key: str, email: str) -> Account | None:
        """The account of the key."""
        return self.by_password(email, key)

    def by_bearer(self, key: str) -> Account | None:
        """The account of the key."""
        return self.by_password("", key)

    def by_id(self, account_id: str) -> Account | None:
        """The account of the key of that id, if the key is still valid."""
        if not account_id.startswith(_KEY):
            return None
        try:
            key = keys.usable(self.store, account_id.removeprefix(_KEY))
        except BadKey:
            return None
        return Account(account_id, key.name, key)


def install(app: Flask, accounts: Accounts) -> None:
    """Gives `accounts` to the application in place of those it had."""
    app.extensions[_INSTALLED] = accounts


def accounts() -> Accounts:
    """The accounts of the application that handles the present request."""
    return cast(Accounts, current_app.extensions[_INSTALLED])
