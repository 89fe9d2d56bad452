"""Folds text for look-up: case, diacritics, quotes and hyphens, one character for one, so that offsets stay valid."""

from __future__ import annotations

import re
import sys
import unicodedata

WORD = re.compile(r"[^\W_]+")
"""A word of folded text: letters and digits."""

_APOSTROPHES = "’‘ʼʻ`´ʿʾ′"
_BLANKS = "-‐‑‒–—―−_\n\r\t\u00a0\u2009\u202f"
_SPECIAL = {
    "ı": "i",
    "İ": "i",
    "ł": "l",
    "Ł": "l",
    "ø": "o",
    "Ø": "o",
    "đ": "d",
    "Đ": "d",
    "ð": "d",
    "ß": "s",
    "æ": "a",
    "Æ": "a",
}


def _table() -> dict[int, str]:
    table = {ord(c): "'" for c in _APOSTROPHES} | {ord(c): " " for c in _BLANKS}
    for code in range(0xC0, 0x2000):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code) and base.isascii():
            table[code] = base.lower()
    return table | {ord(c): to for c, to in _SPECIAL.items()}


_FOLD = _table()
_LOWER_ONE = {code: low for code in range(0x80, 0x2500) if len(low := chr(code).lower()) == 1 and low != chr(code)}


def fold(text: str) -> str:
    """`text` in lower case without diacritics, hyphens as spaces; as long as `text`, character for character."""
    if text.isascii():
        return text.lower().translate(_ASCII)
    folded = text.translate(_FOLD).translate(_LOWER_ONE)
    lowered = folded.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)


_ASCII = {ord(c): " " for c in _BLANKS if ord(c) < sys.maxunicode and c.isascii()} | {ord("`"): "'"}


def fold_name(name: str) -> str:
    """A name as it is looked up: folded, with single spaces."""
    return " ".join(fold(name).split())
