"""Column types that behave alike on SQLite and PostgreSQL, whatever characters a text from outside holds."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

# PostgreSQL's text holds neither NUL nor what UTF-8 cannot encode.
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def to_json(value: Any) -> str:
    """`value` as compact JSON that any database can hold: control characters are escaped, lone surrogates if need be.

    Raises ValueError or TypeError for what JSON cannot say, such as NaN.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"), allow_nan=False)
    return text


def iso(moment: datetime) -> str:
    """A point in time (with a zone, UTC) as answers show it: ISO 8601 to the millisecond."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Json(TypeDecorator[Any]):
    """JSON kept as text. A JSONB column would refuse escaped NUL characters and forget the order of keys."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """None is SQL's NULL."""
        return None if value is None else to_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The value that was stored."""
        return None if value is None else json.loads(value)


class SafeText(TypeDecorator[str]):
    """Text to look things up by, cut at `limit` characters if that is given.

    Characters that PostgreSQL cannot hold become U+FFFD; the JSON beside the column keeps them.
    """

    impl = Text
    cache_ok = True

    def __init__(self, limit: int | None = None) -> None:
        super().__init__()
        self.limit = limit

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text without what cannot be stored."""
        return None if value is None else _UNSTORABLE.sub("\ufffd", value)[: self.limit]


class UtcTime(TypeDecorator[datetime]):
    """A point in time. SQLite knows no time zones, so UTC is written there and read back as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Raises ValueError for a time without a zone: nobody could tell which moment it is."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
