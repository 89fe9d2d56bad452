"""Which sentences deserve a parse: those with a word that can trigger an event and one that can be an actor.

A predicate triggers nothing where none of its senses finds the words it asks for: `grant` needs something granted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from coders.cameo.conditions import Condition
from coders.cameo.senses import ActLexicon, Sense
from coders.lexicon.inflect import inflect, irregular_forms, plural

# Whatever these make an event with is a trigger itself ("is ready to meet"), unless a sense of theirs names its own words.
COPULAS = {"be": ("am", "is", "are"), "have": ("has", "having")}
GRAMMAR = frozenset({"subj", "obj", "dative", "attr", "mod", "ccomp", "xcomp", "clause", "small", "advcl", "any"})
FLAGS = frozenset({"passive", "neg", "ahead", "done"})

Need = frozenset[str]
"""Words of which a sentence must hold at least one."""
Forms = Callable[[str], Iterable[str]]
"""All forms of a word."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_PIECE = re.compile(r"\w+")
_SPLIT = re.compile(r"[\s-]")


class Triggers:
    """The surface forms of every predicate that can give an event by itself, and the words that its senses ask for."""

    __slots__ = ("_ways",)

    def __init__(self, ways: dict[str, tuple[tuple[Need, ...], ...]]) -> None:
        """`ways` maps a form to the ways it triggers an event: for each the needs that must all be met; empty for none."""
        self._ways = ways

    def any_in(self, text: str) -> bool:
        """Whether a word of `text` can trigger an event there."""
        lower = text.lower()
        found = [ways for word in _WORD.findall(lower) if (ways := self._ways.get(word)) is not None]
        if not found:
            return False
        if not all(found):
            return True
        words = frozenset((*_PIECE.findall(lower), *_WORD.findall(lower)))
        return any(all(not need.isdisjoint(words) for need in way) for ways in found for way in ways)


def build_triggers(lexicon: ActLexicon, lexicons: Path) -> Triggers:
    """The triggers of `lexicon`, inflected by rule and by the table cameo/forms.tsv."""
    irregular = irregular_forms(lexicons)

    def forms(word: str) -> Iterator[str]:
        last = _SPLIT.split(word)[-1]
        yield from (last, *plural(last), *_uncommon(last), *inflect(last), *irregular.get(last, ()))

    members: dict[str, set[str]] = defaultdict(set)
    for phrase, names in lexicon.classes.items():
        for name in names:
            members[name].update(forms(phrase))
    needs = _Needs({name: frozenset(words) for name, words in members.items()}, forms)
    ways: dict[str, set[tuple[Need, ...]]] = defaultdict(set)
    for verb, senses in lexicon.verbs.items():
        # A verb that only lends its subject to an event noun, or only reports, needs another word to make an event.
        asked = {needs.of(s) for s in senses if s.operator not in ("do", "none", "say") and s.deed != "statement"}
        if verb in COPULAS:
            asked.discard(())
        if asked:
            for form in (verb, *inflect(verb), *irregular.get(verb, ()), *COPULAS.get(verb, ())):
                ways[form].update(asked)
    for noun, senses in lexicon.nouns.items():
        asked = {needs.of(s) for s in senses if s.operator != "none"}
        if asked:
            *before, last = _SPLIT.split(noun)
            beside = tuple(frozenset((word,)) for word in before if word)
            for form in (last, *plural(last)):
                ways[form].update((*beside, *way) for way in asked)
    # A way without needs makes the others idle.
    return Triggers({form: () if () in found else tuple(found) for form, found in ways.items()})


# Endings of nouns that do not take an s.
_PLURALS = (
    ("man", "men"),
    ("child", "children"),
    ("fe", "ves"),
    ("f", "ves"),
    ("is", "es"),
    ("um", "a"),
    ("on", "a"),
    ("us", "i"),
)
_OTHER = {"person": "people", "foot": "feet", "tooth": "teeth", "goose": "geese", "mouse": "mice", "medium": "media"}


def _uncommon(noun: str) -> Iterator[str]:
    """Plurals by other rules; words that no text has do no harm."""
    if noun in _OTHER:
        yield _OTHER[noun]
    yield from (noun.removesuffix(old) + new for old, new in _PLURALS if noun.endswith(old))


class _Needs:
    """What the conditions of a sense ask of the words of a sentence, each set of words built once."""

    __slots__ = ("_forms", "_known", "_members")

    def __init__(self, members: dict[str, Need], forms: Forms) -> None:
        self._members, self._forms = members, forms
        self._known: dict[Condition, Need | None] = {}

    def of(self, sense: Sense) -> tuple[Need, ...]:
        """The needs of a sense; none where its conditions are met by the shape of the clause alone."""
        found = [frozenset((sense.particle,))] if sense.particle else []
        for condition in sense.conditions:
            if condition not in self._known:
                self._known[condition] = self._asked(condition)
            need = self._known[condition]
            if need is not None:
                found.append(need)
        return tuple(found)

    def _asked(self, condition: Condition) -> Need | None:
        slots = condition.slots
        if condition.negated or slots[0] in FLAGS:
            return None
        if not condition.test:
            return None if slots[0] == "prt" or GRAMMAR.intersection(slots) else frozenset(s.split()[-1] for s in slots)
        if condition.test == "=":
            return frozenset(form for value in condition.values for form in self._forms(value))
        return frozenset().union(*(self._members.get(name, frozenset()) for name in condition.values))
