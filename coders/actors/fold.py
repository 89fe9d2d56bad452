"""Folds text for look-up: case, diacritics, quotes and hyphens, one character for one, so that offsets stay valid."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
"""A word of folded text: letters and digits."""

_APOSTROPHES = "’‘ʼʻ´ʿʾ′"
_BLANKS = "‐‑‒–—―−\u00a0\u2009\u202f"
_ASCII_BLANKS = "-_\n\r\t"
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
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def _table() -> dict[str, str]:
    table = dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_BLANKS, " ")
    for code in range(0xC0, 0x2000):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code) and base.isascii():
            table[chr(code)] = base
    return table | _SPECIAL


_FOLD = _table()


def fold(text: str) -> str:
    """`text` in lower case without diacritics, hyphens as spaces; as long as `text`, character for character."""
    if not text.isascii():
        text = _NOT_ASCII.sub(lambda m: _FOLD.get(m.group(), m.group()), text)
    text = text.lower().replace("`", "'")
    for blank in _ASCII_BLANKS:
        text = text.replace(blank, " ")
    return text


def fold_name(name: str) -> str:
    """A name as it is looked up: folded, with single spaces."""
    return " ".join(fold(name).split())
