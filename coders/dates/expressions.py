"""Finds date expressions in the text of a sentence and resolves them against the day of publication."""

from __future__ import annotations

import re
from datetime import date

from coders.dates import calendar as cal
from coders.dates.calendar import When
from coders.dates.patterns import DIGITS, NUMBER, PATTERNS
from coders.dates.readers import READERS
from coders.types import DateMention, Sentence

_WORD = re.compile(r"[^\W\d_]+")
_SINCE = re.compile(r"\bsince\s+(?:the\s+|early\s+|late\s+)?$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till)\s+(?:the\s+)?$", re.IGNORECASE)


def find_dates(sentence: Sentence, published: date | None) -> tuple[DateMention, ...]:
    """The date expressions of `sentence` in order, none overlapping; offsets are those of the article.

    Without a day of publication only dates that carry their year get a value.
    """
    text = sentence.text
    words = set(_WORD.findall(text.lower()))
    if DIGITS.search(text):
        words.add(NUMBER)
    taken: list[tuple[int, int]] = []
    found: list[DateMention] = []
    for kind, needed, pattern in PATTERNS:
        if needed.isdisjoint(words):
            continue
        for match in pattern.finditer(text):
            start, end = match.span()
            while end > start and text[end - 1] in " .,":
                end -= 1
            if any(s < end and start < e for s, e in taken):
                continue
            reading = READERS[kind](match, text[:start], published)
            if reading is None:
                continue
            taken.append((start, end))
            found.append(_mention(sentence, start, end, kind, reading, published))
    return tuple(sorted(found, key=lambda m: m.start))


def dateline_date(text: str, published: date | None = None) -> date | None:
    """The full date in the first 120 characters of an article (`GENEVA, 3 March 2020 (…)`), or None; for articles posted without a date."""
    head = text[:120]
    cut = re.search(r"\)|--|[–—]| - ", head)
    if cut is None:
        return None
    for mention in find_dates(Sentence(0, 0, cut.start(), head[: cut.start()]), published):
        if mention.precision == 1 and mention.value:
            return mention.value
    return None


def _mention(sentence: Sentence, start: int, end: int, kind: str, reading: When, published: date | None) -> DateMention:
    before = sentence.text[:start]
    prep = re.match(r"(since|for|in|over|during|until|till|by|from|of)\s", sentence.text[start:end], re.IGNORECASE)
    duration = kind in (
        "past",
        "recent",
        "for",
        "span_md",
        "span_dm",
        "span_dm_dm",
        "span_months",
        "span_years",
        "two_weekdays",
    )
    since = bool(_SINCE.search(before)) or (prep is not None and prep[1].lower() == "since")
    until = bool(_UNTIL.search(before)) or (prep is not None and prep[1].lower() in ("until", "till"))
    return DateMention(
        start=sentence.start + start,
        end=sentence.start + end,
        text=sentence.text[start:end],
        value=reading.value,
        precision=reading.precision,
        historical=kind == "decade" or cal.is_historical(reading.value, published),
        duration=duration or since or until,
    )
