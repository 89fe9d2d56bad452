"""What the coder asks of a parser: sentences in, sentences with tokens out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from coders.types import Sentence, Span

Wholes = Callable[[Sentence], Sequence[Span]]
"""Names in a sentence that must stay whole, as spans of the article."""


class Engine(Protocol):
    """A dependency parser. Records leave it, never objects of the library behind it."""

    @property
    def name(self) -> str:
        """Name and version of the model, for `coder.model` in answers."""

    def parse(self, sentences: Sequence[Sentence], wholes: Wholes | None = None) -> Iterator[Sentence]:
        """Yields the sentences in order with their tokens; offsets are those of the article.

        A name that `wholes` gives becomes one token where the parser's own tokens allow it.
        """
