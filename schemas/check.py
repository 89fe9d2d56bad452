"""Checks what leaves against its schema at a small part of marshmallow's cost, so that every event and row is checked.

A schema is compiled once into plain predicates. What they refuse is put to the schema itself: its word counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from schemas.event import EventSchema
from schemas.fields import CleanString, IsoDay, StrictInteger, StrictNumber
from schemas.row import RowSchema, agrees

Test = Callable[[Any], bool]


class Checker:
    """Checks plain dicts against `schema`; `agreement` stands for the schema's checks across fields."""

    def __init__(self, schema: Schema, agreement: Test | None = None) -> None:
        self._schema = schema
        self._test = _compiled(schema, agreement)

    def passes(self, item: object) -> bool:
        """Whether the predicates accept `item`. They never accept what the schema refuses."""
        return self._test(item)

    def __call__(self, item: Any) -> None:
        """Returns if `item` is valid. Raises marshmallow's ValidationError with the schema's messages otherwise."""
        if self._test(item):
            return
        errors = self._schema.validate(item)
        if errors:
            raise ValidationError(errors)


def _compiled(schema: Schema, agreement: Test | None = None) -> Test:
    tests = tuple((name, _field_test(field)) for name, field in schema.fields.items())
    size = len(tests)

    def test(item: Any) -> bool:
        if type(item) is not dict or len(item) != size:
            return False
        try:
            for name, passes in tests:
                if not passes(item[name]):
                    return False
        except KeyError:
            return False
        return agreement is None or agreement(item)

    return test


def _field_test(field: fields.Field[Any]) -> Test:
    kind = _type_test(field)
    limits = tuple(_validator_test(validator) for validator in field.validators)
    nullable = field.allow_none
    if not limits and not nullable:
        return kind

    def test(value: Any) -> bool:
        if value is None:
            return nullable
        if not kind(value):
            return False
        for limit in limits:  # noqa: SIM110  # a generator for all() costs more than the limits themselves
            if not limit(value):
                return False
        return True

    return test


def _type_test(field: fields.Field[Any]) -> Test:
    if isinstance(field, fields.Nested):
        return _compiled(field.schema)
    if isinstance(field, fields.List):
        inner = _field_test(field.inner)
        return lambda value: type(value) is list and all(map(inner, value))
    for kind, test in _TYPES:
        if isinstance(field, kind):
            return test
    raise TypeError(f"no predicate for a field of type {type(field).__name__}")


def _is_clean(value: Any) -> bool:
    # No NUL character and no surrogate is printable; other unprintable text is left to the schema.
    return type(value) is str and value.isprintable() and not value.isspace() and value != ""


def is_day(value: Any) -> bool:
    """Whether `value` is surely a calendar day as YYYY-MM-DD."""
    # Days 1 to 28 exist in every month; the few others are left to the schema.
    return (
        type(value) is str
        and len(value) == 10
        and value.isascii()
        and value[4] == value[7] == "-"
        and value[:4].isdigit()
        and value[:4] != "0000"
        and value[5:7] in _MONTHS
        and value[8:] in _DAYS
    )


_MONTHS = frozenset(f"{month:02}" for month in range(1, 13))
_DAYS = frozenset(f"{day:02}" for day in range(1, 29))
_TYPES: tuple[tuple[type[fields.Field[Any]], Test], ...] = (
    (IsoDay, is_day),
    (CleanString, _is_clean),
    (fields.String, lambda value: type(value) is str),
    (StrictInteger, lambda value: type(value) is int),
    (StrictNumber, lambda value: type(value) is int or (type(value) is float and math.isfinite(value))),
)


def _validator_test(validator: Any) -> Test:
    if isinstance(validator, validate.Range):
        low = -math.inf if validator.min is None else validator.min
        high = math.inf if validator.max is None else validator.max
        return lambda value: low <= value <= high
    if isinstance(validator, validate.Length):
        least, most = validator.min or 0, math.inf if validator.max is None else validator.max
        return lambda value: least <= len(value) <= most
    if isinstance(validator, validate.OneOf):
        allowed = frozenset(validator.choices)
        return lambda value: value in allowed
    if isinstance(validator, validate.Regexp):
        pattern = validator.regex
        return lambda value: pattern.match(value) is not None
    raise TypeError(f"no predicate for a validator of type {type(validator).__name__}")


def _root_agrees(event: Mapping[str, Any]) -> bool:
    return bool(event["code"][:2] == event["root"])


check_event = Checker(EventSchema(), _root_agrees)
check_row = Checker(RowSchema(), agrees)


def check_article(result: Mapping[str, Any]) -> None:
    """Checks the events and rows of one article result. Raises ValidationError naming which one is wrong."""
    for name, check in (("events", check_event), ("rows", check_row)):
        for index, item in enumerate(result[name]):
            try:
                check(item)
            except ValidationError as error:
                raise ValidationError({name: {index: error.messages}}) from error
