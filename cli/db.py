"""`athir db`: bring the database to the schema of this version, or say where it stands."""

from __future__ import annotations

import click

from cli.options import load_settings


@click.group()
def db() -> None:
    """Create or upgrade the database."""


@db.command()
def upgrade() -> None:
    """Create the tables, or bring them to the schema of this version."""
    url = load_settings().database_url
    from storage import migrate

    before = migrate.current(url)
    migrate.upgrade(url)
    after = migrate.current(url)
    click.echo(f"schema {after}" if before != after else f"schema {after}, nothing to do")


@db.command()
def current() -> None:
    """Show the schema of the database; exit code 1 if this version needs another."""
    url = load_settings().database_url
    from storage import migrate

    found, needed = migrate.current(url), migrate.head()
    click.echo(f"schema {found or 'none'}, this version needs {needed}")
    if found != needed:
        raise SystemExit(1)
