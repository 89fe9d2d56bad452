"""`athir doctor`: looks at every part that Athir needs and says what to do about each that is not right."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cli.options import load_settings

if TYPE_CHECKING:
    from settings import Settings

_DISK_BYTES: Final = 1_000_000_000
_CLOCK_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part. `state` is ok, note (works, but) or wrong; `advice` says what to do."""

    part: str
    state: str
    found: str
    advice: str = ""


@click.command()
@click.option("--model/--no-model", default=True, help="Load the parser's model too, which takes a few seconds.")
def doctor(model: bool) -> None:
    """Check Redis, database, model, lexicons, disk and clock, and say what to do.

    Exit code 1 if something is wrong.
    """
    settings = load_settings()
    wrong = 0
    checks: list[Callable[[Settings], Iterator[Finding]]] = [
        exposure, database, redis, lexicons, gazetteer, disk,
    ]  # fmt: skip
    if model:
        checks.append(parser)
    for check in checks:
        for finding in check(settings):
            wrong += finding.state == "wrong"
            mark = {"ok": "ok   ", "note": "note ", "wrong": "WRONG"}[finding.state]
            click.echo(f"{mark} {finding.part}: {finding.found}")
            if finding.advice:
                click.echo(f"      → {finding.advice}")
    if wrong:
        raise SystemExit(1)


def exposure(settings: Settings) -> Iterator[Finding]:
    """Who reaches the API, and whether it asks for keys."""
    where = f"{settings.host}:{settings.port}"
    if settings.require_keys:
        yield Finding("access", "ok", f"{where} asks for keys")
    elif settings.listens_on_loopback:
        yield Finding("access", "ok", f"{where} is for this machine alone and asks for no key")
    elif settings.require_keys is None:
        yield Finding(
            "access",
            "wrong",
            f"{where} can be reached by others",
            "Set ATHIR_REQUIRE_KEYS=1, or 0 to let everybody in.",
        )
    else:
        yield Finding(
            "access", "note", f"{where} lets everybody in who reaches it", "ATHIR_REQUIRE_KEYS=1 asks for keys."
        )


def database(settings: Settings) -> Iterator[Finding]:
    """Schema, backlog, keys and clock of the database."""
    from jobs import backlog, keys
    from storage import engine, migrate
    from storage.errors import StorageUnavailable

    try:
        current, head = migrate.current(settings.database_url), migrate.head()
    except StorageUnavailable as error:
        yield Finding("database", "wrong", str(error), "Is it running, and is ATHIR_DATABASE_URL right?")
        return
    if current != head:
        yield Finding("database", "wrong", f"its schema is {current or 'missing'}, not {head}", "Run: athir db upgrade")
        return
    opened = engine.create_engine(settings.database_url)
    store = engine.session_factory(opened)
    try:
        waiting = {queue: stands.pending_chunks for queue, stands in backlog.measure(store).items()}
        told = ", ".join(f"{count} chunks wait in {queue}" for queue, count in waiting.items())
        yield Finding("database", "ok", f"{opened.dialect.name}, schema {head}; {told}")
        if settings.require_keys and not keys.any_usable(store):
            yield Finding("keys", "wrong", "none can be used", "Run: athir keys create --name first --scope admin")
        with engine.reading(store) as session:
            yield from _clock("the database's clock", engine.now(session))
    finally:
        opened.dispose()


def redis(settings: Settings) -> Iterator[Finding]:
    """Whether Redis answers, keeps what it is given, and knows a worker."""
    from redis.exceptions import RedisError

    from workers import liveness
    from workers.broker import connect

    try:
        with connect(settings.redis_url) as client:
            version = client.info("server")["redis_version"]
            policy = client.info("memory").get("maxmemory_policy", "unknown")
            alive = liveness.names(client)
            seconds, micro = client.time()
    except RedisError as error:
        yield Finding(
            "Redis", "wrong", f"no answer ({type(error).__name__})", "Is it running, and is ATHIR_REDIS_URL right?"
        )
        return
    yield Finding("Redis", "ok", f"version {version}")
    if policy != "noeviction":
        advice = "Start it with --maxmemory-policy noeviction, or messages may be thrown away."
        yield Finding("Redis memory", "note", f"the policy is {policy}", advice)
    yield from _clock("Redis's clock", datetime.fromtimestamp(seconds + micro / 1e6, UTC))
    if alive:
        yield Finding("workers", "ok", ", ".join(alive))
    else:
        yield Finding("workers", "note", "none is alive", "Start one: athir worker")


def lexicons(settings: Settings) -> Iterator[Finding]:
    """Every line of the lexicons and of the user's own actors."""
    from cli.options import check_own_actors
    from coders.errors import DataError
    from coders.lexicon.check import check_all
    from coders.lexicon.paths import LEXICONS

    folder = settings.lexicons or LEXICONS
    report = check_all(folder)
    if report.problems:
        found = f"{len(report.problems)} problems, the first: {report.problems[0]}"
        yield Finding("lexicons", "wrong", found, "Run: athir lexicon check")
    else:
        yield Finding("lexicons", "ok", f"{sum(report.counts.values())} entries")
    try:
        check_own_actors(settings)
    except DataError as error:
        yield Finding("own actors", "wrong", str(error), "Mend that line; docs/actors.md has the format.")


def gazetteer(settings: Settings) -> Iterator[Finding]:
    """Whether the table of places is compiled and readable."""
    from coders.errors import DataError
    from coders.reference import Reference

    try:
        facts = Reference(settings.lexicons, settings.cache_dir, settings.actors).versions().gazetteer
    except DataError as error:
        yield Finding("gazetteer", "wrong", str(error), "Run: athir gazetteer build")
        return
    if facts is None:
        yield Finding(
            "gazetteer", "note", "not compiled yet; a worker does it at its start", "Run: athir lexicon compile"
        )
    else:
        yield Finding("gazetteer", "ok", f"{facts.places} places")


def disk(settings: Settings) -> Iterator[Finding]:
    """Free space where Athir writes."""
    folders = {"cache": settings.cache_dir, "temporary files": Path(tempfile.gettempdir())}
    if settings.database_url.startswith("sqlite:///"):
        folders["database"] = Path(settings.database_url.removeprefix("sqlite:///")).absolute().parent
    for name, folder in folders.items():
        while not folder.exists():
            folder = folder.parent
        free = shutil.disk_usage(folder).free
        state = "ok" if free >= _DISK_BYTES else "wrong"
        advice = "" if state == "ok" else "Make room, or the store will refuse work."
        yield Finding(f"disk ({name})", state, f"{free / 1e9:.1f} GB free", advice)


def parser(settings: Settings) -> Iterator[Finding]:
    """Whether the parser's model can be loaded."""
    from coders.errors import AthirError
    from coders.native import compiled
    from coders.registry import CoderOptions, build

    begun = time.perf_counter()
    options = CoderOptions(
        settings.spacy_model, settings.cache_dir, settings.lexicons, settings.parse_batch, settings.actors
    )
    try:
        coder = build(settings.default_coder, options)
    except AthirError as error:
        yield Finding(
            "coder", "wrong", str(error), "Is the model installed (ATHIR_SPACY_MODEL), is the cache writable?"
        )
        return
    seconds = time.perf_counter() - begun
    yield Finding("coder", "ok", f"{settings.default_coder} with {coder.info.model} in {seconds:.1f} s")
    if modules := compiled():
        yield Finding("speed", "ok", f"{len(modules)} modules of the coder run compiled")
    else:
        yield Finding(
            "speed", "note", "the coder runs uncompiled, at about two thirds of its speed",
            "Install a C compiler and Python's headers, then run: make install",
        )  # fmt: skip


def _clock(whose: str, told: datetime) -> Iterator[Finding]:
    apart = abs((told - datetime.now(UTC)).total_seconds())
    if apart > _CLOCK_SECONDS:
        yield Finding("clock", "wrong", f"{whose} is {apart:.0f} s away from this machine's", "Let both follow NTP.")
    else:
        yield Finding("clock", "ok", f"{whose} agrees with this machine's")
