"""What a sentence is about, by the words of its topic: sport, markets and weather use the verbs of politics without its events."""

from __future__ import annotations

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
STRENGTHS = ("strong", "weak")
LEAST = 2
"""Different words of a topic that a sentence needs to be about it."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What takes a sentence out of politics. `use` is discard (no event at all) or doubt (only between public parties)."""

    name: str
    use: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"about {self.name}: {', '.join(self.words)}"


@dataclass(frozen=True, slots=True)
class _Word:
    topic: str
    strong: bool
    lemma: str


class Topics:
    """Tells the topic of a text from whole words, whatever their case."""

    __slots__ = ("_automaton", "_known", "_uses")

    def __init__(self, words: dict[str, tuple[_Word, ...]], uses: dict[str, str]) -> None:
        """`words` maps a form in lower case to the topics it speaks for, `uses` a topic to what it does."""
        self._uses = uses
        self._known = tuple(words.values())
        self._automaton = AhoCorasick(list(words))

    def __len__(self) -> int:
        return len(self._known)

    def topic(self, text: str) -> Topic | None:
        """The topic that takes `text` out of politics; None where there is none."""
        found: dict[str, set[str]] = {}
        strong: set[str] = set()
        for word in self._words(text.lower()):
            found.setdefault(word.topic, set()).add(word.lemma)
            if word.strong:
                strong.add(word.topic)
        public = len(found.pop(PUBLIC, ()))
        best = max(((len(found[t]), t) for t in strong), default=None)
        if best is None or best[0] < LEAST or best[0] <= public:
            return None
        return Topic(best[1], self._uses[best[1]], tuple(sorted(found[best[1]])))

    def is_public(self, text: str) -> bool:
        """Whether `text` has a word of politics or war."""
        return any(word.topic == PUBLIC for word in self._words(text.lower()))

    def _words(self, lowered: str) -> list[_Word]:
        """The known words of the text; one inside a longer known one does not count for itself."""
        spans = [
            (start, -end, index)
            for index, start, end in self._automaton.find_matches_as_indexes(lowered, overlapping=True)
            if is_word_edge(lowered, start - 1) and is_word_edge(lowered, end)
        ]
        found: list[_Word] = []
        covered = 0
        for _, end, index in sorted(spans):
            if -end > covered:
                covered = -end
                found.extend(self._known[index])
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
        if uses.setdefault(topic, use) != use:
            raise entry.wrong(f"the topic {topic} has another use on a line before")
        for word in (w.lower() for w in entry.many("words")):
            if (topic, word) in lines:
                raise entry.wrong(f"{word!r} stands already at {lines[topic, word]}")
            lines[topic, word] = entry.origin
            for form in (word, *plural(word)):
                words.setdefault(form, {}).setdefault(topic, _Word(topic, strength == "strong", word))
    return Topics({form: tuple(found.values()) for form, found in words.items()}, uses)
