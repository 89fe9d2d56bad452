"""What a sentence is about, by the words of its topic: sport, markets and weather use the verbs of politics without its events."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from coders.discards import is_word_edge
from coders.lexicon.inflect import plural
from coders.lexicon.reader import read_table

COLUMNS = ("topic", "use", "strength", "words", "note")
PUBLIC = "public"
"""The topic whose words speak against all others: politics and war."""
USES = ("discard", "doubt")
STRENGTHS = {"sure": 3, "strong": 2, "weak": 1}
"""What a word of each strength weighs."""
LEAST = 3
"""What the words of a topic must weigh for a sentence to be about it."""
SCORE = re.compile(r"(?<![\d-])\d{1,3}-\d{1,3}(?:, \d{1,3}-\d{1,3})*(?![\d-]| (?:vote|majority|ruling|decision))")
"""The result of a match, which weighs as a strong word of sport: `beat Arda 7-6, 6-4`."""
AGE = re.compile(
    r"\b(?:who|he|she) was (?:[6-9]\d|10\d)\b(?! (?:per|kilo|metre|mile))|\b(?:died|dead)\b[^.;]{0,40}?\b(?:at|aged) \d\d\b"
)
"""The age that a dead man or woman reached, which is enough for an obituary: `the painter died at 94`, `she was 87`."""
PATTERNS = (("sport", SCORE, "strong"), ("obituary", AGE, "sure"))
ALONE = 2
"""What they must weigh where no word is of politics."""
KEPT = 2048
"""Of so many texts the words are kept."""
MANY = 5
"""So many weak words tell of a topic without a strong one."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What takes a sentence out of politics. `use` is discard (no event at all) or doubt (only between public parties)."""

    name: str
    use: str
    words: tuple[str, ...]
    weight: int = LEAST
    public: int = 0
    """What the sentence's words of politics and war weigh."""

    @property
    def firm(self) -> bool:
        """Whether the topic outweighs politics by far, and no word stands for politics for sure."""
        return self.weight - self.public >= LEAST and self.public < STRENGTHS["sure"]

    @property
    def discards(self) -> bool:
        """Whether such a sentence holds no event whoever takes part."""
        return self.use == "discard" and self.firm

    def __str__(self) -> str:
        return f"about {self.name}: {', '.join(self.words)}"


@dataclass(frozen=True, slots=True)
class _Word:
    topic: str
    weight: int
    lemma: str
    """The word as it is written in the table; with capitals, it is found only with them."""

    def fits(self, text: str) -> bool:
        """Whether `text`, a form of this word in some spelling, has the capitals it needs."""
        if self.lemma.islower():
            return True
        return text.isupper() if self.lemma.isupper() else text[0].isupper() or not self.lemma[0].isupper()


class Topics:
    """Tells the topic of a text from whole words, whatever their case."""

    __slots__ = ("_automaton", "_kept", "_known", "_told", "_uses")

    def __init__(self, words: dict[str, tuple[_Word, ...]], uses: dict[str, str]) -> None:
        """`words` maps a form in lower case to the topics it speaks for, `uses` a topic to what it does."""
        self._uses = uses
        self._known = tuple(words.values())
        self._automaton = AhoCorasick(list(words))
        self._kept: dict[str, list[_Word]] = {}
        self._told: dict[str, Topic | None] = {}

    def __len__(self) -> int:
        return len(self._known)

    def topic(self, text: str) -> Topic | None:
        """The topic that takes `text` out of politics; None where there is none."""
        if text not in self._told:
            if len(self._told) >= KEPT:
                self._told.clear()
            self._told[text] = self._weigh(text)
        return self._told[text]

    def _weigh(self, text: str) -> Topic | None:
        found: dict[str, dict[str, int]] = {}
        for word in self._words(text):
            found.setdefault(word.topic, {})[word.lemma] = word.weight
        for topic, pattern, strength in PATTERNS:
            if topic in self._uses and (match := pattern.search(text)):
                found.setdefault(topic, {})[match[0]] = STRENGTHS[strength]
        public = sum(found.pop(PUBLIC, {}).values())
        weights = {
            t: sum(ws.values()) for t, ws in found.items() if len(ws) >= MANY or max(ws.values()) > STRENGTHS["weak"]
        }
        best = max(weights, key=lambda t: (weights[t], self._uses[t] == "discard", t), default=None)
        if best is None or weights[best] < (LEAST if public else ALONE) or weights[best] <= public:
            return None
        return Topic(best, self._uses[best], tuple(sorted(found[best])), weights[best], public)

    def is_public(self, text: str) -> bool:
        """Whether `text` has a word of politics or war."""
        return any(word.topic == PUBLIC for word in self._words(text))

    def is_surely_public(self, text: str) -> bool:
        """Whether `text` has a word that is of politics or war wherever it stands: a suicide bomber at a match."""
        return any(word.topic == PUBLIC and word.weight == STRENGTHS["sure"] for word in self._words(text))

    def _words(self, text: str) -> list[_Word]:
        """The known words of the text, kept for some time: each sentence is asked for more than once."""
        found = self._kept.get(text)
        if found is None:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            found = self._kept[text] = self._read(text)
        return found

    def _read(self, text: str) -> list[_Word]:
        """The known words of the text; one inside a longer known one does not count for itself."""
        lowered = text.lower()
        if len(lowered) != len(text):  # a letter whose small form is longer: offsets would be off
            text = lowered
        spans = [
            (start, -end, index)
            for index, start, end in self._automaton.find_matches_as_indexes(lowered, overlapping=True)
            if is_word_edge(lowered, start - 1) and is_word_edge(lowered, end)
        ]
        found: list[_Word] = []
        covered = 0
        for start, end, index in sorted(spans):
            fitting = [word for word in self._known[index] if word.fits(text[start:-end])]
            if fitting and -end > covered:
                covered = -end
                found.extend(fitting)
        return found


def load_topics(lexicons: Path) -> Topics:
    """Reads cameo/topics.tsv. Raises LexiconError for an unknown use or strength, and a word that stands twice in one topic."""
    words: dict[str, dict[str, _Word]] = {}
    uses: dict[str, str] = {}
    lines: dict[tuple[str, str], str] = {}
    for entry in read_table(lexicons / "cameo" / "topics.tsv", COLUMNS, root=lexicons):
        topic, use, strength = entry["topic"], entry["use"], entry["strength"]
        if topic != PUBLIC and (use not in USES or strength not in STRENGTHS):
            raise entry.wrong(f"use must be one of {', '.join(USES)}, strength one of {', '.join(STRENGTHS)}")
        if strength not in STRENGTHS:
            raise entry.wrong(f"strength must be one of {', '.join(STRENGTHS)}")
        if uses.setdefault(topic, use) != use:
            raise entry.wrong(f"the topic {topic} has another use on a line before")
        for word in entry.many("words"):
            lowered = word.lower()
            if (topic, lowered) in lines:
                raise entry.wrong(f"{lowered!r} stands already at {lines[topic, lowered]}")
            lines[topic, lowered] = entry.origin
            known = _Word(topic, STRENGTHS[strength], word)
            words.setdefault(lowered, {})[topic] = known
            for form in plural(lowered):
                words.setdefault(form, {}).setdefault(topic, known)
    return Topics({form: tuple(found.values()) for form, found in words.items()}, uses)
