"""The second opinion: when the rules know only the manner (a demand for something), the words around tell what it is about.

A naive Bayes model over words, trained in a fraction of a second from the codebook's own example sentences and the
theme words of cameo/themes.tsv. It never finds an event; it makes a general code more specific, and says so.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from coders.cameo.deeds import Algebra
from coders.lexicon.reader import read_table

EXAMPLE_COLUMNS = ("code", "source", "target", "text", "near_miss_of", "note")
THEME_COLUMNS = ("theme", "words", "note")
GOALS = {"leadership": "1", "policy": "2", "rights": "3", "institutions": "4"}
SMOOTHING = 0.1
PRIOR_WEIGHT = 0.3  # classes are not equally frequent in the examples for reasons of the codebook, not of the news
WORD_WEIGHT = 4  # a theme word counts as much as this many example sentences

_WORD = re.compile(r"[A-Za-z$€£][A-Za-z'’-]*")
_STOP = frozenset(
    "the a an of to in on for and by with at from that it its his her their was were is are be been has have had will would said he she "
    "they this as after before not no who which more than over into told about up out new two three any all one".split()
)
_SUFFIXES = ("ations", "ation", "ings", "ing", "ments", "ment", "ies", "ers", "er", "ed", "es", "s", "ly", "e")


@dataclass(frozen=True, slots=True)
class Opinion:
    """A class with the model's probability for it."""

    label: str
    probability: float


class ThemeModel:
    """Naive Bayes over the words of a clause. What a word speaks for is worked out when it is first met: texts hold few of all."""

    __slots__ = ("_classes", "_counts", "_everything", "_totals", "_weights")

    def __init__(self, documents: Iterable[tuple[set[str], str, int]]) -> None:
        """Learns from (words, label, weight) triples."""
        totals: Counter[str] = Counter()
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for words, label, weight in documents:
            totals[label] += weight
            for word in words:
                counts[word][label] += weight
        self._totals = totals
        self._counts = dict(counts)
        self._everything = sum(totals.values())
        self._classes = {label: PRIOR_WEIGHT * math.log(n / self._everything) for label, n in totals.items()}
        self._weights: dict[str, dict[str, float]] = {}

    def _weight(self, word: str) -> dict[str, float]:
        """What a known word adds to each class."""
        known = self._weights.get(word)
        if known is None:
            by = self._counts[word]
            everything, count = self._everything, by.total()
            known = self._weights[word] = {
                label: math.log((by[label] + SMOOTHING) / (n + 2 * SMOOTHING) * (everything + 1) / (count + 0.5))
                for label, n in self._totals.items()
            }
        return known

    def judge(self, words: Iterable[str], among: frozenset[str] | None = None) -> Opinion | None:
        """The most probable class for a clause of `words`, only among the labels given; None where no word is known."""
        known = [self._weight(w) for w in words if w in self._counts]
        labels = [label for label in self._classes if among is None or label in among]
        if not known or not labels:
            return None
        scores = {label: self._classes[label] + sum((w[label] for w in known), 0.0) for label in labels}
        best = max(scores, key=lambda label: scores[label])
        return Opinion(best, 1.0 / math.fsum(math.exp(s - scores[best]) for s in scores.values()))


@dataclass(frozen=True, slots=True)
class Themes:
    """What a request, offer or refusal is about (named by the code that demanding it has), and what a protest is for."""

    contents: ThemeModel
    goals: ThemeModel
    roots: ThemeModel  # the root code of a whole sentence, named by its residual code


def load_themes(lexicons: Path, algebra: Algebra) -> Themes:
    """Trains the models from the codebook's examples and cameo/themes.tsv. Raises LexiconError for a malformed line."""
    themes = _themes_by_code(algebra)
    contents: list[tuple[set[str], str, int]] = []
    goals: list[tuple[set[str], str, int]] = []
    roots: list[tuple[set[str], str, int]] = []
    for path in sorted((lexicons / "codebook").glob("examples-*.tsv")):
        for entry in read_table(path, EXAMPLE_COLUMNS, root=lexicons):
            words = set(text_features(entry["text"]))
            if theme := themes.get(entry["code"]):
                contents.append((words, theme, 1))
            if goal := _goal(entry["code"]):
                goals.append((words, goal, 1))
            if entry["code"] and not entry["code"].startswith("01"):
                roots.append((words, entry["code"][:2] + "0", 1))
    for entry in read_table(lexicons / "cameo" / "themes.tsv", THEME_COLUMNS, root=lexicons):
        if entry["theme"] not in algebra:
            raise entry.wrong(f"no deed is called {entry['theme']!r}")
        theme = algebra.deeds[entry["theme"]].codes["demand"]
        for word in entry.many("words"):
            found = set(_features(word.lower().split()))
            if theme:
                contents.append((found, theme, WORD_WEIGHT))
            if goal := _goal(theme or ""):
                goals.append((found, goal, WORD_WEIGHT))
    return Themes(ThemeModel(contents), ThemeModel(goals), ThemeModel(roots))


def text_features(text: str) -> Iterator[str]:
    """The features of running text; names are left out, so that no country becomes a cue."""
    words = [m.group() for m in _WORD.finditer(text)]
    yield from _features([w if i == 0 or not w[0].isupper() else "" for i, w in enumerate(words)])


def _features(words: list[str]) -> Iterator[str]:
    """Stems and pairs of neighbouring stems; an empty word breaks a pair."""
    before = ""
    for word in words:
        lower = word.lower()
        if not lower:
            before = ""
            continue
        if lower in _STOP:
            continue
        stem = _stem(lower)
        yield stem
        if before:
            yield f"{before} {stem}"
        before = stem


def _stem(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word


def _themes_by_code(algebra: Algebra) -> dict[str, str]:
    """Code → the demand code that stands for its theme, for every code of a good deed, whatever the manner."""
    found: dict[str, str] = {}
    for deed in algebra.deeds.values():
        theme = deed.codes["demand"]
        if deed.tone != "good" or theme is None:
            continue
        for manner in ("appeal", "demand", "refuse", "intend", "did"):
            if code := deed.codes[manner]:
                found.setdefault(code, theme)
    return found


def _goal(code: str) -> str | None:
    """The goal digit of a code about political change: reform wished, promised, refused or marched for; 0 for none told."""
    if len(code) == 4 and (code[:3] in ("024", "034", "083", "104", "123") or code[:2] == "14"):
        return code[3]
    return "0" if code in ("141", "142", "143", "144", "145") else None
