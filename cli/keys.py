"""`athir keys`: make, list and revoke keys of the API. Works on the database; needs no running server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from cli.options import load_settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, sessionmaker

_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


class Expiry(click.ParamType[datetime]):
    """A date, or a time from now such as 12h, 90d or 4w; the moment in UTC at which a key ends."""

    name = "date or duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Reads `value`; fails for a moment that is past."""
        if isinstance(value, datetime):
            return value
        at = datetime.now(UTC)
        try:
            if value[-1:] in _UNITS and value[:-1].isascii() and value[:-1].isdecimal():
                end = at + int(value[:-1]) * _UNITS[value[-1]]
            else:
                end = datetime.fromisoformat(value)
                end = end.replace(tzinfo=UTC) if end.tzinfo is None else end.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is neither a date such as 2027-01-31 nor a duration such as 90d", param, ctx)
        if end <= at:
            self.fail(f"{value!r} is past", param, ctx)
        return end


@click.group()
def keys() -> None:
    """Make, list and revoke keys of the API."""


@keys.command()
@click.option("--name", required=True, help="What the key is for, to know it by in the list.")
@click.option("--scope", "scopes", required=True, help="What it opens, with commas: code, jobs, read, admin.")
@click.option("--expires", type=Expiry(), help="When it ends: a date, or a duration such as 90d [default: never].")
@click.option("--owner", help="Share the jobs of the keys of this owner [default: an owner of its own].")
def create(name: str, scopes: str, expires: datetime | None, owner: str | None) -> None:
    """Make a key and show its secret, this once. The secret alone goes to standard output."""
    from jobs import keys as stored

    try:
        key, secret = stored.create(
            _store(), name=name, scopes=[part.strip() for part in scopes.split(",")], expires_at=expires, owner=owner
        )
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--scope") from error
    ends = f"until {key.expires_at:%Y-%m-%d %H:%M} UTC" if key.expires_at else "for ever"
    click.echo(f"key {key.id} for {', '.join(key.scopes)}, {ends}; it is not shown again:", err=True)
    click.echo(secret)


@keys.command("list")
def list_() -> None:
    """List all keys, without their secrets."""
    from rich.console import Console
    from rich.table import Table

    from jobs import keys as stored

    table = Table(box=None)
    for heading in ("id", "name", "owner", "scopes", "state", "created", "last used"):
        table.add_column(heading, no_wrap=True)
    for key in stored.listed(_store()):
        table.add_row(
            key.id, key.name, key.owner, ",".join(key.scopes), _state(key), _day(key.created_at), _day(key.last_used_at)
        )
    Console(width=200).print(table)  # an id cut short is of no use


@keys.command()
@click.argument("key_id", metavar="ID")
def revoke(key_id: str) -> None:
    """End a key at once."""
    from jobs import keys as stored

    key = stored.revoke(_store(), key_id)
    click.echo(f"key {key.id} ({key.name}) is revoked")


def _state(key: Any) -> str:
    if key.revoked_at:
        return f"revoked {_day(key.revoked_at)}"
    if key.expires_at is None:
        return "valid"
    return f"{'expired' if key.expires_at <= datetime.now(UTC) else 'valid until'} {_day(key.expires_at)}"


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "never"


def _store() -> sessionmaker[Session]:
    from storage import engine

    return engine.session_factory(engine.create_engine(load_settings().database_url))
