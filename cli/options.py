"""Settings as the commands want them: read from the environment, with command-line options laid over them."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from coders.lexicon.paths import LEXICONS
from settings import Settings, SettingsError


def load_settings(**options: Any) -> Settings:
    """Settings from the environment; each option that is not None replaces the setting of its name.

    Raises SettingsError naming the variable that is wrong.
    """
    settings = Settings.from_env(os.environ)
    return replace(settings, **{name: value for name, value in options.items() if value is not None})


def check_exposure(settings: Settings) -> None:
    """Raises SettingsError where others reach the API and nothing says whether it asks for keys."""
    if settings.require_keys is None and not settings.listens_on_loopback:
        raise SettingsError(
            "ATHIR_REQUIRE_KEYS",
            "nothing",
            f"1 (make a key with `athir keys create`), or 0 to let everybody in who reaches {settings.host}",
        )


def check_own_actors(settings: Settings) -> None:
    """Raises LexiconError, by file and line, where one of `settings.actors` is wrong: before processes are started."""
    from coders.actors.lexicon import check_own

    check_own((settings.lexicons or LEXICONS) / "actors", settings.actors)
