"""Field types that marshmallow lacks: clean text, strict numbers, ISO 8601 dates; all load to plain JSON values."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sized
from datetime import date, datetime
from typing import Any, TypeVar

from marshmallow import RAISE, Schema, ValidationError, fields
from marshmallow.validate import Length

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)

_HOUR, _SIXTY = "([01][0-9]|2[0-3])", "[0-5][0-9]"
# What the API's document says of a date: the same form, with no number that no month or clock has.
_DOCUMENTED = (
    r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    rf"([Tt ]{_HOUR}:{_SIXTY}(:{_SIXTY}(\.[0-9]{{1,6}})?)?([Zz]|[+-]{_HOUR}:?{_SIXTY})?)?$"
)


class StrictSchema(Schema):
    """A schema that refuses unknown fields by name."""

    error_messages = {"type": "Must be a JSON object.", "unknown": "Unknown field."}  # noqa: RUF012  # marshmallow's own

    class Meta:
        """Unknown fields are refused by name."""

        unknown = RAISE


_Sized = TypeVar("_Sized", bound=Sized)


class CleanString(fields.String):
    """A string that every database and every encoder can hold: no NUL character and no lone surrogate.

    `max_chars` counts Unicode code points; `one_line` refuses control characters, `blank` allows the empty
    string and white space.
    """

    def __init__(
        self,
        *,
        max_chars: int | None = None,
        one_line: bool = False,
        blank: bool = False,
        validate: Iterable[Any] = (),
        **kwargs: Any,
    ) -> None:
        self.one_line = one_line
        self.blank = blank
        super().__init__(validate=[MaxChars(min=0 if blank else 1, max=max_chars), *validate], **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError(f"Must be a string, not {json_type(value)}.")
        if "\x00" in value:
            raise ValidationError(f"Must not contain NUL characters (first at offset {value.index(chr(0))}).")
        if not value.isascii() and (lone := _SURROGATE.search(value)):
            raise ValidationError(f"Must not contain lone surrogates (first at offset {lone.start()}).")
        if self.one_line and _CONTROL.search(value):
            raise ValidationError("Must not contain control characters.")
        if not self.blank and (not value or value.isspace()):
            raise ValidationError("Must not be empty or white space only.")
        return value


class MaxChars(Length):
    """At most `max` code points; the message says the limit and how long the value is."""

    def __call__(self, value: _Sized) -> _Sized:
        """Returns `value`. Raises ValidationError if it is too long."""
        if self.max is not None and len(value) > self.max:
            raise ValidationError(f"Must have at most {self.max} characters, has {len(value)}.")
        return value


class StrictInteger(fields.Integer):
    """A JSON integer: no string, no fraction, no boolean."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValidationError(f"Must be an integer, not {json_type(value)}.")
        return value


class StrictNumber(fields.Float):
    """A finite JSON number: no string, no boolean."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise ValidationError(f"Must be a number, not {json_type(value)}.")
        if isinstance(value, float) and not math.isfinite(value):
            raise ValidationError("Must be a finite number.")
        return value


class IsoDay(fields.String):
    """A calendar day as `YYYY-MM-DD`, kept as text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"format": "date", **kwargs.pop("metadata", {})}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError(f"Must be a date as text (YYYY-MM-DD), not {json_type(value)}.")
        if len(value) != 10 or not _ISO.fullmatch(value):
            raise ValidationError("Must be a date as YYYY-MM-DD.")
        return _checked(value)


class IsoDate(fields.String):
    """An ISO 8601 date or date-time in its extended form, kept as text; its first ten characters are always the day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"pattern": _DOCUMENTED, **kwargs.pop("metadata", {})}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError(f"Must be a date as text (YYYY-MM-DD), not {json_type(value)}.")
        if not _ISO.fullmatch(value):
            raise ValidationError(
                "Must be an ISO 8601 date (YYYY-MM-DD) or date-time (YYYY-MM-DDThh:mm:ss, offset optional)."
            )
        return _checked(value)


class BoundedList(fields.List[Any]):
    """A list whose length is checked before its items, so that a flood of items costs nothing."""

    def __init__(self, inner: fields.Field[Any], *, most: int, **kwargs: Any) -> None:
        super().__init__(inner, validate=Length(max=most), **kwargs)
        self.most = most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError(f"Must be an array, not {json_type(value)}.")
        if len(value) > self.most:
            raise ValidationError(f"Must have at most {self.most} items, has {len(value)}.")
        items: list[Any] = super()._deserialize(value, attr, data, **kwargs)
        return items


def _checked(value: str) -> str:
    try:
        if len(value) == 10:
            date.fromisoformat(value)
        else:
            datetime.fromisoformat(value.upper())
    except ValueError:
        raise ValidationError(f"{value} is not a day or time that exists.") from None
    return value


def json_type(value: object) -> str:
    """The JSON name of a value's type, with its article, for messages."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a string"
    return "an array" if isinstance(value, list) else "an object"
