"""Finds articles of a job that differ in their id alone, so that each text is coded once and answered for each.

Whether two articles are equal is decided by their bodies; digests only tell where to look.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol, runtime_checkable

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from storage.engine import reading
from storage.models import Article, Event, Row

_BYTES: Final = 8  # what a BIGINT holds


@runtime_checkable
class Readdresses(Protocol):
    """A coder whose answer to one article can become the answer to another that is equal but for its id."""

    def readdressed(self, answer: Mapping[str, Any], article_id: str) -> dict[str, Any] | None:
        """The article result `answer` as it would be had the article been called `article_id`; None if it cannot tell."""


def digest(body: Mapping[str, Any]) -> int:
    """A number that is the same for article bodies that are equal but for `id`."""
    return _number(_content(body))


def digest_in_job(job_id: str, content: int) -> int:
    """The same, different for the same body in another job, so that one index finds it."""
    return _number(job_id.encode() + content.to_bytes(_BYTES, "big", signed=True))


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two article bodies are equal but for `id`."""
    return {**one, "id": None} == {**other, "id": None}


def within(bodies: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    """For each body that repeats an earlier one but for its id: its index, and that of the first such."""
    first: dict[bytes, int] = {}
    repeats: dict[int, int] = {}
    for index, body in enumerate(bodies):
        original = first.setdefault(_content(body), index)
        if original != index:
            repeats[index] = original
    return repeats


def settled(
    store: sessionmaker[Session], job_id: str, wanted: Mapping[int, tuple[int, Mapping[str, Any]]]
) -> dict[int, dict[str, Any]]:
    """Answers that the job already has to articles equal to the wanted ones.

    `wanted` maps an index of the caller's to (digest in the job, body); so does the answer, to whole article results.
    Raises StorageUnavailable.
    """
    if not wanted:
        return {}
    by_digest: dict[int, list[int]] = defaultdict(list)
    for index, (number, _) in wanted.items():
        by_digest[number].append(index)
    found: dict[int, dict[str, Any]] = {}
    with reading(store) as session:
        query = select(Article.digest, Article.position, Article.body, Article.result).where(
            Article.digest.in_(by_digest), Article.job_id == job_id, Article.state == "coded"
        )
        for number, position, body, result in session.execute(query.order_by(Article.position)):
            takers = [i for i in by_digest[number or 0] if i not in found and same(wanted[i][1], body)]
            if not takers or result is None:
                continue
            whole = {
                **result,
                "events": _payloads(session, Event, job_id, position),
                "rows": _payloads(session, Row, job_id, position),
            }
            found.update(dict.fromkeys(takers, whole))
    return found


def _payloads(session: Session, table: type[Event] | type[Row], job_id: str, position: int) -> list[dict[str, Any]]:
    query = select(table.payload).where(table.job_id == job_id, table.position == position).order_by(table.ordinal)
    return list(session.scalars(query))


def _content(body: Mapping[str, Any]) -> bytes:
    rest = {name: value for name, value in body.items() if name != "id"}
    return hashlib.blake2b(json.dumps(rest, sort_keys=True).encode(), digest_size=32).digest()


def _number(content: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(content, digest_size=_BYTES).digest(), "big", signed=True)
