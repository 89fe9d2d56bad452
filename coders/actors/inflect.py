"""Regular English plurals of the last word of a role word or demonym."""

from __future__ import annotations

import re

_SIBILANT = re.compile(r"(?:s|x|z|ch|sh)$")
_CONSONANT_Y = re.compile(r"[^aeiou]y$")
_NO_PLURAL = re.compile(r"(?:ese|ish|sh|ch|ss|ois|c|'s)$")


def plural(words: str) -> str:
    """The regular plural: soldier → soldiers, agency → agencies, coach → coaches."""
    if _SIBILANT.search(words):
        return words + "es"
    if _CONSONANT_Y.search(words):
        return words[:-1] + "ies"
    return words + "s"


def people(adjective: str) -> str | None:
    """The plural noun that an adjective of origin gives (Russian → Russians); null where there is none (French)."""
    return None if _NO_PLURAL.search(adjective.lower()) or not adjective[-1:].isalpha() else adjective + "s"
