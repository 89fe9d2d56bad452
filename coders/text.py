"""Article text to sentences: agency datelines and bylines taken off, sentences cut, offsets kept against the posted text.

Sentences are cut by rule and before any parsing, so that sentences without an event never cost a parse.
"""

from __future__ import annotations

import re

from coders.types import Sentence

MAX_SENTENCE = 2000
"""Longest stretch, in code points, handed on as one sentence: a text without full stops is cut at a space near this."""

_AGENCY = (
    r"(?:AP|AFP|UPI|IANS|ANI|IRNA|TASS|ITAR-TASS|BNO|EFE|DPA|dpa|PTI|APP|KUNA|SANA|WAM|SPA|MENA|BNA|MAP|NNA|VOA|RFE/RL|BBC|CNN|"
    r"Reuters|REUTERS|Xinhua|XINHUA|Bloomberg|Interfax|Anadolu|Kyodo|Yonhap|Tanjug|"
    r"(?:[A-Z][\w.&'’-]*\s+){0,4}(?:News|Press|Agency|Network|Times|Post|Today|Monitor|Service|Observatory|Media|Daily|Herald|Tribune|Journal))"
)
_PLACE = r"[A-Z][\w.'’À-ɏ-]*(?:[\s/-]+(?:[a-z]{1,3}\s+)?[A-Z][\w.'’À-ɏ-]*){0,4}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_DASH = r"\s*(?:--+|[-–—]+)\s*"
_DATELINES = tuple(
    re.compile(p)
    for p in (
        # IDLIB, Syria (North Press) – …    LONDON, March 8 (IANS) …    Reuters KHARTOUM (Reuters) -- …
        rf"(?:{_AGENCY}\s+)?{_PLACE}(?:,\s*{_PLACE})*(?:,\s*(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})(?:,?\s*\d{{4}})?)?"
        rf",?\s*(?:\({_AGENCY}\)(?:{_DASH}|\s*:\s*|\s+)|\([A-Z]{{2,6}}(?:/[A-Z]{{2,6}})?\)(?:{_DASH}|\s*:\s*))",
        # KATHMANDU, May 3 -- …    UNITED NATIONS -- …    SAN FRANCISCO - …
        rf"[A-Z][A-Z.'’ À-Þ-]{{2,40}}(?:,\s*[A-Z][\w.'’ ]{{2,30}})?(?:,\s*(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH})(?:,?\s*\d{{4}})?)?"
        r"\s*(?:--+|\s[-–]|[–—])\s*",
        # New York, May 17, IRNA - …
        rf"{_PLACE},\s*(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{_MONTH}),?\s*{_AGENCY}{_DASH}",
        # Lucknow: …
        r"[A-Z][a-z]+(?:\s[A-Z][a-z]+)?:\s+(?=[A-Z])",
        # (Reuters) - …
        rf"\({_AGENCY}\)(?:{_DASH}|\s+)",
        # REUTERS/Some Name/File Photo …
        r"(?:REUTERS|AFP|AP|EPA|Getty)\s?/\s?[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){0,3}(?:/(?:File\s)?Photo|\s/\sFile)?\s+(?=[A-Z])",
    )
)
_BYLINE = re.compile(
    r"(?:By\s+[A-Z][\w.'’-]+(?:\s+(?:and\s+)?[A-Z][\w.'’-]+){1,6}(?:,?\s+[A-Z][\w ]{2,30})?"
    r"|(?:Photo|Image|Picture|Credit|Photograph|FILE PHOTO|Reporting by|Editing by|Writing by|Additional reporting by|Source)\s*:?\s.*"
    r"|(?:Read more|Also read|See also|Related|Advertisement|ADVERTISEMENT|Share this|Follow us|Sign up)\b.{0,80})",
)
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen lt col maj sgt capt cmdr adm brig sen rep gov pres sec hon rev fr st mt ft no nos vs etc jr sr inc ltd corp co "
    "u.s u.k u.n u.a.e e.u d.c p.m a.m jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun approx dept univ min "
    "messrs sens reps govs gens al ave blvd ph.d m.d b.a m.a i.e e.g cf viz ret supt insp pvt cpl spc".split()
)
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+|$)|[。！？؟]+|\n\s*\n|\n(?=\s*\S)")
_NEXT = re.compile(r"\s*[\"'“‘«(\[]*([^\W_]|[$€£¥#@])")


def sentences(text: str) -> tuple[Sentence, ...]:
    """Cuts `text` into sentences in order, without datelines, bylines and captions; offsets are those of `text`."""
    found: list[Sentence] = []
    for start, end in _blocks(text):
        for s, e in _cut(text, start, end):
            if any(c.isalnum() for c in text[s:e]):
                found.append(Sentence(index=len(found), start=s, end=e, text=text[s:e]))
    return tuple(found)


def _blocks(text: str) -> list[tuple[int, int]]:
    """Line by line: each line trimmed, its dateline cut off, bylines and captions left out."""
    blocks: list[tuple[int, int]] = []
    for match in re.finditer(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+", text):
        start, end = _trim(text, match.start(), match.end())
        if start == end:
            continue
        start = _after_dateline(text, start, end)
        if start < end and not _BYLINE.fullmatch(text, start, end):
            blocks.append((start, end))
    return blocks


def _after_dateline(text: str, start: int, end: int) -> int:
    window = min(end, start + 160)
    for pattern in _DATELINES:
        match = pattern.match(text, start, window)
        if match and match.end() < end and not _is_clause(match.group()):
            return _after_dateline(text, match.end(), end)
    return start


def _is_clause(prefix: str) -> bool:
    """A dateline has no lower-case word but short connectives: `Paris said - ` is no dateline."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"\(.*?\)", "", prefix))
    return any(w.islower() and len(w) > 3 for w in words) or words[:1] in (["The"], ["A"], ["An"])


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    begin = start
    for match in _END.finditer(text, start, end):
        if match.end() >= end or not _ends(text, begin, match.start(), match.end(), end):
            continue
        spans.append(_trim(text, begin, match.end()))
        begin = match.end()
    spans.append(_trim(text, begin, end))
    return [piece for s, e in spans if s < e for piece in _bounded(text, s, e)]


def _ends(text: str, begin: int, stop: int, after: int, end: int) -> bool:
    """Whether the mark at `stop` ends a sentence: not after an abbreviation or initial, and a new one can begin."""
    if text[stop] != ".":
        follows = _NEXT.match(text, after, end)
        return follows is None or not follows.group(1).islower()
    word = re.search(r"[\w.’'-]*$", text[max(begin, stop - 20) : stop])
    last = word.group().lower().strip("'’") if word else ""
    follows = _NEXT.match(text, after, end)
    if follows is None:
        return True
    opens = follows.group(1)
    if opens.islower():
        return False
    if after - stop > 1 and text[after - 1] in "\"'”’»)]":
        return True
    if last in _ABBREVIATIONS:
        return last in (
            "u.s",
            "u.k",
            "u.n",
            "p.m",
            "a.m",
            "inc",
            "ltd",
            "corp",
            "co",
            "etc",
            "d.c",
            "e.u",
        ) and _new_clause(text, after, end)
    return not (len(last) == 1 and last.isalpha())


_STARTERS = frozenset(
    "The A An In On At It He She They We But And Meanwhile However This That These Those There His Her Their Its For After "
    "Before When While "
    "As If According Earlier Last Since Officials Police".split()
)


def _new_clause(text: str, after: int, end: int) -> bool:
    word = re.match(r"\s*[\"'“‘«(\[]*(\w+)", text[after : min(end, after + 40)])
    return bool(word and word.group(1) in _STARTERS)


def _bounded(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    while end - start > MAX_SENTENCE:
        cut = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        cut = cut if cut > start else start + MAX_SENTENCE
        pieces.append(_trim(text, start, cut))
        start = cut
    pieces.append(_trim(text, start, end))
    return [(s, e) for s, e in pieces if s < e]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
