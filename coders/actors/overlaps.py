"""Matches that the parse contradicts, read anew: a phrase that begins with the verb, a title with half of a name."""

from __future__ import annotations

from collections.abc import Iterator

from coders.actors.lexicon import ActorLexicon, Match
from coders.actors.records import Kind
from coders.types import Sentence, Token

_FINITE = frozenset(("VBD", "VBZ", "VBP"))
_MODIFYING = frozenset(("amod", "compound", "nmod"))


def reread(lexicon: ActorLexicon, matches: tuple[Match, ...], sentence: Sentence) -> Iterator[Match]:
    """The matches of a sentence (offsets of its text), those that the parse contradicts replaced by what they hide."""
    taken = 0
    for number, match in enumerate(matches):
        if match.start < taken:
            continue
        tokens = _tokens_of(match, sentence) if " " in match.key else []
        if len(tokens) < 2:
            yield match
        elif match.agents and not match.named and _is_predicate(tokens[0]):
            # The army [deposed Prime Minister X]: the verb is no part of the title.
            yield from _scanned(lexicon, sentence, tokens[1].start - sentence.start, match.end)
        elif (name := _whole_name(lexicon, match, matches[number + 1 : number + 2], tokens, sentence)) is not None:
            # [President Mohamed] Bazoum is not the president called Mohamed.
            title = _scanned(lexicon, sentence, match.start, name.start)
            yield from (m for m in title if m.agents)
            yield name
            taken = name.end
        else:
            yield match


def _whole_name(
    lexicon: ActorLexicon, match: Match, following: tuple[Match, ...], tokens: list[Token], sentence: Sentence
) -> Match | None:
    """The longer name of a person that begins with the last word of `match` and ends with the match after it."""
    if not (match.of(Kind.PERSON) and following and following[0].of(Kind.PERSON)):
        return None
    start, end = tokens[-1].start - sentence.start, following[0].end
    if sentence.text[match.end : following[0].start] != " ":
        return None
    found = next(lexicon.scan(sentence.text[start:end]), None)
    if found is None or not found.of(Kind.PERSON) or found.end != end - start:
        return None
    return Match(start, end, found.records, found.key)


def _scanned(lexicon: ActorLexicon, sentence: Sentence, start: int, end: int) -> Iterator[Match]:
    for match in lexicon.scan(sentence.text[start:end]):
        yield Match(start + match.start, start + match.end, match.records, match.key)


def _is_predicate(token: Token) -> bool:
    return token.tag in _FINITE and token.dep not in _MODIFYING


def _tokens_of(match: Match, sentence: Sentence) -> list[Token]:
    begin, end = sentence.start + match.start, sentence.start + match.end
    return [t for t in sentence.tokens if t.start < end and t.end > begin]
