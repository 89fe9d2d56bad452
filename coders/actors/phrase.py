"""A noun phrase of a parsed sentence: its own words before the head, its phrases after it, its possessor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from coders.actors.lexicon import Match
from coders.actors.wordset import words
from coders.types import Sentence, Token

PLACE_PREPOSITIONS = frozenset(
    ("of", "from", "in", "at", "within", "inside", "across", "throughout", "on", "near", "around", "outside")
)
LOCATIVE = words(
    """
    in at near from to into around outside inside toward towards through across over within off via above
    past beyond
    """
)
QUANTITIES = words(
    """
    hundred hundreds thousand thousands dozen dozens score scores ten tens million millions number majority
    handful lot lots plenty pair couple half third most some many several few all both one two three four
    five six seven eight nine each none more rest series bunch crowd crowds group groups mass masses throng
    throngs band bands percent part
    """
)
_LEFT = words(
    """
    compound amod nmod poss det nummod quantmod advmod case punct hmod npadvmod predet cc conj preconj acl
    neg dep prep pobj nounmod
    """
)
_OF = re.compile(r" (?:of|at|for|without) ")
_FALLBACK = frozenset(("based", "held", "affiliated", "connected", "located"))


@dataclass(frozen=True, slots=True)
class Unit:
    """A lexicon match laid on the tokens of a sentence, first to last inclusive."""

    first: int
    last: int
    match: Match
    fallback: bool = False  # names where somebody is based: a country only where no other is given


@dataclass(frozen=True, slots=True)
class Phrase:
    """The noun phrase headed by `head`: tokens `first` to `head`, and the possessor's head where there is one."""

    sentence: Sentence
    first: int
    head: int
    possessor: int | None

    @property
    def token(self) -> Token:
        """The head."""
        return self.sentence.tokens[self.head]

    def words(self) -> tuple[Token, ...]:
        """The tokens before the head and the head."""
        return self.sentence.tokens[self.first : self.head + 1]


def phrase_of(sentence: Sentence, head: int) -> Phrase:
    """The noun phrase headed by token `head`."""
    tokens = sentence.tokens
    inside = set(_left_subtree(tokens, head))
    first = head
    while first - 1 in inside:
        first -= 1
    while first and _is_loose_name(tokens[first - 1], tokens[head]):
        first -= 1
    possessor = next((t.i for t in tokens if t.head == head and t.dep == "poss" and t.i != head), None)
    if possessor is None:
        # The parser hangs a possessor on a modifier now and then: "Iran's [Guard commander]".
        possessor = next(
            (
                t.i
                for t in tokens[first:head]
                if t.dep == "poss" and t.head != t.i and t.head in inside and t.i < t.head
            ),
            None,
        )
    return Phrase(sentence, first, head, possessor)


def _is_loose_name(token: Token, head: Token) -> bool:
    """A name at the left of a subject that the parser hung on the verb beside it: [Basij] militiamen beat students."""
    return token.tag == "NNP" and token.dep in ("intj", "npadvmod", "dep") and token.head == head.head != head.i


def whole(phrase: Phrase, matches: tuple[Match, ...]) -> Phrase:
    """The phrase with all of a name that ends on its head, without its possessor where both are one name.

    Iran's Revolutionary Guards; Jaish-e-Mohammad, which the parser takes apart.
    """
    tokens = phrase.sentence.tokens
    token = phrase.token
    for match in matches:
        if match.named and match.start < tokens[phrase.first].start and match.end == token.end:
            first = next(t.i for t in tokens if t.end > match.start)
            return Phrase(phrase.sentence, first, phrase.head, None)
    if phrase.possessor is None:
        return phrase
    begin, end = tokens[phrase.possessor].end, tokens[phrase.head].start
    if any((m.named or m.agents) and m.start < begin and m.end > end for m in matches):
        return Phrase(phrase.sentence, phrase.first, phrase.head, None)
    return phrase


def units_in(sentence: Sentence, matches: tuple[Match, ...], first: int, last: int) -> tuple[Unit, ...]:
    """The matches (offsets of the article) that lie on tokens `first` to `last`, or go on behind it: secretary of state."""
    tokens = sentence.tokens
    found = []
    begin, end = tokens[first].start, tokens[last].end
    for match in matches:
        if match.start < begin or match.start >= end:
            continue
        covered = [t.i for t in tokens[first : last + 1] if t.start < match.end and t.end > match.start]
        if not covered:
            continue
        if match.end > end and not (match.agents and _OF.search(match.key)):
            continue
        found.append(Unit(covered[0], covered[-1], match, fallback=_based(tokens, covered[-1])))
    return tuple(found)


def _based(tokens: tuple[Token, ...], last: int) -> bool:
    """Whether what is named is only where somebody is based: a Damascus-based group."""
    after = tokens[last + 1].text.lower() if last + 1 < len(tokens) else ""
    if after in ("-", "–") and last + 2 < len(tokens):
        after = tokens[last + 2].text.lower()
    elif "-" in tokens[last].text:
        after = tokens[last].text.lower().rpartition("-")[2]
    return after in _FALLBACK


def _left_subtree(tokens: tuple[Token, ...], head: int) -> Iterator[int]:
    """Tokens left of the head that hang on it, directly or not."""
    kept = {head}
    for index in range(head - 1, -1, -1):
        token = tokens[index]
        step, hops = token, 0
        while step.head != head and step.head != step.i and hops < 12:
            step = tokens[step.head]
            hops += 1
        if step.head != head or step.i >= head or step.dep not in _LEFT:
            break
        kept.add(index)
    yield from kept


def objects_of(sentence: Sentence, head: int, prepositions: frozenset[str]) -> Iterator[tuple[str, int]]:
    """The objects of the head's prepositional phrases, each with its preposition, and their conjuncts."""
    tokens = sentence.tokens
    for token in tokens[head + 1 :]:
        if token.head != head or token.dep != "prep" or token.text.lower() not in prepositions:
            continue
        for child in tokens[token.i + 1 :]:
            if child.head == token.i and child.dep == "pobj":
                yield token.text.lower(), child.i
                yield from ((token.text.lower(), c) for c in conjuncts(sentence, child.i))


def conjuncts(sentence: Sentence, head: int) -> tuple[int, ...]:
    """Heads coordinated with `head`, in order."""
    found: list[int] = []
    pending = [head]
    while pending:
        at = pending.pop()
        for token in sentence.tokens:
            if token.head == at and token.dep == "conj" and token.i not in found and token.i != head:
                found.append(token.i)
                pending.append(token.i)
    return tuple(sorted(found))


def first_conjunct(sentence: Sentence, head: int) -> Token:
    """The head that a coordination hangs on: its relation is that of all conjuncts."""
    token = sentence.tokens[head]
    seen = {head}
    while token.dep == "conj" and token.head not in seen:
        token = sentence.tokens[token.head]
        seen.add(token.i)
    return token


def coordinated(sentence: Sentence, left: Unit, right: Unit) -> bool:
    """Whether two modifiers are coordinated: "French and Malian", "Israeli-Palestinian"."""
    between = sentence.tokens[left.last + 1 : right.first]
    return bool(between) and all(t.text.lower() in ("and", "or", ",", "-", "–", "/", "&", "the") for t in between)
