"""Knows most articles to be valid at a small part of marshmallow's cost: plain text with plain fields beside it.

What is not plain is put to the schema itself: its word counts, here as in schemas.check.
"""

from __future__ import annotations

import re
from typing import Any, Final

from schemas.check import is_day

_SHORT: Final = {"id": 200, "title": 2_000, "source": 500}
_PATTERNS: Final = {
    "url": re.compile(r"https?://[!-~]{1,2000}"),
    "language": re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,2}"),
}
_ODD: Final = re.compile("[\x00\ud800-\udfff]")


def is_plain(article: Any, max_text_chars: int) -> bool:
    """Whether `article` is valid for ArticleSchema and loads to a copy of itself. False tells nothing."""
    if type(article) is not dict or "text" not in article:
        return False
    for name, value in article.items():
        if type(value) is not str or not value or value.isspace():
            return False
        if name == "text":
            # A lone surrogate cannot be encoded; ASCII is told at no cost.
            if len(value) > max_text_chars or "\x00" in value or not (value.isascii() or not _ODD.search(value)):
                return False
        elif name in _SHORT:
            if len(value) > _SHORT[name] or not value.isprintable():
                return False
        elif name == "date":
            if not is_day(value):
                return False
        elif name not in _PATTERNS or not _PATTERNS[name].fullmatch(value):
            return False
    return True
