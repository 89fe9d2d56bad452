"""How often one reader may ask the ACLED-style API: ATHIR_READ_RATE, counted in Redis so that all processes count together."""

from __future__ import annotations

import hashlib
from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from api.acled.errors import LIMITER
from settings import Settings


def install(app: Flask, settings: Settings, *blueprints: Blueprint) -> None:
    """Limits the routes of `blueprints`, counted together, if the settings say so. Connects to nothing.

    While Redis is away each process counts for itself, since reading needs the database alone.
    """
    if not settings.read_rate:
        return
    limiter = Limiter(
        _reader,
        app=app,
        storage_uri=storage_uri(settings),
        strategy="moving-window",
        key_prefix="athir-read",
        in_memory_fallback_enabled=True,
    )
    shared = limiter.shared_limit(settings.read_rate, scope="read")
    for blueprint in blueprints:
        shared(blueprint)
    app.extensions[LIMITER] = limiter


def storage_uri(settings: Settings) -> str:
    """The Redis of the settings, in the words of the limiter's library."""
    parts = urlsplit(settings.redis_url)
    if parts.scheme != "redis+socket":
        return settings.redis_url
    database = parse_qs(parts.query).get("virtual_host", ["0"])[0]
    return f"redis+unix://{parts.path}?db={database}"


def _reader() -> str:
    """Who asks: a token or key if there is one, kept as a digest, else the address."""
    bearer = request.authorization.token if request.authorization is not None else None
    secret = bearer or request.args.get("key")
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest() if secret else get_remote_address()
