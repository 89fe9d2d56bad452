"""The articles of a bulk body, read as they arrive: NDJSON, JSON, CSV or TSV, one article at a time in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.articles import Invalid, read_article
from api.bulk_lines import lines
from api.context import Services
from api.csv_stream import records
from api.json_body import MalformedJson, loads
from api.json_stream import Element, Member, elements
from api.problems import Problem
from jobs.submit import InputError

__all__ = ["FORMATS", "Reader", "lines"]

FORMATS: Final = ("ndjson", "json", "csv", "tsv")
Item = dict[str, Any] | InputError


@dataclass(slots=True)
class Reader:
    """Reads one body. `date` is given to articles without one; `coder` is the one that a JSON envelope named."""

    here: Services
    date: str | None = None
    coder: str | None = None

    def articles(self, form: str, body: Iterable[bytes]) -> Iterator[Item]:
        """One item per article of a body in `form`; a bad one is an InputError with its line, or place, from 1.

        Raises what `body` raises, and the 400, 413 or 422 problem for a frame without which nothing can be read.
        """
        read: Mapping[str, Callable[[Iterable[bytes]], Iterator[Item]]] = {
            "ndjson": self._ndjson,
            "json": self._json,
            "csv": lambda body: self._csv(body, ","),
            "tsv": lambda body: self._csv(body, "\t"),
        }
        for item in read[form](body):
            if isinstance(item, dict) and self.date is not None:
                item.setdefault("date", self.date)
            yield item

    @property
    def _limit(self) -> int:
        return self.here.settings.max_body_bytes

    def _ndjson(self, body: Iterable[bytes]) -> Iterator[Item]:
        for number, line in lines(body, self._limit):
            if line is None:
                yield InputError(number, "", f"The line is longer than the limit of {self._limit} bytes.")
            elif line.strip():
                yield self._parsed(number, line, "")

    def _csv(self, body: Iterable[bytes], delimiter: str) -> Iterator[Item]:
        for record in records(body, self._limit, delimiter):
            if record.body is None:
                yield InputError(record.line, record.pointer, record.problem)
            else:
                yield self._checked(record.line, record.body, "")

    def _json(self, body: Iterable[bytes]) -> Iterator[Item]:
        members: list[Member] = []
        enveloped = False
        try:
            for part in elements(body, self._limit):
                if isinstance(part, Element):
                    yield self._element(part, "/articles" if part.enveloped else "")
                    enveloped |= part.enveloped
                else:
                    members.append(part)
                    if part.raw is None or sum(len(m.raw or b"") for m in members) > self._limit:
                        raise Problem("body-too-large", f"A value is longer than the limit of {self._limit} bytes.")
            named = {str(loads(m.key)): loads(m.raw or b"") for m in members}
        except MalformedJson as error:
            raise Problem(error.slug, str(error)) from error
        if enveloped or "articles" in named:
            self._envelope(named)
        elif members:
            yield self._checked(1, named, "")

    def _element(self, element: Element, prefix: str) -> Item:
        place = f"{prefix}/{element.index}"
        if element.raw is None:
            return InputError(element.index + 1, place, f"The article is longer than the limit of {self._limit} bytes.")
        return self._parsed(element.index + 1, element.raw, place)

    def _parsed(self, number: int, raw: bytes, place: str) -> Item:
        try:
            value = loads(raw)
        except MalformedJson as error:
            return InputError(number, place, str(error))
        return self._checked(number, value, place)

    def _checked(self, number: int, value: Any, place: str) -> Item:
        item = read_article(self.here, value, place)
        return item.for_job(number) if isinstance(item, Invalid) else item

    def _envelope(self, members: Mapping[str, Any]) -> None:
        """Takes the members beside the articles. Raises the 422 problem for what is wrong with them."""
        for name, value in members.items():
            if name == "coder" and (value is None or isinstance(value, str)):
                self.coder = value or None
                continue
            wanted = {"coder": "Must be a string.", "articles": "Must be an array."}
            detail = wanted.get(name, "Unknown field.")
            pointer = "/" + name[:100].replace("~", "~0").replace("/", "~1")
            raise Problem("invalid-input", f"{pointer}: {detail}", [{"pointer": pointer, "detail": detail}])
