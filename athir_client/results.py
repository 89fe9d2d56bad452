"""Results as an iterator that fetches page after page and knows where to go on at another time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")


class Listing(Generic[Item]):
    """Items of a job or of the store, each once and in order.

    `cursor` stands behind the last page of which an item was given: another listing with it as `after` goes on there,
    also in another process. `complete` is whether nothing comes behind, now or later.
    """

    def __init__(self, ask: Callable[[Mapping[str, Any]], dict[str, Any]], query: Mapping[str, Any]) -> None:
        self._ask = ask
        self._query = {name: value for name, value in query.items() if value is not None}
        self.cursor: str | None = self._query.pop("after", None)
        self.complete = False

    def __iter__(self) -> Iterator[Item]:
        while True:
            place = {"after": self.cursor} if self.cursor is not None else {}
            page = self._ask({**self._query, **place, "format": "json", "summary": "true"})
            self.cursor = page["summary"]["cursor"] or self.cursor
            self.complete = page["summary"]["complete"]
            yield from page["results"]
            if page["next"] is None:
                return
