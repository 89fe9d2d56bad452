"""Words that stand for actors named earlier in the article: pronouns, "the group", "the two countries" and the like."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from coders.actors.context import ActorContext
from coders.actors.phrase import Phrase, conjuncts
from coders.actors.records import Kind, Record, choose
from coders.actors.wordset import words
from coders.types import Actor, Sentence, Token

Resolve = Callable[[Sentence, int, ActorContext], tuple[Actor, ...]]

PERSON = frozenset(["he", "she", "him", "her", "his", "hers", "himself", "herself"])
THING = frozenset(["it", "its", "itself"])
MANY = frozenset(["they", "them", "their", "theirs", "themselves"])
FIRST = words(
    """
    i me my mine myself we us our ours ourselves you your yours yourself
    """
)
RELATIVE = frozenset(["who", "whom", "which", "that", "whose"])

_REACH = 3
"""How many sentences back an antecedent may stand."""

_SUBJECTS = ("nsubj", "nsubjpass")
_ARGUMENTS = frozenset((*_SUBJECTS, "pobj", "dobj", "poss", "attr", "dative", "appos"))
_GROUPS = words(
    """
    group movement organisation organization militia faction party front outfit company firm agency network
    cartel gang body bloc union institution alliance coalition council commission committee tribunal army
    force
    """
)
_BARE = words(
    """
    rebel militant armed islamist military jihadist terrorist guerrilla insurgent extremist same
    """
)
_COUNTRIES = words(
    """
    country nation state kingdom republic government emirate sheikhdom island
    """
)
_PAIRS = words(
    """
    countries sides nations states neighbours neighbors governments parties leaders presidents ministers
    rivals capitals factions groups armies militaries men allies powers delegations foes enemies premiers
    """
)
_DEFINITE = _GROUPS | _COUNTRIES | _PAIRS
_HEADS = frozenset(["leaders", "presidents", "ministers", "governments", "premiers", "capitals", "delegations"])


@dataclass(frozen=True, slots=True)
class Candidate:
    """An earlier mention: the head of its phrase, and what it stands for."""

    sentence: Sentence
    head: int
    actors: tuple[Actor, ...]


def pronoun(phrase: Phrase, context: ActorContext, resolve: Resolve) -> tuple[tuple[Actor, ...], str] | None:
    """The antecedent of the pronoun that the phrase is; null when none fits."""
    token = phrase.token
    word = token.text.lower()
    if word in RELATIVE and token.tag in ("WP", "WDT", "WP$", "IN"):
        return _relative(phrase, context, resolve)
    fits = _fits(word)
    if fits is None:
        return None
    for candidate in _earlier(phrase, context, resolve):
        if fits(candidate, context):
            actors = candidate.actors
            return actors, f"{word!r} stands for {actors[0].text!r}"
    return None


def definite(phrase: Phrase, context: ActorContext, resolve: Resolve) -> tuple[tuple[Actor, ...], str] | None:
    """What "the group", "the country", "the two sides" stand for; null when it is none of these or nothing fits."""
    head = phrase.token.text.lower()
    if head not in _DEFINITE:
        return None
    words = [t.text.lower() for t in phrase.words()]
    before = [w for w in words[:-1] if w not in ("'s",)]
    if head in _PAIRS and before and _is_pair(before):
        return _two(phrase, context, resolve, head)
    if not before or before[0] not in ("the", "this", "that") or not _BARE.issuperset(before[1:]):
        return None
    if head in _GROUPS:
        return _first(phrase, context, resolve, lambda c: _is_body(c, context))
    if head in _COUNTRIES and head != "government" and head != "state":
        return _first(phrase, context, resolve, lambda c: _is_country(c))
    return None


def same_role(phrase: Phrase, context: ActorContext, resolve: Resolve) -> tuple[str, str] | None:
    """The country of the actor last called by the same noun: "the ambassador" after "the Syrian ambassador"."""
    if phrase.sentence.tokens[phrase.first].text.lower() not in ("the", "this", "that", "these", "those"):
        return None
    for candidate in _earlier(phrase, context, resolve, lemma=phrase.token.lemma):
        actor = candidate.actors[0]
        if actor.country:
            return actor.country, f"as of {actor.text!r}"
    return None


def _first(
    phrase: Phrase, context: ActorContext, resolve: Resolve, fits: Callable[[Candidate], bool]
) -> tuple[tuple[Actor, ...], str] | None:
    for candidate in _earlier(phrase, context, resolve):
        if fits(candidate):
            return candidate.actors, f"stands for {candidate.actors[0].text!r}"
    return None


def _two(phrase: Phrase, context: ActorContext, resolve: Resolve, head: str) -> tuple[tuple[Actor, ...], str] | None:
    """The two different actors named last; of countries where the phrase speaks of countries or their heads."""
    countries = head in _HEADS or head in ("countries", "nations", "states", "neighbours", "neighbors", "powers")
    found: dict[str, Actor] = {}
    for candidate in _earlier(phrase, context, resolve):
        for actor in candidate.actors:
            if actor.code is None or actor.code.startswith("---") or (countries and not actor.country):
                continue
            key = actor.country or actor.code
            if not countries:
                key = actor.code
            found.setdefault(key, actor)
        if len(found) >= 2:
            pair = tuple(found.values())[:2]
            return pair, f"the two are {pair[0].text!r} and {pair[1].text!r}"
    return None


def _is_pair(before: list[str]) -> bool:
    return before in (
        ["the", "two"],
        ["both"],
        ["the", "warring"],
        ["the", "rival"],
        ["these", "two"],
        ["the", "two", "neighbouring"],
    ) or (before[-1] in ("two", "both", "warring", "rival", "opposing", "feuding", "neighbouring", "neighboring"))


def _fits(word: str) -> Callable[[Candidate, ActorContext], bool] | None:
    if word in PERSON:
        return lambda c, x: _is_person(c, x) and len(c.actors) == 1
    if word in THING:
        return lambda c, x: not _is_person(c, x) and not _is_plural(c) and c.actors[0].code is not None
    if word in MANY:
        return lambda c, x: (_is_plural(c) or len(c.actors) > 1 or _is_body(c, x)) and c.actors[0].code is not None
    return None


def _earlier(
    phrase: Phrase, context: ActorContext, resolve: Resolve, *, lemma: str | None = None
) -> Iterator[Candidate]:
    """Earlier mentions, the likeliest first: subjects before the rest, this sentence before the ones before it.

    With a `lemma` only those of parsed sentences whose head has it.
    """
    sentence = phrase.sentence
    heads = _heads(sentence, phrase.first, lemma)
    token = phrase.token
    for head in sorted(heads, key=lambda t: (t.dep not in _SUBJECTS, -t.i)):
        if not _bars(sentence, head, token):
            yield from _candidate(sentence, head.i, context, resolve)
    for index in range(sentence.index - 1, max(-1, sentence.index - 1 - _REACH), -1):
        before = context.sentences.get(index)
        if before is None:
            continue
        if before.tokens:
            found = _heads(before, len(before.tokens), lemma)
            for head in sorted(found, key=lambda t: (t.dep not in _SUBJECTS, t.i)):
                yield from _candidate(before, head.i, context, resolve)
        elif lemma is None:
            yield from _unparsed(before, context)


def _heads(sentence: Sentence, stop: int, lemma: str | None) -> list[Token]:
    heads = [t for t in sentence.tokens[:stop] if t.dep in _ARGUMENTS and t.pos in ("NOUN", "PROPN", "ADJ")]
    return heads if lemma is None else [t for t in heads if t.lemma == lemma]


def _bars(sentence: Sentence, head: Token, token: Token) -> bool:
    """A pronoun is not bound by another argument of its own verb; as a possessor it may be."""
    return token.dep != "poss" and _verb(sentence, head) == _verb(sentence, token)


def _verb(sentence: Sentence, token: Token) -> int:
    """The verb that a token hangs on."""
    seen = set()
    while token.head not in seen and token.head != token.i:
        seen.add(token.i)
        token = sentence.tokens[token.head]
        if token.pos in ("VERB", "AUX"):
            break
    return token.i


def _candidate(sentence: Sentence, head: int, context: ActorContext, resolve: Resolve) -> Iterator[Candidate]:
    if (sentence.index, head) in context.open:
        return
    actors = resolve(sentence, head, context)
    for other in conjuncts(sentence, head):
        if (sentence.index, other) not in context.open:
            actors += tuple(a for a in resolve(sentence, other, context) if a.code is not None)
    if actors and (actors[0].code is not None or sentence.tokens[head].pos == "PROPN"):
        yield Candidate(sentence, head, actors)


def _unparsed(sentence: Sentence, context: ActorContext) -> Iterator[Candidate]:
    """Names of a sentence that was never parsed; its role words say too little without a parse."""
    for match in context.matches(sentence):
        records = match.named or match.geographic
        if records:
            record, _ = choose(records, context.day)
            text = sentence.text[match.start - sentence.start : match.end - sentence.start]
            actor = _plain(text, match.start, match.end, record)
            yield Candidate(sentence, -1, (actor,))


def _plain(text: str, start: int, end: int, record: Record) -> Actor:
    from coders.actors.codes import read_code

    parts = read_code(record.code)
    trace = f"{record.name} = {record.code} ({record.cited})"
    return Actor(
        text, start, end, record.code, record.name, parts.country, parts.roles, record.origin, None, None, (trace,)
    )


def _records(candidate: Candidate, context: ActorContext) -> tuple[set[Kind], set[str]]:
    """Kinds and classes of the matches on the candidate's head."""
    if candidate.head < 0:
        entry = candidate.actors[0]
        found = [r for m in context.matches(candidate.sentence) if m.start == entry.start for r in m.records]
    else:
        token = candidate.sentence.tokens[candidate.head]
        found = [
            r
            for m in context.matches(candidate.sentence)
            if m.start < token.end and m.end > token.start
            for r in m.records
        ]
    return {r.kind for r in found}, {c for r in found for c in r.classes}


def _is_person(candidate: Candidate, context: ActorContext) -> bool:
    kinds, classes = _records(candidate, context)
    if _is_plural(candidate):
        return False
    if Kind.PERSON in kinds or classes & {"person", "title"}:
        return True
    # A name that the lexicon does not know is a person's, when it follows a title or nothing is known of it.
    return not kinds and candidate.head >= 0 and candidate.sentence.tokens[candidate.head].pos == "PROPN"


def _is_body(candidate: Candidate, context: ActorContext) -> bool:
    if candidate.actors[0].code is None:
        return False
    kinds, classes = _records(candidate, context)
    return Kind.BODY in kinds or bool(classes & {"body", "force", "crowd"}) or Kind.PEOPLE in kinds


def _is_country(candidate: Candidate) -> bool:
    actor = candidate.actors[0]
    return bool(actor.country) and not actor.roles


def _is_plural(candidate: Candidate) -> bool:
    return candidate.head >= 0 and candidate.sentence.tokens[candidate.head].tag in ("NNS", "NNPS")


def _relative(phrase: Phrase, context: ActorContext, resolve: Resolve) -> tuple[tuple[Actor, ...], str] | None:
    tokens = phrase.sentence.tokens
    at = phrase.head
    for _ in range(len(tokens)):
        token = tokens[at]
        if token.dep == "relcl":
            if (phrase.sentence.index, token.head) in context.open:
                return None
            actors = resolve(phrase.sentence, token.head, context)
            return actors, f"{phrase.token.text!r} stands for {actors[0].text!r}"
        if token.head == at:
            return None
        at = token.head
    return None
