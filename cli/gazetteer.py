"""`athir gazetteer`: builds the place names file and adds country dumps to it."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import click
import httpx

from coders.errors import DataError
from coders.geo import build as builder
from coders.geo.gazetteer import location
from settings import Settings


@click.group()
def gazetteer() -> None:
    """Place names: build the file they are looked up in, add country dumps."""


def _path(folder: Path | None) -> Path:
    return location(folder or Path(Settings.from_env(os.environ).cache_dir))


_FOLDER = click.option(
    "--cache", type=click.Path(path_type=Path, file_okay=False), help="Folder of the file (default: the cache setting)."
)


@gazetteer.command()
@_FOLDER
def build(cache: Path | None) -> None:
    """Builds the file from the installed packages and the project's own places; added dumps are kept."""
    path = _path(cache)
    try:
        facts = builder.rebuild(path)
    except DataError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{path}: {facts['places']} places, {path.stat().st_size / 1e6:.0f} MB")


@gazetteer.command()
@click.argument("source")
@click.option(
    "--url",
    help="Where the dump is fetched when SOURCE is a country's two letters, with {country} in it "
    "[default: ATHIR_GAZETTEER_URL].",
)
@_FOLDER
def add(source: str, url: str | None, cache: Path | None) -> None:
    """Adds the places of SOURCE: a dump in GeoNames' allCountries format (.txt or .zip), or a country such as SY."""
    path = _path(cache)
    try:
        if Path(source).is_file():
            count = builder.add(path, Path(source))
        elif re.fullmatch(r"[A-Za-z]{2}", source):
            count = _download_and_add(path, source.upper(), url or Settings.from_env(os.environ).gazetteer_url)
        else:
            raise click.ClickException(f"{source}: neither a file nor a country's two letters")
    except DataError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{path}: {count} places added from {source}")


def _download_and_add(path: Path, country: str, url: str) -> int:
    if "{country}" not in url:
        raise click.ClickException(
            "to fetch a country's dump give --url, or set ATHIR_GAZETTEER_URL, with {country} in it; or name a file"
        )
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{country}.zip"
        try:
            with httpx.stream("GET", url.replace("{country}", country), follow_redirects=True, timeout=60) as answer:
                answer.raise_for_status()
                with target.open("wb") as file:
                    for block in answer.iter_bytes():
                        file.write(block)
        except httpx.HTTPError as error:
            raise click.ClickException(f"the dump of {country} could not be fetched: {error}") from error
        return builder.add(path, target)
