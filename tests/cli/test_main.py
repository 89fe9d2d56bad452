"""The `athir` command as a whole: its help, its speed, its errors."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import click
import pytest
from click.testing import CliRunner

from cli import main
from coders.errors import LexiconError
from tests.support import ROOT


@pytest.mark.parametrize("name", main.COMMANDS)
def test_each_command_exists_and_says_the_same_of_itself(name: str) -> None:
    module, _, attribute = main.COMMANDS[name][0].partition(":")
    command = getattr(import_module(module), attribute)
    assert isinstance(command, click.Command)
    assert command.name == name
    assert command.get_short_help_str(limit=200).removesuffix(".") == main.COMMANDS[name][1].removesuffix(".")


def test_help_lists_all_commands_without_importing_them() -> None:
    program = (
        "import sys\nfrom cli.main import athir\n"
        "try:\n    athir(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = ('cli.', 'spacy', 'celery', 'flask')\n"
        "print([name for name in sys.modules if name.startswith(heavy) and name != 'cli.main'])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    listed, _, imported = done.stdout.rpartition("[")
    assert imported.strip() == "]"
    for name in main.COMMANDS:
        assert f"\n  {name} " in listed


def test_an_unknown_command_is_a_usage_error() -> None:
    result = CliRunner().invoke(main.athir, ["codify"])
    assert result.exit_code == 2
    assert "No such command 'codify'" in result.output


def test_a_domain_error_is_one_line_and_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def broken() -> None:
        raise LexiconError("verbs.tsv", 7, "no such code: 999")

    monkeypatch.setattr(main.LazyGroup, "get_command", lambda *_: broken)
    result = CliRunner().invoke(main.athir, ["broken"])
    assert (result.exit_code, result.output) == (1, "Error: verbs.tsv:7: no such code: 999\n")


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATHIR_PORT", "eight thousand")
    result = CliRunner().invoke(main.athir, ["db", "current"])
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert "ATHIR_PORT" in result.output
