"""The day of an event: the date expression that its trigger governs or stands under, never one of a clause about something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from coders.types import DateMention, EventDate, Sentence, Token

_OWN_CLAUSE = frozenset({"relcl", "acl", "advcl"})
_REPORTED = frozenset({"ccomp", "parataxis"})
_FAR = 100


@dataclass(frozen=True, slots=True)
class _Reach:
    """How a date relates to the trigger: the fewer steps, the nearer; `reported`: it dates the statement about the event."""

    steps: int
    reported: bool = False


def event_date(sentence: Sentence, trigger: int, mentions: Sequence[DateMention], published: date | None) -> EventDate:
    """The day of the event whose word is token `trigger`.

    The nearest date by grammar wins. Without one it is the day of publication (precision 1: news tells of that day or the day
    before), or null when there is none either. A date of a clause about another event is never taken.
    """
    best: tuple[tuple[int, int], DateMention, _Reach] | None = None
    foreign = False
    for mention in mentions:
        reach = _reach(sentence.tokens, trigger, mention)
        if reach is None:
            foreign = True
            continue
        rank = (reach.steps, abs(mention.start - sentence.tokens[trigger].start))
        if best is None or rank < best[0]:
            best = (rank, mention, reach)
    if best is not None:
        return _dated(sentence, best[1], best[2], published)
    why = "the dates in the sentence belong to other events" if foreign else "no date in the sentence"
    if published is None:
        return EventDate(None, None, f"{why}, and no day of publication")
    return EventDate(published, 1, f"{why}: day of publication")


def _dated(sentence: Sentence, mention: DateMention, reach: _Reach, published: date | None) -> EventDate:
    quoted = f"“{mention.text}”"
    if mention.value is None:
        without = published is None and mention.precision < 3
        return EventDate(
            None,
            None,
            f"{quoted} cannot be dated without a day of publication" if without else f"{quoted} names no day",
        )
    if _lasts(sentence, mention) and published is None:
        return EventDate(None, None, f"going on since or for {quoted}, and no day of publication")
    if _lasts(sentence, mention) and published is not None and mention.value <= published:
        days = (published - mention.value).days
        precision = max(1 if days <= 1 else 2 if days <= 7 else 3, 1 if days else mention.precision)
        return EventDate(published, precision, f"going on since or for {quoted}: day of publication")
    return EventDate(mention.value, mention.precision, f"{quoted}, the day of the report" if reach.reported else quoted)


def _lasts(sentence: Sentence, mention: DateMention) -> bool:
    """Whether the expression opens a stretch that reaches the publication: `since Monday`, `for three days`."""
    before = sentence.text[max(0, mention.start - sentence.start - 20) : mention.start - sentence.start].lower().split()
    words = [*before[-3:], *mention.text.lower().split()[:1]]
    if words and words[-1] == "for":
        return True
    return "since" in words


def _reach(tokens: tuple[Token, ...], trigger: int, mention: DateMention) -> _Reach | None:
    """How the date and the trigger are tied, or None when the date belongs to another event."""
    root = _root(tokens, mention)
    if root is None:
        return None
    up_date = _ancestors(tokens, root)
    if trigger in up_date:
        return _below(tokens, trigger, up_date)
    up_trigger = _ancestors(tokens, trigger)
    meeting = next((i for i in up_date if i in up_trigger), None)
    if meeting is None:
        return None
    return _across(tokens, up_date[: up_date.index(meeting)], up_trigger[: up_trigger.index(meeting)], mention)


def _root(tokens: tuple[Token, ...], mention: DateMention) -> int | None:
    inside = [t for t in tokens if t.start < mention.end and mention.start < t.end]
    return next((t.i for t in inside if not any(o.i == t.head and o.i != t.i for o in inside)), None)


def _ancestors(tokens: tuple[Token, ...], index: int) -> list[int]:
    """`index` and the tokens above it, up to the root."""
    chain = [index]
    while tokens[chain[-1]].head != chain[-1] and len(chain) <= len(tokens):
        chain.append(tokens[chain[-1]].head)
    return chain


def _below(tokens: tuple[Token, ...], trigger: int, up_date: list[int]) -> _Reach | None:
    """The date stands under the trigger: its own, unless a clause or another event lies between.

    A clause right on a nominal trigger dates it: `the agreement signed in March 2020`.
    """
    path = up_date[: up_date.index(trigger)]
    steps = len(path)
    if tokens[path[0]].dep == "poss" and len(path) == 2 and tokens[path[1]].dep == "dobj":
        return None  # they condemned Sunday's massacre: the day is the massacre's
    for i in path:
        token = tokens[i]
        if token.dep in _OWN_CLAUSE and not (token.head == trigger and tokens[trigger].pos in ("NOUN", "PROPN")):
            return None
        if token.dep in _REPORTED:
            return None
        if token.dep == "conj" and token.pos == "VERB":
            steps += 1
    return _Reach(steps)


def _across(
    tokens: tuple[Token, ...], date_side: list[int], trigger_side: list[int], mention: DateMention
) -> _Reach | None:
    """The date stands elsewhere: at a governing verb, at a sister in a co-ordination, or in a clause of its own (then not ours)."""
    if any(tokens[i].dep in _OWN_CLAUSE or tokens[i].dep in _REPORTED for i in date_side):
        return None
    if any(tokens[i].dep == "conj" and tokens[i].pos == "VERB" for i in date_side) and len(date_side) > 1:
        return None
    steps, reported = len(date_side) + len(trigger_side), False
    for i in trigger_side:
        dep = tokens[i].dep
        if dep in ("acl", "relcl"):
            if mention.historical or mention.precision == 3:
                return None
            steps += _FAR
        elif dep in _REPORTED:
            reported = True
            steps += _FAR // 2
    return _Reach(steps, reported)
