"""Names that mean something else at times: Georgia the state, Jordan the player, Turkey the bird, Stephen King."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache

from coders.actors.fold import fold
from coders.actors.lexicon import ActorLexicon, Match
from coders.actors.overlaps import reread
from coders.actors.records import GEOGRAPHIC, Kind, Record
from coders.actors.tables import Reading
from coders.actors.wordset import words
from coders.types import Sentence, Token

_DIRECTIONS = words(
    """
    north south east west northern southern eastern western central upper lower greater new
    """
)
_PARTICIPLES = words(
    """
    backed supported funded financed made built trained armed equipped supplied occupied born sponsored
    brokered mediated aligned allied sanctioned inspired leaning speaking linked educated drafted bound
    style dominated protected imposed installed friendly member approved assisted organised organized
    proposed annexed ordered populated mandated engineered hosted occupied
    """
)
# An army-backed government and an opposition-led parliament are government and parliament.
_MADE_BY = re.compile(
    r"[-‐–](?:backed|led|dominated|controlled|appointed|installed|run|sponsored) (?:\w+ ){0,2}"
    r"(?:government|administration|regime|cabinet|parliament|assembly|legislature|senate|congress|council|court)s?\b",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[-‐–](\w+)")
_BEFORE = re.compile(r"(?:^|\W)(?:pro|anti|non|counter|trans|post|un|mid)[-‐–]$", re.IGNORECASE)
PARTED = {"SSD": ("SDN", date(2011, 7, 9), "sudan", "south sudan")}
"""States whose places belonged to another: that state, since when they do no more, and how both are called."""
_FAMILY_NAMES = words(
    """
    abbot archer baker banker barber bishop boxer butcher cardinal carpenter chancellor constable cook count
    deacon dean driver duke earl emperor farmer fisher forester gardener guard herder hunter judge king knight
    lawyer major marshal marshall mason merchant miller miner monk painter parson pilot pope porter potter
    preacher priest prince prior ranger rector sailor shah sheriff shepherd singer smith squire steward sultan
    tailor teacher trader turner usher warden weaver
    """
)
"""Role words that people bear as names."""
_VERBS = frozenset(("VB", "VBP", "VBZ", "VBG", "VBD", "MD"))


def settle(
    lexicon: ActorLexicon, matches: tuple[Match, ...], sentence: Sentence, article: str, day: date | None = None
) -> tuple[Match, ...]:
    """The matches of a sentence with each ambiguous name read as the article's cues, day and its neighbours say."""
    kept = []
    for match in reread(lexicon, matches, sentence):
        if match.of(Kind.PERSON) and _is_part_of_a_name(lexicon, match, sentence):
            rest = tuple(r for r in match.records if r.kind is not Kind.PERSON)
            if not rest:
                kept.extend(_titles_of(lexicon, match, sentence.text))
                continue
            match = Match(match.start, match.end, rest, match.key)
        if _is_qualifier(match, sentence.text):
            continue
        if _is_family_name(lexicon, match, sentence, article):
            continue
        if match.geographic and (
            _is_descent(match, sentence) or _is_surname(lexicon, match, sentence) or _is_verb(match, sentence)
        ):
            records: tuple[Record, ...] = tuple(r for r in match.records if r.kind not in GEOGRAPHIC)
        else:
            records = tuple(_of_its_day(r, article, day) for r in _read(lexicon.readings, match, article))
        if records:
            kept.append(Match(match.start, match.end, records, match.key))
    return tuple(kept)


def _is_part_of_a_name(lexicon: ActorLexicon, match: Match, sentence: Sentence) -> bool:
    """A person's name that goes on, or a surname after another first name: somebody else of that name."""
    covered = _tokens_of(match, sentence)
    if not covered:
        return False
    before = sentence.tokens[covered[0].i - 1] if covered[0].i else None
    after = sentence.tokens[covered[-1].i + 1] if covered[-1].i + 1 < len(sentence.tokens) else None
    if after is not None and after.dep != "appos" and covered[-1].dep == "compound" and _is_given_name(lexicon, after):
        return True
    return len(covered) == 1 and before is not None and before.dep == "compound" and _is_given_name(lexicon, before)


def _titles_of(lexicon: ActorLexicon, match: Match, text: str) -> list[Match]:
    """The role words with which the spelling of a name begins, where the name itself is not meant."""
    title = text[match.start : match.end].rpartition(" ")[0]
    return [Match(match.start + m.start, match.start + m.end, m.agents, m.key) for m in lexicon.scan(title) if m.agents]


def _is_descent(match: Match, sentence: Sentence) -> bool:
    """Ethnic Albanians are Albanians by descent, not of Albania."""
    return sentence.text[: match.start].lower().rstrip(" -").endswith("ethnic")


def _is_qualifier(match: Match, text: str) -> bool:
    """Turkish-backed, pro-Iranian, Russian-made: words about somebody else than the actor."""
    if match.agents and not match.named and not match.geographic:
        return _MADE_BY.match(text, match.end) is not None
    after = _AFTER.match(text, match.end)
    if after is not None and (
        after.group(1).lower() in _PARTICIPLES or (after.group(1).lower() == "held" and not match.geographic)
    ):
        return True
    return _BEFORE.search(text, max(0, match.start - 9), match.start) is not None


def _read(readings: tuple[Reading, ...], match: Match, article: str) -> tuple[Record, ...]:
    if any(record.rank for record in match.records):
        return match.records  # a user's own entry is meant whatever the article's other words
    for reading in readings:
        if reading.name == match.key and _has_cue(reading.cues, article, match.key):
            if not reading.code:
                return tuple(r for r in match.records if r.kind not in GEOGRAPHIC)
            kind = match.geographic[0].kind if match.geographic else Kind.PLACE
            return (Record(kind, reading.code, match.key.title(), reading.origin),)
    return match.records


def _of_its_day(record: Record, article: str, day: date | None) -> Record:
    """A place of a state that was not yet one: Juba was in Sudan until 2011.

    Without a day the article tells: one that names the older state and not the younger is of the time before.
    """
    parted = PARTED.get(record.code) if record.kind in GEOGRAPHIC and not record.rank else None
    if parted is None:
        return record
    older, since, old_name, new_name = parted
    text = _folded(article)
    before = day < since if day else bool(re.search(rf"\b{old_name}", text)) and new_name not in text
    return replace(record, code=older) if before else record


@lru_cache(maxsize=512)
def _pattern(cues: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(fold(c)) for c in cues) + r")(?!\w)")


@lru_cache(maxsize=64)
def _folded(article: str) -> str:
    return fold(article)


def _has_cue(cues: tuple[str, ...], article: str, key: str) -> bool:
    return any(key not in m.group() or m.group() != key for m in _pattern(cues).finditer(_folded(article)))


def _tokens_of(match: Match, sentence: Sentence) -> list[Token]:
    begin, end = sentence.start + match.start, sentence.start + match.end
    return [t for t in sentence.tokens if t.start < end and t.end > begin]


def _is_verb(match: Match, sentence: Sentence) -> bool:
    """Polish the silver: an adjective of origin that the parser takes for a verb."""
    covered = _tokens_of(match, sentence)
    return len(covered) == 1 and covered[0].tag in _VERBS and bool(match.of(Kind.ADJECTIVE, Kind.COUNTRY, Kind.PLACE))


def _is_surname(lexicon: ActorLexicon, match: Match, sentence: Sentence) -> bool:
    """Michael Jordan, Paris Hilton: a single name of a place within a person's name that the lexicon does not know."""
    covered = _tokens_of(match, sentence)
    if len(covered) != 1 or not match.of(Kind.COUNTRY, Kind.CAPITAL, Kind.PLACE):
        return False
    token = covered[0]
    before = sentence.tokens[token.i - 1] if token.i else None
    after = sentence.tokens[token.i + 1] if token.i + 1 < len(sentence.tokens) else None
    if before is not None and before.head == token.i and before.dep == "compound" and _is_given_name(lexicon, before):
        return True
    return (
        after is not None
        and token.head == after.i
        and token.dep == "compound"
        and after.tag == "NNP"
        and _is_given_name(lexicon, after)
        and _is_person_subject(sentence, after)
    )


def _is_family_name(lexicon: ActorLexicon, match: Match, sentence: Sentence, article: str) -> bool:
    """Stephen King, Shah Rukh Khan: a role word within a person's name that the lexicon does not know.

    A shah before a name is one only where Iran is spoken of.
    """
    if match.key not in _FAMILY_NAMES or match.named or match.geographic:
        return False
    covered = _tokens_of(match, sentence)
    if len(covered) != 1 or covered[0].tag != "NNP" or not covered[0].text.istitle():
        return False
    token = covered[0]
    before = sentence.tokens[token.i - 1] if token.i else None
    after = sentence.tokens[token.i + 1] if token.i + 1 < len(sentence.tokens) else None
    if before is not None and before.dep == "compound" and before.head in (token.i, token.head):
        return _is_given_name(lexicon, before)
    if match.key != "shah" or after is None or token.dep != "compound":
        return False
    return after.tag == "NNP" and re.search(r"\biran", _folded(article)) is None


def _is_given_name(lexicon: ActorLexicon, token: Token) -> bool:
    word = token.text
    return (
        token.tag == "NNP"
        and word[:1].isupper()
        and not word.isupper()
        and word.isalpha()
        and word.lower() not in _DIRECTIONS
        and not lexicon.find(word)
        and not any(m.end - m.start >= len(word) - 1 for m in lexicon.scan(word))
    )


def _is_person_subject(sentence: Sentence, token: Token) -> bool:
    """A name that speaks or acts as one person does, or that nothing but a surname follows."""
    return (
        token.dep in ("nsubj", "nsubjpass", "agent", "appos", "dobj", "pobj", "poss")
        and token.text.lower() not in _INSTITUTIONAL
    )


_INSTITUTIONAL = words(
    """
    airlines airways airport university river street square post times bank club accord agreement conference
    protocol treaty declaration museum embassy airbase stadium road highway strait sea peninsula city
    province summit process forum olympics party front movement army union radio television council league
    group committee association
    """
)
