"""The patterns of date expressions, the most specific kinds first."""

# ruff: noqa: E501 - a pattern is read more easily on one line than on three

from __future__ import annotations

import re

_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
_WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b\.?"
_FULL_WEEKDAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[89]|20)\d\d"
_NUMBER = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|a few|several|a couple of|few)"
_UNIT = r"(?:minute|hour|day|week|month|year|decade)"
_PART = r"(?P<part>early|earlier in|late|later in|mid|the middle of|the beginning of|the start of|the end of|beginning of|end of)"

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", rf"(?P<y>{_YEAR})-(?P<mo>0[1-9]|1[0-2])-(?P<d>\d\d)\b"),
    ("numeric", rf"(?P<a>\d{{1,2}})(?P<sep>[./])(?P<b>\d{{1,2}})(?P=sep)(?P<y>{_YEAR})\b"),
    ("span_md", rf"(?P<m>{_MONTH})\s+(?P<d1>{_DAY})\s?(?:-|–|to|and|through)\s?(?P<d2>{_DAY})(?!\d|:)(?:,?\s+(?P<y>{_YEAR}))?"),
    ("span_dm", rf"(?P<d1>{_DAY})\s?(?:-|–|to|and|through|until)\s?(?P<d2>{_DAY})(?:\s+of)?\s+(?P<m>{_MONTH})(?:,?\s+(?P<y>{_YEAR})\b)?"),
    ("span_dm_dm", rf"(?P<d1>{_DAY})\s+(?P<m1>{_MONTH})\s+(?:to|and|through|until)\s+(?P<d2>{_DAY})\s+(?P<m2>{_MONTH})(?:,?\s+(?P<y>{_YEAR})\b)?"),
    ("span_months", rf"(?P<m1>{_MONTH})\s*(?:-|–|to|and|through)\s*(?P<m2>{_MONTH})(?:\s+(?:of\s+)?(?P<y>{_YEAR})\b)?(?!\s+\d)"),
    ("span_years", rf"(?P<y1>{_YEAR})\s?(?:-|–|to|and|through)\s?(?P<y2>{_YEAR}|\d\d)\b"),
    ("day_month", rf"(?:(?:the\s+)?{_FULL_WEEKDAY},?\s+)?(?P<d>{_DAY})(?:\s+(?:day\s+)?of)?\s+(?P<m>{_MONTH})(?:,?\s+(?P<y>{_YEAR})\b)?"),
    ("month_day", rf"(?:{_FULL_WEEKDAY},?\s+)?(?P<m>{_MONTH})\s+(?:the\s+)?(?P<d>{_DAY})(?!\d|:|,\d{{3}}|\s*(?:people|killed|percent))(?:,?\s+(?P<y>{_YEAR})\b)?"),
    ("month_year", rf"(?:{_PART}[\s-]*)?(?P<m>{_MONTH}),?\s+(?:of\s+)?(?:(?P<y>{_YEAR})\b|(?P<rel>this|last|next)\s+year\b)"),
    ("month", rf"(?:{_PART}[\s-]*|(?P<prep>in|since|by|until|till|during|last|this|next|from|of|for|between|around)\s+)(?P<m>{_MONTH})(?!\s*\d)"),
    ("year_part", rf"{_PART}[\s-]*(?P<y>{_YEAR})\b(?!-)"),
    ("season", rf"(?:(?P<rel>last|this|next|in the|during the|the)\s+)(?P<s>spring|summer|autumn|fall|winter)(?:\s+of\s+(?P<y>{_YEAR})\b)?(?!\s+(?:of|in|from)\b)"),
    ("decade", r"(?:the\s+)?(?:(?:early|late|mid)[\s-]+)?(?:1[89]|20)\d0['’]?s\b"),
    ("year", rf"(?:(?P<prep>in|since|by|until|during|from|of|after|before|between|through|the|back in|year|as of)\s+)(?P<y>{_YEAR})\b(?!\s+(?:people|men|troops|soldiers|fighters|civilians|others|were|tons|tonnes|euros|dollars|km|kilometers|kilometres|miles)\b|[-–,]\d|\.\d|\s?%)"),
    ("today", r"(?:earlier\s+|late\s+|later\s+)?(?:today|tonight|this\s+(?:morning|afternoon|evening)|earlier\s+in\s+the\s+day|later\s+in\s+the\s+day|early\s+(?:this\s+)?morning)\b"),
    ("before_yesterday", r"(?:the\s+)?day\s+before\s+yesterday\b"),
    ("yesterday", r"(?:earlier\s+|late\s+)?(?:yesterday(?:\s+(?:morning|afternoon|evening|night))?|last\s+night|last\s+evening|the\s+previous\s+(?:day|night|evening)|the\s+(?:day|night)\s+before(?!\s+(?:the|a|an|his|her|its|their|yesterday|he|she|it|they)\b))"),
    ("after_tomorrow", r"(?:the\s+)?day\s+after\s+tomorrow\b"),
    ("tomorrow", r"tomorrow\b"),
    ("two_weekdays", rf"(?P<w1>{_FULL_WEEKDAY})(?P<between>\s+(?:night\s+)?(?:to|through|until|and|into)\s+|\s?[-–]\s?)(?P<w2>{_FULL_WEEKDAY})\b"),
    ("weekday", rf"(?:(?P<rel>last|this|next|this\s+past|the\s+previous|the\s+following|early|late|overnight(?:\s+(?:on|into))?)\s+)?(?P<w>{_FULL_WEEKDAY})(?P<week>\s+(?:last|next)\s+week|\s+of\s+last\s+week)?\b"),
    ("overnight", r"overnight\b"),
    ("past", rf"(?:(?:in|over|during|for|within|throughout)\s+)?(?:the\s+)?(?:past|last|previous|preceding)\s+(?:(?P<n>{_NUMBER})\s+)?(?P<u>{_UNIT})s\b"),
    ("recent", r"(?:in|over|during)\s+(?:the\s+)?recent\s+(?P<u>day|week|month|year)s\b"),
    ("ago", rf"(?:(?:about|some|around|nearly|almost|over|more\s+than|at\s+least)\s+)?(?P<n>{_NUMBER})?\s*(?P<u>{_UNIT})s?\s+ago\b"),
    ("earlier", rf"(?P<n>{_NUMBER})\s+(?P<u>day|week|month|year)s?\s+(?:earlier|before|previously)\b"),
    ("relative", r"(?:(?P<early>earlier|late|later|early)\s+)?(?P<rel>last|this|next|the\s+previous|previous|the\s+past|past)\s+(?P<u>week|month|year|weekend)\b(?:['’]s\b)?"),
    ("weekend", r"(?:(?:over|at|during|on)\s+)?the\s+weekend\b"),
    ("for", rf"for\s+(?:(?:about|some|around|nearly|almost|over|more\s+than|at\s+least|the)\s+)?(?P<n>{_NUMBER}|many)\s+(?:consecutive\s+|straight\s+)?(?P<u>day|week|month|year|decade)s?\b"),
)  # fmt: skip
_CASE_FREE = frozenset(
    "today before_yesterday yesterday after_tomorrow tomorrow overnight past recent ago earlier relative weekend "
    "for decade season year".split()
)
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_MONTHS = frozenset(
    "jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov november "
    "dec december".split()
)
_UNITS = frozenset("minute hour day week month year decade".split())
NUMBER = "0"
"""Stands among the words of a sentence for two digits in a row."""
DIGITS = re.compile(r"\d\d")
_NEEDS = {
    **dict.fromkeys(("iso", "numeric", "span_years", "decade", "year", "year_part"), frozenset((NUMBER,))),
    **dict.fromkeys(
        ("span_md", "span_dm", "span_dm_dm", "span_months", "day_month", "month_day", "month_year", "month"), _MONTHS
    ),
    **dict.fromkeys(("two_weekdays", "weekday"), _DAYS),
    **dict.fromkeys(("after_tomorrow", "tomorrow"), frozenset(("tomorrow",))),
    "season": frozenset("spring summer autumn fall winter".split()),
    "today": frozenset("today tonight morning afternoon evening day".split()),
    "before_yesterday": frozenset(("yesterday",)),
    "yesterday": frozenset("yesterday day night evening".split()),
    "overnight": frozenset(("overnight",)),
    "past": frozenset(f"{unit}s" for unit in _UNITS),
    "recent": frozenset(("recent",)),
    "ago": frozenset(("ago",)),
    "earlier": frozenset("earlier before previously".split()),
    "relative": frozenset("week month year weekend".split()),
    "weekend": frozenset(("weekend",)),
    "for": frozenset(("for",)),
}
"""Words of which one must be there: a cheap test that spares most sentences the costly pattern of a kind."""

PATTERNS: tuple[tuple[str, frozenset[str], re.Pattern[str]], ...] = tuple(
    (kind, _NEEDS[kind], re.compile(rf"\b{p}", re.IGNORECASE if kind in _CASE_FREE else 0)) for kind, p in _PATTERNS
)
"""Kind, the words of which its sentence must hold one, and pattern; the first kind that matches a stretch of text has it."""
