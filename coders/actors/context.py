"""What one article knows: its date, its matches, acronyms introduced in brackets, and the country at stake."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from coders.actors.ambiguity import settle
from coders.actors.codes import INTERNATIONAL, PEOPLES, REGIONS, RELIGIONS, trios
from coders.actors.lexicon import ActorLexicon, Match
from coders.actors.records import NAMED, Kind, choose
from coders.actors.wordset import words
from coders.types import Actor, Article, Sentence

_ACRONYM = re.compile(r"\(\s*[\"“']?(?:the\s+|known\s+as\s+(?:the\s+)?)?([A-Z][A-Z&.-]{1,9}s?)[\"”']?\s*[),;]")
_MEDIA = re.compile(
    r"\s*(?:['’]s\s+)?(?:\w+[ -])?(?:state[ -](?:run\s+|owned\s+)?)?"
    r"(?:news\s+agenc(?:y|ies)|radio|television|TV|newspapers?|daily|broadcaster|media|press|news)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(r"(?:\btold|\bquoted\s+by|\breported\s+by|\baccording\s+to)\s+(?:the\s+)?$", re.IGNORECASE)
_TELLING = 60
"""Characters before a name that show who is told or quoted; blanks are rarely more than one."""
_SCENE = re.compile(
    r"\b(?:in|near|at|outside|across|around|over)\s+(?:the\s+)?(?:(?:[a-z-]+\s+){0,2}(?:city|town|village|province|region|state)\s+of\s+)?"
    r"(?:(?:north|south|east|west|central|northern|southern|eastern|western)[a-z-]*\s+)?$"
)
_THE = 4
"""Characters that an article before a long form may add to the name."""

_NO_COUNTRY = REGIONS | PEOPLES | RELIGIONS
_SETTLED = {"PSE": "ISR"}
"""Settlers in an occupied land are of the state that settles it."""

_SMALL = words(
    """
    of for the and in to de la du des del al el von van on a
    """
)


class ActorContext:
    """One article's memory while its actors are resolved. Not shared between threads."""

    def __init__(self, lexicon: ActorLexicon, article: Article, sentences: tuple[Sentence, ...]) -> None:
        """Takes the article's sentences; those that are parsed later come in by `remember`."""
        self.lexicon = lexicon
        self.article = article
        self.sentences: dict[int, Sentence] = {s.index: s for s in sentences}
        self.resolved: dict[tuple[int, int], tuple[Actor, ...]] = {}
        self.open: set[tuple[int, int]] = set()
        self.names: dict[str, Actor] = {}
        self._countries: dict[tuple[int, int, int], list[str]] = {}
        self._matches: dict[tuple[int, int, int], tuple[Match, ...]] = {}
        self._where: dict[str, list[tuple[int, int]]] = {}
        self._unread = [s for s in sentences if s.tokens]
        self._at_stake: tuple[str | None] | None = None
        self._acronyms: dict[str, tuple[int, int]] | None = None

    @property
    def day(self) -> date | None:
        """The day of publication."""
        return self.article.date

    def remember(self, sentence: Sentence) -> None:
        """Takes a sentence in its parsed form."""
        known = self.sentences.get(sentence.index)
        if known is sentence or not (sentence.tokens or known is None):
            return
        self.sentences[sentence.index] = sentence
        if sentence.tokens and (known is None or not known.tokens):
            self._unread.append(sentence)

    def where(self, word: str) -> list[tuple[int, int]]:
        """Where a word stands in the sentences parsed so far, as sentence and token, in the order of the text."""
        for sentence in self._unread:
            for token in sentence.tokens:
                self._where.setdefault(token.text, []).append((sentence.index, token.i))
        self._unread.clear()
        return sorted(self._where.get(word, ()))

    def matches(self, sentence: Sentence) -> tuple[Match, ...]:
        """The lexicon matches of a sentence, at the article's offsets, with ambiguous names settled."""
        key = (sentence.index, sentence.start, len(sentence.tokens))
        found = self._matches.get(key)
        if found is None:
            settled = settle(self.lexicon, self.lexicon.matches(sentence.text), sentence, self.article.text, self.day)
            own = [self._introduced(m, sentence) for m in settled]
            found = tuple(
                Match(m.start + sentence.start, m.end + sentence.start, m.records, m.key) for m in own if m is not None
            )
            self._matches[key] = found
        return found

    def _introduced(self, match: Match, sentence: Sentence) -> Match | None:
        """The match of an acronym that the article introduces: it means what the article says it means."""
        span = self.acronyms.get(sentence.text[match.start : match.end].strip(".")) if match.named else None
        if span is None:
            return match
        long_form = self.article.text[span[0] : span[1]]
        whole = [m for m in self.lexicon.scan(long_form) if m.named and m.end - m.start >= len(long_form) - _THE]
        if whole:
            return Match(match.start, match.end, whole[0].records, match.key)
        records = tuple(r for r in match.records if r.kind not in NAMED)
        return Match(match.start, match.end, records, match.key) if records else None

    @property
    def acronyms(self) -> dict[str, tuple[int, int]]:
        """Acronyms introduced in brackets, each with the stretch of the article that it stands for."""
        if self._acronyms is None:
            self._acronyms = _introduced(self.article.text)
        return self._acronyms

    @property
    def at_stake(self) -> str | None:
        """The country most named in the article outside attributions, the first named among equals."""
        if self._at_stake is None:
            counts: Counter[str] = Counter()
            for sentence in self.sentences.values():
                counts.update(self.countries_in(sentence))
                counts.update(self.scenes_in(sentence))
            if self.article.title:
                counts.update(c for m in self.lexicon.scan(self.article.title) if (c := self.country_of(m)))
            self._at_stake = (counts.most_common(1)[0][0] if counts else None,)
        return self._at_stake[0]

    def countries_in(self, sentence: Sentence) -> list[str]:
        """The countries named in a sentence outside attributions, one for each mention, in order."""
        key = (sentence.index, sentence.start, len(sentence.tokens))
        found = self._countries.get(key)
        if found is None:
            text = sentence.text
            found = []
            for match in self.matches(sentence):
                country = self.country_of(match)
                if country is None:
                    continue
                begin, end = match.start - sentence.start, match.end - sentence.start
                if _MEDIA.match(text, end) or _TOLD.search(text[max(0, begin - _TELLING) : begin]):
                    continue
                found.append(country)
            self._countries[key] = found
        return found

    def scenes_in(self, sentence: Sentence) -> list[str]:
        """The countries of the places that a sentence says something happens in: they count once more."""
        text = sentence.text
        return [
            country
            for m in self.matches(sentence)
            if m.of(Kind.COUNTRY, Kind.CAPITAL, Kind.PLACE)
            and _SCENE.search(text[max(0, m.start - sentence.start - 40) : m.start - sentence.start])
            and (country := self.country_of(m))
        ]

    def country_of(self, match: Match) -> str | None:
        """The country a match speaks of; null for role words, regions and international actors."""
        records = match.geographic or match.named or match.of(Kind.IDENTITY)
        if not records:
            return None
        first = trios(choose(records, self.day)[0].code)[0]
        return None if first in INTERNATIONAL or first in _NO_COUNTRY else first

    def likely_country(self, sentence: Sentence, position: int, roles: tuple[str, ...] = ()) -> tuple[str, str] | None:
        """The country of an actor with these roles that names none itself, and why; null where none is in sight."""
        found = self._nearest_country(sentence, position)
        if found is not None and (owner := settled_by(found[0], roles)) is not None:
            return owner, "whose settlers they are"
        return found

    def _nearest_country(self, sentence: Sentence, position: int) -> tuple[str, str] | None:
        here = self.countries_in(sentence)
        if here and len(set(here)) == 1:
            return here[0], "the only country named in the sentence"
        if self.at_stake and (not here or self.at_stake in here):
            return self.at_stake, "the country at stake in the article"
        if here:
            before = [m for m in self.matches(sentence) if m.end <= position and self.country_of(m) in here]
            near = self.country_of(before[-1]) if before else here[0]
            if near:
                return near, "the country named nearest before it"
        return None


def settled_by(country: str | None, roles: tuple[str, ...]) -> str | None:
    """The state whose settlers live in `country`, where settlers are meant and they are another state's."""
    return _SETTLED.get(country) if country is not None and roles[:1] == ("SET",) else None


def _introduced(text: str) -> dict[str, tuple[int, int]]:
    """Acronyms in brackets after the words whose initials they are made of."""
    found: dict[str, tuple[int, int]] = {}
    for match in _ACRONYM.finditer(text):
        acronym = match.group(1).rstrip("s").replace(".", "")
        words = list(re.finditer(r"[\w'’-]+", text[max(0, match.start() - 120) : match.start()]))
        base = max(0, match.start() - 120)
        start = _long_form([w.group() for w in words], acronym)
        if start is not None and acronym not in found:
            found[acronym] = (base + words[start].start(), base + words[-1].end())
    return found


def _long_form(words: list[str], acronym: str) -> int | None:
    """Index of the first word of the long form whose initials make the acronym; small words may be skipped."""
    capitals = [i for i, w in enumerate(words) if w[0].isupper()]
    for count in range(1, min(10, len(capitals)) + 1):
        start = capitals[-count]
        tail = words[start:]
        if any(w[0].islower() and w.lower() not in _SMALL for w in tail):
            return None
        initials = "".join(part[0] for w in tail for part in re.split(r"[-]", w) if part and (part[0].isupper()))
        everything = "".join(w[0].upper() for w in tail)
        wanted = acronym.replace("-", "").replace("&", "")
        if len(tail) > 1 and wanted in (initials.upper(), everything):
            return start
    # Translated names have acronyms of other letters (Islamic Salvation Front, FIS): the capitalised words before it.
    run = len(words)
    while run and (words[run - 1][0].isupper() or words[run - 1].lower() in _SMALL):
        run -= 1
    while run < len(words) and (words[run][0].islower() or words[run] in ("The", "A", "An")):
        run += 1
    if len(words) - run >= 2 and sum(w[0].isupper() for w in words[run:]) >= 2:
        return run
    return None
