"""The forms that results and lists come in, and how a request chooses one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final, TypeVar

from flask import request
from flask_smorest import Blueprint

from api.json_body import JSON, NDJSON
from api.problems import Problem

View = TypeVar("View", bound=Callable[..., Any])

CSV: Final = "text/csv"
TSV: Final = "text/tab-separated-values"
PARQUET: Final = "application/vnd.apache.parquet"


@dataclass(frozen=True, slots=True)
class Format:
    """A form by its name in `format=`, which is also the suffix of a file of it, and its media type."""

    name: str
    media_type: str

    @property
    def content_type(self) -> str:
        """The Content-Type of an answer."""
        return f"{self.media_type}; charset=utf-8" if self.media_type in (CSV, TSV) else self.media_type


# The first is what a client gets that does not say.
FORMATS: Final = (
    Format("ndjson", NDJSON),
    Format("json", JSON),
    Format("csv", CSV),
    Format("tsv", TSV),
    Format("parquet", PARQUET),
)
NAMES: Final = tuple(form.name for form in FORMATS)
_BY_NAME: Final = {form.name: form for form in FORMATS}
_BY_TYPE: Final = {form.media_type: form for form in FORMATS}


def chosen(asked: str | None) -> Format:
    """The form that `format=` (`asked`) or else the Accept header names. Raises the 406 problem.

    Parquet is a 406 problem where the server was installed without it.
    """
    if asked is not None:
        form = _BY_NAME[asked]
    elif not request.accept_mimetypes:
        form = FORMATS[0]
    else:
        best = request.accept_mimetypes.best_match(list(_BY_TYPE))
        if best is None:
            raise Problem("not-acceptable", f"This route answers in {', '.join(_BY_TYPE)}.")
        form = _BY_TYPE[best]
    if form.media_type == PARQUET and not has_parquet():
        raise Problem("not-acceptable", "This server writes no Parquet: its extra athir[parquet] is not installed.")
    return form


def has_parquet() -> bool:
    """Whether pyarrow is installed; loads nothing."""
    return find_spec("pyarrow") is not None


def documented(blueprint: Blueprint, page: Any, headers: dict[str, Any]) -> Callable[[View], View]:
    """Documents that a view answers 200 in all forms: `page` as JSON, the others as text or bytes."""
    said = "The items, or a page of them."

    def decorator(view: View) -> View:
        documented: Any = blueprint.response(200, page, headers=headers, description=said)(view)
        for form in FORMATS:
            if form.media_type != JSON:
                text = {"type": "string", "format": "binary"} if form.media_type == PARQUET else {"type": "string"}
                documented = blueprint.alt_response(
                    200, schema=text, content_type=form.media_type, headers=headers, description=said, success=True
                )(documented)
        result: View = documented
        return result

    return decorator
