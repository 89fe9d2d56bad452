"""The README's example gives the README's answer, with the real coder, and its commands exist."""

from __future__ import annotations

import json
import os
import re
from typing import Any

import pytest
from click.testing import CliRunner

from cli.main import athir
from coders import registry
from coders.wire import article_from_wire, result_to_wire
from settings import Settings
from tests.support import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_gives_the_answer() -> None:
    article = json.loads(found(r"application/json' -d '(\{.*?\})'"))
    shown = json.loads(found(r"```json\n(.*?)```"))["results"][0]
    settings = Settings.from_env({"HOME": os.environ["HOME"]})
    coder = registry.build("athir", registry.CoderOptions(settings.spacy_model, settings.cache_dir))
    (result,) = coder.code([article_from_wire(article)])
    assert part_of(shown, result_to_wire(result)) == shown


@pytest.mark.parametrize("command", sorted(set(re.findall(r"bin/athir ((?:jobs )?[a-z]+)", README))))
def test_the_commands_exist(command: str) -> None:
    result = CliRunner().invoke(athir, [*command.split(), "--help"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(([^):]+)\)", README))))
def test_the_linked_pages_exist(path: str) -> None:
    assert (ROOT / path).is_file()


def found(pattern: str) -> str:
    """What `pattern` captures in the README."""
    match = re.search(pattern, README, re.DOTALL)
    assert match is not None, pattern
    return match.group(1)


def part_of(shown: Any, whole: Any) -> Any:
    """`whole` reduced to the keys that `shown` has, at every depth."""
    if isinstance(shown, dict) and isinstance(whole, dict):
        return {key: part_of(value, whole.get(key)) for key, value in shown.items()}
    if isinstance(shown, list) and isinstance(whole, list) and len(shown) == len(whole):
        return [part_of(one, other) for one, other in zip(shown, whole, strict=True)]
    return whole
