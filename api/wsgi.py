"""The entry for gunicorn: `gunicorn 'api.wsgi:create()'`. Importing it does nothing."""

from __future__ import annotations

import os

from flask import Flask

from api.app import create_app
from api.context import reference
from settings import Settings
from workers import logs


def create() -> Flask:
    """The application of a real process, from the ATHIR_* environment variables.

    Raises SettingsError, and LexiconError for a wrong file of own actors.
    """
    settings = Settings.from_env(os.environ)
    logs.configure(settings)
    reference(settings).check_own()
    return create_app(settings)
