"""What the commands check before they start anything."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner

from cli.main import athir
from cli.options import check_exposure
from settings import Settings, SettingsError

DEFAULT = Settings.from_env({"HOME": "/home/someone"})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "localhost"])
def test_on_loopback_nothing_need_be_said(host: str) -> None:
    check_exposure(replace(DEFAULT, host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "athir.example.org", "127.0.0.1.example.org"])
def test_elsewhere_it_must_be_said_whether_keys_are_asked_for(host: str) -> None:
    with pytest.raises(SettingsError, match="ATHIR_REQUIRE_KEYS"):
        check_exposure(replace(DEFAULT, host=host))
    for said in (True, False):
        check_exposure(replace(DEFAULT, host=host, require_keys=said))


@pytest.mark.parametrize("command", [["api", "--host", "0.0.0.0"], ["up", "--host", "0.0.0.0", "--port", "0"]])
def test_the_commands_refuse_to_start_exposed(
    command: list[str], tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(str(tmp_path))
    monkeypatch.delenv("ATHIR_REQUIRE_KEYS", raising=False)
    result = CliRunner().invoke(athir, command)
    assert result.exit_code == 1
    assert "ATHIR_REQUIRE_KEYS" in result.output
