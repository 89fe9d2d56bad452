"""What POST /v1/jobs was sent: options, form and bytes, unpacked, limited and hashed while they arrive."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from flask import request
from marshmallow import ValidationError

from api.context import Services
from api.json_body import JSON, NDJSON_TYPES, check_charset, pieces
from api.problems import Problem, invalid
from api.unpack import GZIP, ZSTD, unpacked
from api.upload import MULTIPART, upload
from schemas.intake import JobQuerySchema

CSV: Final = "text/csv"
TSV: Final = "text/tab-separated-values"
_FORM_OF: Final[Mapping[str, str]] = {
    **dict.fromkeys(NDJSON_TYPES, "ndjson"),
    JSON: "json",
    CSV: "csv",
    "application/csv": "csv",
    TSV: "tsv",
}
PACKED: Final[Mapping[str, str]] = {
    "application/gzip": "gzip",
    "application/x-gzip": "gzip",
    "application/zstd": "zstd",
}
_OPAQUE: Final = "application/octet-stream"
_SUFFIX_FORM: Final = {".ndjson": "ndjson", ".jsonl": "ndjson", ".json": "json", ".csv": "csv", ".tsv": "tsv"}
_SUFFIX_CODING: Final = {".gz": "gzip", ".zst": "zstd"}
_MOST_CODINGS: Final = 2
_OPTIONS = JobQuerySchema()


class Intake:
    """One request's body. `options` are those of the query and of a form's fields; `form` is what the bytes are."""

    def __init__(self, here: Services, query: Mapping[str, Any]) -> None:
        """Reads no more of the body than tells what it is. Raises the 400, 413, 415 or 422 problem."""
        self._here = here
        self.options: dict[str, Any] = dict(query)
        self._hash = hashlib.sha256()
        body: Iterator[bytes] = self._limited(pieces(None))
        for coding in reversed(_codings()):
            body = self._unpacked(coding, body)
        media_type, name = request.mimetype, ""
        _check_type(media_type)
        if media_type == MULTIPART:
            form = upload(body, request.mimetype_params.get("boundary", ""))
            self._take_fields(form.fields)
            body, media_type, name = form.pieces, form.media_type.lower(), form.name.lower()
        if media_type in PACKED or name.endswith(tuple(_SUFFIX_CODING)):
            coding = PACKED.get(media_type) or next(v for k, v in _SUFFIX_CODING.items() if name.endswith(k))
            body = self._unpacked(coding, body)
            name = name.removesuffix(".gz").removesuffix(".zst")
        known = next((form for suffix, form in _SUFFIX_FORM.items() if name.endswith(suffix)), None)
        first = next(body, b"")
        self.form: str = self.options.get("format") or _FORM_OF.get(media_type) or known or _sniffed(first)
        self._body = itertools.chain([first], body)

    def __iter__(self) -> Iterator[bytes]:
        """The bytes of the articles, each once."""
        for piece in self._body:
            self._hash.update(piece)
            yield piece

    def fingerprint(self) -> str:
        """What tells this submission from another, once all of it was read: the bytes, their form and the options."""
        whole = json.dumps([self.form, self.options, self._hash.hexdigest()], sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()

    def _limited(self, body: Iterable[bytes]) -> Iterator[bytes]:
        limit, size = self._here.settings.max_job_bytes, 0
        for piece in body:
            size += len(piece)
            if size > limit:
                raise Problem("body-too-large", f"The body is larger than the limit of {limit} bytes.")
            yield piece

    def _unpacked(self, coding: str, body: Iterable[bytes]) -> Iterator[bytes]:
        return self._limited(unpacked(coding, body, ratio=self._here.settings.max_unpack_ratio))

    def _take_fields(self, fields: Mapping[str, str]) -> None:
        try:
            found: dict[str, Any] = _OPTIONS.load({name: value for name, value in fields.items() if value})
        except ValidationError as error:
            raise invalid(error) from error
        for name, value in found.items():
            if self.options.setdefault(name, value) != value:
                detail = "The query and the form say different things."
                raise Problem("invalid-input", f"/{name}: {detail}", [{"pointer": f"/{name}", "detail": detail}])


def _check_type(media_type: str) -> None:
    if media_type in _FORM_OF:
        check_charset()
    elif media_type == MULTIPART and not request.mimetype_params.get("boundary"):
        raise Problem("unsupported-media-type", "multipart/form-data needs a boundary.")
    elif media_type not in (*PACKED, MULTIPART, _OPAQUE):
        named = f"not {media_type}" if media_type else "and Content-Type is missing"
        wanted = " or ".join(sorted((*_FORM_OF, *PACKED, MULTIPART)))
        raise Problem("unsupported-media-type", f"The body must be {wanted}, {named[:100]}.")


def _codings() -> list[str]:
    named = [part.strip().lower() for part in request.headers.get("Content-Encoding", "").split(",")]
    codings = [name for name in named if name not in ("", "identity")]
    unknown = [name for name in codings if name not in GZIP | ZSTD]
    if unknown or len(codings) > _MOST_CODINGS:
        detail = "Content-Encoding may be gzip or zstd" + (
            f", not {unknown[0][:100]}." if unknown else ", twice at most."
        )
        raise Problem("unsupported-media-type", detail)
    return codings


def _sniffed(start: bytes) -> str:
    """The form of bytes that nobody named: an array is JSON, an object the first line of NDJSON, all else CSV."""
    mark = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if mark == b"[":
        return "json"
    return "ndjson" if mark in (b"{", b"") else "csv"
