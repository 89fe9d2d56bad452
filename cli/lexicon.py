"""`athir lexicon`: checks the lexicon files by file and line, and compiles what can be compiled ahead."""

from __future__ import annotations

import os
from pathlib import Path

import click


@click.group()
def lexicon() -> None:
    """Check and compile the lexicons."""


@lexicon.command()
@click.option(
    "--lexicons",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of lexicons. Default: the project's own.",
)
def check(lexicons: Path | None) -> None:
    """Read every lexicon and your own actor files (ATHIR_ACTORS); name file and line of each problem and exit 1 if there is one.

    Warnings are named too, and do not change the exit status.
    """
    from coders.lexicon.check import check_all
    from coders.lexicon.paths import LEXICONS
    from settings import Settings

    report = check_all(lexicons or LEXICONS, Settings.from_env(os.environ).actors)
    for warning in report.warnings:
        click.echo(f"warning: {warning}", err=True)
    for problem in report.problems:
        click.echo(problem, err=True)
    for name, count in report.counts.items():
        click.echo(f"{name}: {count}")
    if report.problems:
        raise SystemExit(1)


@lexicon.command(name="compile")
def compile_() -> None:
    """Compile lexicons and gazetteer into the cache, so that no process has to at its start."""
    from coders.registry import CoderOptions, build
    from settings import Settings

    settings = Settings.from_env(os.environ)
    coder = build(
        "athir",
        CoderOptions(
            model=settings.spacy_model,
            cache=Path(settings.cache_dir),
            lexicons=Path(settings.lexicons) if settings.lexicons else None,
            own_actors=settings.actors,
        ),
    )
    click.echo(f"compiled lexicons {coder.info.lexicon} for {coder.info.model}")


@lexicon.command(name="import")
@click.option(
    "--petrarch",
    "source",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with PETRARCH2, PETRARCH or TABARI dictionaries.",
)
@click.option(
    "--use",
    "kinds",
    multiple=True,
    type=click.Choice(["verbs", "actors", "agents", "discards", "issues"]),
    help="Import this kind of dictionary only; may be given several times.",
)
@click.option("--quiet", is_flag=True, help="Do not list the lines with problems.")
@click.argument("name")
def import_(source: Path, kinds: tuple[str, ...], quiet: bool, name: str) -> None:
    """Import dictionaries as NAME: the coder petrarch:NAME codes by them.

    Each line with a problem is named by file and line on standard error; it is left out, the rest is imported.
    """
    from coders.petrarch.folder import KINDS
    from coders.petrarch.store import PREFIX, import_folder
    from settings import Settings

    settings = Settings.from_env(os.environ)
    found = import_folder(source, name, settings.dictionaries, settings.cache_dir, kinds or KINDS)
    problems = 0
    for report in found.reports:
        for problem in report.problems:
            problems += 1
            if not quiet:
                click.echo(problem, err=True)
        entries = ", ".join(f"{kind} {count}" for kind, count in report.entries.items()) or "nothing"
        click.echo(f"{report.file} ({report.kind}): {report.lines} lines: {entries}; not read {report.dropped}")
    for other in found.others:
        click.echo(f"{other}: left out")
    click.echo(f"imported as {PREFIX}{name}, {problems} lines with problems")
