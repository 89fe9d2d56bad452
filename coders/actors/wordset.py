"""Sets of words written as running text."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of `text`, which are separated by blanks and line breaks."""
    return frozenset(text.split())
