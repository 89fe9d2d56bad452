"""`athir db`: bring the database to the schema of this version, back it up and restore it."""

from __future__ import annotations

from pathlib import Path

import click

from cli.options import load_settings


@click.group()
def db() -> None:
    """Create, upgrade, back up and restore the database."""


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


@db.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write all that is stored to FILE, as of one moment; the service may go on meanwhile."""
    url = load_settings().database_url
    from storage import backup as store

    if file.exists():
        raise click.ClickException(f"{file} exists")
    click.echo(f"{store.backup(url, file)} rows written to {file}")


@db.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Fill an empty database from FILE; the backup may come from SQLite or PostgreSQL alike."""
    url = load_settings().database_url
    from storage import backup as store

    click.echo(f"{store.restore(url, file)} rows restored from {file}")
