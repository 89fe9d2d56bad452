"""Articles that nobody would write: noise in every script, and sentences of our own with something done to them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date

from hypothesis import strategies as st

from benchmarks.articles import article
from coders.types import Article, MentionHint, PairQuery, Span

MOST_CHARS = 1_000_000  # what the API takes unless it is told otherwise

# Everything that a valid JSON string may hold but lone surrogates, which the API and the command refuse.
_ANY = st.characters(exclude_categories=["Cs"])
_CONTROLS = "\x00\x01\x07\x08\t\n\v\f\r\x1b\x1c\x1d\x1e\x1f\x7f\x80\x85\x9f\xad\u200b\u200d\u200e\u200f\u2028\u2029"
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff\U000e0041"
_EMOJI = ("🇷🇺", "🇺🇦", "👩‍👩‍👧‍👦", "🎉", "☢️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "💥", "✈", "👍🏽", "❤️‍🔥")
_SPACES = " \t\n\r\u00a0\u2003\u3000\u200b\u2028"
_QUOTES = "\"'“”‘’«»„‚`´「」()[]{}<>"
_SCRIPTS = (
    "قصفت طائرات الجيش مواقع في إدلب يوم الجمعة.", "Войска обстреляли город вечером.", "軍隊が町を攻撃した。",
    "הצבא תקף את העיירה.", "กองทัพโจมตีเมือง", "सेना ने शहर पर हमला किया।", "Ο στρατός επιτέθηκε στην πόλη.",
    "군대가 도시를 공격했다.", "Զորքերը հարձակվեցին քաղաքի վրա։", "ጦሩ ከተማዋን አጠቃ።", "Ordusu şehre saldırdı; İĞÜŞ ıi.",
)  # fmt: skip
_HTML = (
    "<p>", "</p>", "<br/>", "<script>alert(1)</script>", "<!-- ", " -->", "&amp;", "&#x27;", "&nbsp;", "<td class='x'>",
    "<![CDATA[", "]]>", "<a href=\"https://example.org/?a=1&b='2'\">", "<", ">", "%3Cb%3E", "{{7*7}}", "${x}", "\\u0041",
)  # fmt: skip
_LOOKALIKE = str.maketrans("aceopxyABEKMHOPCTX", "асеорхуАВЕКМНОРСТХ")
_ABBREVIATIONS = "U.S. Gen. Lt. Col. St. No. Jan. a.m. Dr. Mr. al-Assad's e.g. vs. U.N.'s Inc. ".split(" ")
_NUMBERS = "0 1 -1 1,000,000 1e309 99999999999999999999 ½ Ⅷ ٣ 12/31/9999 31/02/2024 24:61 3.14.15 $5bn 0x1F ∞".split()


def sentences(rng: random.Random, most: int) -> str:
    """Between one sentence and `most` of them, of news that nobody reported."""
    return str(article(rng.randrange(10**9), rng.randint(1, most))["text"])


def _at_places(text: str, rng: random.Random, what: Callable[[], str], part: float = 0.05) -> str:
    return "".join(letter + what() if rng.random() < part else letter for letter in text)


def _wrapped(text: str, rng: random.Random) -> str:
    for _ in range(rng.randint(1, 12)):
        text = rng.choice(_QUOTES) + text + rng.choice(_QUOTES)
    return text


def _nested(text: str, rng: random.Random) -> str:
    for who in rng.choices(("Russia", "a spokesman", "Mali's minister", "they"), k=rng.randint(1, 30)):
        text = f'{who} said: "{text}"' if rng.random() < 0.5 else f"{who} said that {text}"
    return text


def _shuffled(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    rng.shuffle(words)
    return " ".join(words)


def _lossy(text: str, rng: random.Random) -> str:
    return "".join(letter for letter in text if rng.random() > 0.1)


def _cut(text: str, rng: random.Random) -> str:
    start = rng.randrange(len(text))
    return text[start : rng.randint(start + 1, len(text))]


def _woven(text: str, rng: random.Random) -> str:
    return " ".join(part for word in text.split(" ") for part in (word, *rng.choice(_SCRIPTS).split(" ")[:1]))


MUTATIONS: dict[str, Callable[[str, random.Random], str]] = {
    "as it is": lambda text, rng: text,
    "capitals": lambda text, rng: text.upper(),
    "small letters": lambda text, rng: text.lower(),
    "capitalised": lambda text, rng: text.title(),
    "without full stops": lambda text, rng: text.replace(".", ""),
    "without blanks": lambda text, rng: text.replace(" ", ""),
    "odd blanks": lambda text, rng: re.sub(" ", lambda _: rng.choice(_SPACES) * rng.randint(1, 3), text),
    "control characters": lambda text, rng: _at_places(text, rng, lambda: rng.choice(_CONTROLS)),
    "directions": lambda text, rng: _at_places(text, rng, lambda: rng.choice(_DIRECTIONS)),
    "emoji": lambda text, rng: _at_places(text, rng, lambda: rng.choice(_EMOJI)),
    "markup": lambda text, rng: _at_places(text, rng, lambda: rng.choice(_HTML)),
    "quotes": lambda text, rng: _at_places(text, rng, lambda: rng.choice(_QUOTES)),
    "combining marks": lambda text, rng: _at_places(text, rng, lambda: "\u0301" * rng.randint(1, 9)),
    "numbers": lambda text, rng: re.sub(r"\d+", lambda _: rng.choice(_NUMBERS), text) + " " + rng.choice(_NUMBERS),
    "abbreviations": lambda text, rng: re.sub(" ", lambda _: f" {rng.choice(_ABBREVIATIONS)} ", text),
    "wrapped": _wrapped,
    "nested": _nested,
    "shuffled": _shuffled,
    "letters lost": _lossy,
    "cut": _cut,
    "backwards": lambda text, rng: text[::-1],
    "other scripts": _woven,
    "lookalikes": lambda text, rng: text.translate(_LOOKALIKE),
    "hyphens": lambda text, rng: text.replace(" ", "-"),
    "a long word": lambda text, rng: text.replace(" ", " " + rng.choice("aÄ1-'.") * rng.randint(50, 3000) + " ", 1),
    "lines": lambda text, rng: text.replace(" ", "\n"),
    "list": lambda text, rng: text.replace(" ", ", "),
    "said twice": lambda text, rng: text + text,
}
_NOISE = st.one_of(
    st.text(_ANY, min_size=1, max_size=120),
    st.text("0123456789", min_size=1, max_size=300),
    st.text("0123456789.,:/-% ", min_size=1, max_size=200),
    st.text(_CONTROLS + _DIRECTIONS + " a", min_size=1, max_size=100),
    st.text(_QUOTES + " a.", min_size=1, max_size=150),
    st.text(st.characters(categories=["Lo", "Lm", "Mn", "Mc", "Zs", "Po"]), min_size=1, max_size=150),
    st.lists(st.sampled_from(_SCRIPTS + _EMOJI + _HTML + tuple(_ABBREVIATIONS)), min_size=1, max_size=25).map(" ".join),
    st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=60).map(lambda word: word * 20),
)
# What hypothesis itself draws is recorded choice by choice, of which it allows a few thousand.
_SEEDS = st.binary(min_size=8, max_size=8).map(random.Random)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A text: noise, own sentences with up to four things done to them, or both; one in a thousand is very long."""
    rng = draw(_SEEDS)
    text = sentences(rng, rng.choice((1, 1, 2, 3)))
    kind = rng.random()
    if kind < 0.25:
        text = draw(_NOISE)
    elif kind < 0.4:
        text = f"{draw(_NOISE)} {text} {draw(_NOISE)}"
    for name in rng.choices(sorted(MUTATIONS), k=rng.randint(1, 4)):
        text = MUTATIONS[name](text, rng) or text
    size = rng.random()
    if size < 0.001:
        text = long_line(text, rng)
    elif size < 0.01:
        text = (text * (rng.randint(2_000, 10_000) // len(text) + 1))[:10_000]
    return text[:MOST_CHARS]


def long_line(text: str, rng: random.Random) -> str:
    """Up to a million characters, mostly of one kind: repeated, or amid a long word, blanks, digits or filler."""
    size = rng.choice((100_000, 300_000, MOST_CHARS))
    filler = rng.choice(("x", " ", "7", "\u0301", "((", "<b>", "\"'", "many small red trees along ", "é́ ", text))
    return text + (filler * (size // len(filler) + 1))[: size - 2 * min(len(text), size // 2)] + text


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article with such a text; one in ten with marked spans and pairs, as an analyst sends them."""
    text = draw(texts())
    rng = draw(_SEEDS)
    mentions: tuple[MentionHint, ...] = ()
    pairs: tuple[PairQuery, ...] = ()
    if rng.random() < 0.1:
        spans = [_span(rng, len(text)) for _ in range(rng.randint(1, 6))]
        mentions = tuple(MentionHint(span, rng.choice((None, "SYRMIL", "---GOV"))) for span in spans)
        pairs = (PairQuery(tuple(spans[:3]), tuple(spans[3:])),)
    published = None if rng.random() < 0.2 else date.fromordinal(rng.randint(date(1, 1, 1).toordinal(), 3_652_059))
    if rng.random() < 0.8 and published is not None:
        published = date(2024, 3, 1)
    return Article("a", text, title=text[:50] or None, date=published, mentions=mentions, pairs=pairs)


def _span(rng: random.Random, length: int) -> Span:
    start = rng.randrange(length)
    return Span(start, min(length, start + rng.randint(1, 30)))
