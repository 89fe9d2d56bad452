"""A parsed sentence as a graph one can walk: children, coordinated heads, noun phrases and the word forms lexicons know.

Every later stage asks the same few questions of a parse; they are answered here once and kept.
"""

from __future__ import annotations

from coders.types import Sentence, Token

NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS"})
VERB_TAGS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD"})
CLAUSAL = frozenset({"ccomp", "xcomp", "advcl", "relcl", "acl", "csubj", "csubjpass", "parataxis"})
# "hundreds of soldiers", "a series of attacks": the noun after `of` is what is meant.
TRANSPARENT = frozenset(
    "number series hundred thousand dozen score group lot majority handful couple wave spate round string total million some most many "
    "part rest member type kind form variety range set crowd team half third piece ton batch shipment package act campaign array barrage "
    "all each both any several few none one two three four five six seven eight nine ten percent bulk host rest remnant body".split()
)
MAX_PHRASE = 4


class Graph:
    """Read-only view of one parsed sentence."""

    __slots__ = ("_children", "_phrases", "lemmas", "lower", "memo", "sentence", "tokens")

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens: tuple[Token, ...] = sentence.tokens
        self.lower = [t.text.lower() for t in self.tokens]
        self.lemmas = [t.lemma.lower() for t in self.tokens]
        self.memo: dict[object, object] = {}  # what later stages found out about this sentence, each by its own key
        children: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.i:
                children[token.head].append(token.i)
        self._children = children
        self._phrases: dict[int, tuple[str, ...]] = {}

    def children(self, i: int, *deps: str) -> list[int]:
        """Children of token `i` in text order, only those with one of `deps` if any is given."""
        found = self._children[i]
        if not found or not deps:
            return found
        tokens = self.tokens
        return [c for c in found if tokens[c].dep in deps]

    def child(self, i: int, *deps: str) -> int | None:
        """The first child of `i` with one of `deps`."""
        for c in self._children[i]:
            if self.tokens[c].dep in deps:
                return c
        return None

    def conjuncts(self, i: int) -> list[int]:
        """`i` and what is coordinated with it to the right, in text order."""
        found = [i]
        for c in self._children[i]:
            if self.tokens[c].dep == "conj":
                found.extend(self.conjuncts(c))
        return found

    def subtree(self, i: int, *, into_clauses: bool = True) -> list[int]:
        """Indexes of the words below and including `i`, in text order; clauses hanging on them are left out on request."""
        found: list[int] = []
        stack = [i]
        while stack:
            n = stack.pop()
            found.append(n)
            below = self._children[n]
            if below:
                stack.extend(below if into_clauses else [c for c in below if self.tokens[c].dep not in CLAUSAL])
        found.sort()
        return found

    def phrase(self, i: int) -> list[int]:
        """The nominal core of the phrase headed by `i`: modifiers, and the complements of `of`; no other attachments."""
        found: list[int] = []
        stack = [i]
        while stack:
            n = stack.pop()
            found.append(n)
            for c in self._children[n]:
                token = self.tokens[c]
                if token.dep in ("compound", "amod", "nmod", "poss", "nummod", "quantmod", "conj", "npadvmod"):
                    stack.append(c)
                elif (
                    token.dep == "prep" and token.lemma in ("of", "in", "worth", "including") and n == i
                ) or token.lemma == "of":
                    stack.extend(self.children(c, "pobj"))
        return sorted(found)

    def ancestors(self, i: int) -> list[int]:
        """Heads of `i` from the nearest to the root."""
        found: list[int] = []
        while self.tokens[i].head != i and len(found) < len(self.tokens):
            i = self.tokens[i].head
            found.append(i)
        return found

    def depth(self, i: int) -> int:
        """Number of heads above `i`."""
        return len(self.ancestors(i))

    def is_verb(self, i: int) -> bool:
        """Whether the token is a verb and no mere auxiliary."""
        token = self.tokens[i]
        if token.tag == "NN" and token.dep == "ccomp":
            return self._is_subjunctive(i)
        return (
            token.tag in VERB_TAGS
            and token.dep not in ("aux", "auxpass", "amod", "compound")
            and token.pos in ("VERB", "AUX", "NOUN")
        )

    def is_noun(self, i: int) -> bool:
        """Whether the token is a noun, common or proper."""
        token = self.tokens[i]
        return token.tag in NOUN_TAGS and not (token.tag == "NN" and token.dep == "ccomp" and self._is_subjunctive(i))

    def _is_subjunctive(self, i: int) -> bool:
        """`suggested that the parties meet`: a bare form that taggers take for a noun, with `that` and a subject of its own."""
        return bool(self.children(i, "mark")) and bool(self.children(i, "nsubj"))

    def core(self, i: int) -> int:
        """The noun that is meant: past `a number of`, `hundreds of` and their like."""
        for _ in range(3):
            token = self.tokens[i]
            if self.lemmas[i] not in TRANSPARENT and token.tag != "CD":
                return i
            prep = next(
                (c for c in self._children[i] if self.tokens[c].lemma == "of" and self.tokens[c].dep == "prep"), None
            )
            inner = self.child(prep, "pobj") if prep is not None else None
            if inner is None:
                return i
            i = inner
        return i

    def phrases(self, i: int) -> tuple[str, ...]:
        """Lower-case forms that end at token `i`, longest first: `peace talks`, `peace talk`, `talks`, `talk`."""
        known = self._phrases.get(i)
        if known is None:
            known = self._phrases[i] = tuple(self._build_phrases(i))
        return known

    def _build_phrases(self, i: int) -> list[str]:
        ends = [self.lemmas[i]]
        if self.lower[i] != ends[0]:
            ends.append(self.lower[i])
        found = list(ends)
        prefix = ""
        start = i
        for _ in range(2 * MAX_PHRASE):
            start -= 1
            if start < 0:
                break
            before, after = self.tokens[start], self.tokens[start + 1]
            if before.pos == "PUNCT" and before.text not in ("-", "–"):
                break
            glue = "" if before.end == after.start else " "
            prefix = self.lower[start] + glue + prefix
            if before.text in ("-", "–"):
                continue
            found.extend(prefix + end for end in ends)
            if prefix.count(" ") + prefix.count("-") >= MAX_PHRASE:
                break
        found.reverse()
        return found
