"""The `athir` command. Each subcommand is imported only when it is used, so that `athir --help` answers at once."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any, NoReturn, cast

import click

# name: (where the click command stands, its line in `athir --help`)
COMMANDS: dict[str, tuple[str, str]] = {
    "code": ("cli.code:code", "Code FILE (or standard input): plain text, or NDJSON, JSON or CSV articles."),
    "export": ("cli.export:export", "Write results as a file of the field: Phoenix, GDELT, ICEWS, POLECAT and others."),
    "up": ("cli.up:up", "Run the whole stack on this machine until Ctrl-C."),
    "jobs": ("cli.jobs:jobs", "Send articles to a running Athir and fetch the results."),
    "api": ("cli.serve:api", "Run the HTTP API, one process of a production stack."),
    "worker": ("cli.serve:worker", "Run a worker, one process of a production stack."),
    "sweeper": ("cli.serve:sweeper", "Run the sweeper, one process of a production stack."),
    "db": ("cli.db:db", "Create, upgrade, back up and restore the database."),
    "status": ("cli.status:status", "Show workers, queues and the latest jobs."),
    "doctor": ("cli.doctor:doctor", "Check Redis, database, model, lexicons, disk and clock, and say what to do."),
    "keys": ("cli.keys:keys", "Make, list and revoke keys of the API."),
    "lexicon": ("cli.lexicon:lexicon", "Check and compile the lexicons."),
    "gazetteer": ("cli.gazetteer:gazetteer", "Place names: build the file they are looked up in, add country dumps."),
}


class LazyGroup(click.Group):
    """A group whose commands stand in COMMANDS, and whose commands may raise domain errors."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports the command called `cmd_name`; None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        return cast(click.Command, getattr(import_module(module), attribute))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the list of commands without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; a domain error becomes one line on stderr and exit code 1."""
        from coders.errors import AthirError
        from settings import SettingsError

        try:
            return super().invoke(ctx)
        except (AthirError, SettingsError) as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            _reader_is_gone()


def _reader_is_gone() -> NoReturn:
    """Ends as a filter does whose reader has gone (`athir … | head`), without a word at interpreter exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    raise SystemExit(141)  # 128 + SIGPIPE


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="athir", prog_name="athir")
def athir() -> None:
    """Code events from news text: who did what to whom, where and when.

    Settings are environment variables named ATHIR_…; docs/settings.md lists them.
    """


def main() -> None:
    """Entry point of the console script."""
    athir(prog_name="athir")


if __name__ == "__main__":
    main()
