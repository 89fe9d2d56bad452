"""Settings as the commands want them: read from the environment, with command-line options laid over them."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from settings import Settings


def load_settings(**options: Any) -> Settings:
    """Settings from the environment; each option that is not None replaces the setting of its name.

    Raises SettingsError naming the variable that is wrong.
    """
    settings = Settings.from_env(os.environ)
    return replace(settings, **{name: value for name, value in options.items() if value is not None})
