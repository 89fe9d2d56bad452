"""Numbers of people in running text: figures, number words, `dozens`, ranges; the lowest the words allow."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coders.numbers import CARDINALS

SEVERAL = 3
_WORDS = dict(CARDINALS)
_LOOSE = {
    "several": SEVERAL,
    "many": SEVERAL,
    "some": SEVERAL,
    "few": SEVERAL,
    "numerous": SEVERAL,
    "multiple": SEVERAL,
    "various": SEVERAL,
    "a number of": SEVERAL,
    "a handful of": SEVERAL,
    "a couple of": 2,
    "couple": 2,
    "both": 2,
    "tens": 10,
    "dozens": 12,
    "scores": 20,
    "hundreds": 100,
    "thousands": 1000,
    "no": 0,
}
_NUMBER = rf"\d{{1,3}}(?:,\d{{3}})+|\d+|{'|'.join(sorted(_WORDS, key=len, reverse=True))}"
_SCALE = r"(?:\s+(dozen|hundred|thousand|million))?"
_QUANTITY = re.compile(
    rf"(?<![\w$€£#.:/-])(?:between\s+)?(?P<first>{_NUMBER}|(?:an?|half\s+a)(?=\s+(?:dozen|hundred|thousand)\b)){_SCALE}"
    rf"(?:\s*(?:-|–|to|and|or)\s*(?P<second>{_NUMBER})(?=[\s,.]))?"
    rf"|(?<![\w-])(?P<loose>{'|'.join(sorted(_LOOSE, key=len, reverse=True))})(?![\w-])",
    re.IGNORECASE,
)
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_MEASURE = re.compile(
    r"\s*(?:%|percent|per cent|-?\s?(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?)\b|km|kilomet|miles?\b|"
    r"met(?:er|re)s?\b|mm\b|kg\b|tons?\b|tonnes?\b|am\b|pm\b|a\.m|p\.m|o'clock|dollars?|euros?|(?:st|nd|rd|th)\b|"
    rf":\d|/\d|\.\d|{_MONTHS}\b|more than|"
    r"(?:separate\s|different\s|other\s)?(?:attacks|incidents|explosions|blasts|bombs|villages|towns|districts|houses|homes|"
    r"vehicles|cars|shops|buildings|provinces|cities|locations|places|rockets|missiles|shells|drones|airstrikes|raids|"
    r"strikes|rounds|times)\b)",
    re.IGNORECASE,
)
_DATED = re.compile(
    rf"(?:\b{_MONTHS}\.?|aged|age|route|article|section|since|in early|in late|in|highway|no\.|number)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of somethings in a text; `vague` where no figure was given, only words such as `several`."""

    start: int
    end: int
    value: int
    vague: bool = False


def quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers of `text` that can count people, in order: not dates, ages, times, distances, money or things."""
    found: list[Quantity] = []
    for match in _QUANTITY.finditer(text):
        start, end = match.span()
        if match["loose"]:
            if not (match["loose"].lower() == "no" and _MEASURE.match(text, end)):
                word = match["loose"].lower()
                found.append(Quantity(start, end, _LOOSE[word], _LOOSE[word] != 0))
            continue
        second = match["second"]
        if (
            second
            and match.group()[len(match["first"]) :].strip().lower().startswith("and")
            and "between" not in match.group().lower()
        ):
            end, second = match.end("first"), None
        if _MEASURE.match(text, end) or (
            _DATED.search(text[max(0, start - 14) : start]) and match["first"][0].isdigit()
        ):
            continue
        value = _value(match["first"].lower(), (match[2] or "").lower())
        if second:
            value = min(value, _value(second.lower(), ""))
        if not (1900 <= value <= 2100 and match["first"].isdigit()):
            found.append(Quantity(start, end, value))
    return tuple(found)


def _value(first: str, scale: str) -> int:
    times = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}.get(scale, 1)
    if first.startswith("half"):
        return times // 2
    if first in ("a", "an"):
        return times
    return (_WORDS[first] if first in _WORDS else int(first.replace(",", ""))) * times
