"""Place names as lookup keys: one folding for the gazetteer's names and for the text, so that spelling habits do not matter."""

from __future__ import annotations

import re
import unicodedata

_STRIPPED = re.compile(r"[.'’‘`ʿʾʻʼ´′“”\"()]")
_SEPARATORS = re.compile(r"[\s\-‐‑–—/_,]+")
_PLAIN = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "æ": "ae",
        "Æ": "Ae",
        "ı": "i",
        "ð": "d",
        "þ": "th",
    }
)
_WORDS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


def plain(name: str) -> str:
    """The name without diacritics, case kept."""
    if name.isascii():
        return name
    decomposed = unicodedata.normalize("NFKD", name.translate(_PLAIN))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def key(name: str) -> str:
    """The lookup key of `name`: no case, diacritics, apostrophes or hyphens; `St.` and `Mt.` written out."""
    if name.isalnum() and name.isascii():  # most names are one plain word
        return name.lower()
    folded = _SEPARATORS.sub(" ", _STRIPPED.sub("", plain(name))).casefold().strip()
    first, space, rest = folded.partition(" ")
    return f"{_WORDS[first]} {rest}" if space and first in _WORDS else folded


def skeleton(name_key: str) -> str:
    """The key without Arabic articles and doubled letters: what transliterations of one name have in common."""
    words = [w for w in name_key.split() if w not in _ARTICLES]
    return re.sub(r"(.)\1+", r"\1", " ".join(words) or name_key)


_ARTICLES = frozenset({"al", "el", "ad", "an", "ar", "as", "ash", "at", "az", "the"})
