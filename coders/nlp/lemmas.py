"""Lemma and coarse part of speech from word and tag: spaCy's own rules and tables, at a fraction of the cost of its matcher.

spaCy's attribute ruler and lemmatizer take a third of its time for what depends on word and tag alone; here each pair
is worked out once and kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

UNIVERSAL = {
    "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "NNPS": "PROPN", "VB": "VERB", "VBD": "VERB", "VBG": "VERB", "VBN": "VERB",
    "VBP": "VERB", "VBZ": "VERB", "MD": "AUX", "JJ": "ADJ", "JJR": "ADJ", "JJS": "ADJ", "AFX": "ADJ", "RB": "ADV", "RBR": "ADV",
    "RBS": "ADV", "WRB": "SCONJ", "IN": "ADP", "RP": "ADP", "TO": "PART", "POS": "PART", "DT": "DET", "PDT": "DET", "WDT": "DET",
    "PRP": "PRON", "PRP$": "PRON", "WP": "PRON", "WP$": "DET", "EX": "PRON", "CD": "NUM", "CC": "CCONJ", "UH": "INTJ", "FW": "X",
    "LS": "X", "XX": "X", "ADD": "X", "GW": "X", "NIL": "X", "SYM": "SYM", "$": "SYM", "#": "SYM", "_SP": "SPACE",
}  # fmt: skip
BE = frozenset("be am is are was were been being 's ’s 're ’re 'm ’m".split())
FIXED = {
    "n't": "not", "n’t": "not", "'ll": "will", "’ll": "will", "wo": "will", "ca": "can", "sha": "shall", "'ve": "have", "’ve": "have",
    "'re": "be", "’re": "be", "'m": "be", "’m": "be", "me": "I", "i": "I", "him": "he", "her": "she", "us": "we", "them": "they",
    "has": "have", "had": "have", "does": "do", "did": "do", "is": "be", "are": "be", "was": "be", "were": "be", "been": "be",
    "being": "be", "am": "be", "got": "get", "gets": "get",
}  # fmt: skip
_KINDS = {"NOUN": "noun", "VERB": "verb", "AUX": "verb", "ADJ": "adj", "ADV": "adv"}
_BASE = frozenset({"VB", "VBP", "NN", "JJ", "RB"})


@dataclass(slots=True)
class Lemmas:
    """Lemmas by word and tag. The tables map a kind (noun, verb, adj, adv) to spaCy's index, exceptions and suffix rules."""

    index: Mapping[str, frozenset[str]]
    exceptions: Mapping[str, Mapping[str, list[str]]]
    rules: Mapping[str, list[list[str]]]
    _known: dict[tuple[str, str], str] = field(default_factory=dict)

    def lemma(self, text: str, tag: str) -> str:
        """The lemma of the word `text` tagged `tag`."""
        key = (text, tag)
        known = self._known.get(key)
        if known is None:
            if len(self._known) > 500_000:  # a stream of ever new words must not grow a worker for ever
                self._known.clear()
            known = self._known[key] = self._work_out(text, tag)
        return known

    def _work_out(self, text: str, tag: str) -> str:
        lower = text.lower()
        if tag in ("NNP", "NNPS"):
            return text if tag == "NNP" else self._by_rule(lower, "propn", text)
        if lower in ("'s", "’s") and tag == "VBZ":
            return "be"
        if lower in ("'d", "’d") and tag == "MD":
            return "would"
        if lower in FIXED and (tag.startswith(("VB", "RB", "MD")) or tag == "PRP"):
            return FIXED[lower]
        kind = _KINDS.get(UNIVERSAL.get(tag, "X"))
        if kind is None or tag in _BASE:
            return lower
        return self._by_rule(lower, kind, lower)

    def _by_rule(self, word: str, kind: str, unchanged: str) -> str:
        """By the rules of spaCy's lemmatiser: an exception first, then the first suffix rule that gives a known word, then any rule."""
        if found := self.exceptions.get(kind, {}).get(word):
            return found[0]
        index = self.index.get(kind, frozenset())
        unknown = ""
        for old, new in self.rules.get(kind, ()):
            if word.endswith(old):
                form = word[: len(word) - len(old)] + new
                if form in index:
                    return form
                if form and not unknown:
                    unknown = form
        return word if word in index else (unknown or unchanged)


def part_of_speech(text: str, tag: str, dep: str) -> str:
    """The coarse part of speech of a token; auxiliaries by their relation, subordinating `that` and `if` by theirs."""
    pos = UNIVERSAL.get(tag, "PUNCT")
    if pos == "VERB" and (dep in ("aux", "auxpass") or text.lower() in BE):
        return "AUX"
    if tag == "IN" and dep == "mark":
        return "SCONJ"
    if tag in ("DT", "WDT") and dep not in ("det", "quantmod"):
        return "PRON"
    if tag == "RB" and text.lower() in ("not", "n't", "n’t"):
        return "PART"
    return pos
