"""Which sentences deserve a parse: those with all the words that some sense of a predicate asks for.

A sense is looked for by its words alone, whatever their order: the predicate in any form, its particle, the prepositions it
governs, and a word of each noun class that its conditions name. What passes may still be no event; what fails cannot be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from coders.cameo.conditions import FLAGS, Condition
from coders.cameo.facts import ANYWHERE
from coders.cameo.senses import ActLexicon, Sense
from coders.frames.frame import ROLES
from coders.lexicon.inflect import all_forms, inflect, irregular_forms, plurals

# Too common to be triggers by themselves; with the words of a sense they are: "is hopeful", "had no comment".
COPULAS = frozenset({"be", "have"})
_WORD = re.compile(r"[^\W\d_]+")
DUTY = frozenset({"must", "should", "ought", "has to", "have to", "had to", "needs to", "need to"})
"""Words by which a reported clause demands something."""
_PAIR = "{} {}".format
_NO_WORDS = frozenset((ANYWHERE, "prt", *ROLES, *FLAGS))
"""Slots that no preposition introduces."""


class Triggers:
    """The surface forms of every predicate that can give an event by itself, and the words that each of its senses asks for."""

    __slots__ = ("_asked", "_given", "_openers")

    def __init__(self, asked: Mapping[str, tuple[int, ...]], given: Mapping[str, int]) -> None:
        """`asked` maps a form to what each sense of it asks for, `given` a word to what it answers: both sets of bits."""
        self._asked = asked
        self._given = given
        self._openers = frozenset(form.partition(" ")[0] for form in (*asked, *given) if " " in form)

    def any_in(self, text: str) -> bool:
        """Whether the words of `text` can make an event."""
        found = _WORD.findall(text.lower())
        words = set(found)
        if not words.isdisjoint(self._openers):
            words.update(map(_PAIR, found, found[1:]))
        senses = [self._asked[word] for word in words if word in self._asked]
        if not senses:
            return False
        there = 0
        for word in words:
            there |= self._given.get(word, 0)
        return any(not needs & ~there for asked in senses for needs in asked)


class _Asking:
    """Numbers what senses ask for: each set of words of which one must be there is a bit."""

    def __init__(self, classes: Mapping[str, Iterable[str]], irregular: Mapping[str, set[str]]) -> None:
        """`classes` maps a phrase to its noun classes, `irregular` a verb to forms that no rule makes."""
        self.asked: dict[str, set[int]] = {}
        self.given: dict[str, int] = {}
        self._bits: dict[frozenset[str], int] = {}
        self._irregular = irregular
        self._known: dict[str, frozenset[str]] = {}
        members: dict[str, set[str]] = {}
        for phrase, names in classes.items():
            for name in names:
                members.setdefault(name, set()).update(self.ends(phrase))
        self._members = {name: frozenset(words) for name, words in members.items()}

    def ends(self, phrase: str) -> frozenset[str]:
        """What `phrase` may look like; of a longer one the last two words."""
        known = self._known.get(phrase)
        if known is None:
            *before, last = _WORD.findall(phrase) or [""]
            known = self._known[phrase] = _paired(before, all_forms(last, self._irregular))
        return known

    def add(
        self, forms: Iterable[str], sense: Sense, *, beside: frozenset[str] | None = None, alone: bool = True
    ) -> None:
        """Takes in a sense of the predicate with these `forms`, which needs one of the words `beside` too, if given.

        A sense that asks for nothing else is left out unless the predicate is a trigger `alone`.
        """
        asked = [frozenset((word,)) for word in _WORD.findall(sense.particle)]
        if beside is not None:
            asked.append(beside)
        for condition in sense.conditions:
            asked.extend(self._words(condition))
        needs = 0
        for words in asked:
            needs |= self._bit(words)
        if not needs and not alone:
            return
        for form in forms:
            self.asked.setdefault(form, set()).add(needs)

    def _words(self, condition: Condition) -> list[frozenset[str]]:
        """Sets of words of each of which the condition needs one."""
        if condition.negated:
            return []
        found: list[frozenset[str]] = []
        if condition.test in (":", "~"):
            found.append(frozenset().union(*(self._members.get(name, frozenset()) for name in condition.values)))
        elif condition.test == "=":
            found.append(frozenset().union(*(self.ends(word) for word in condition.values)))
        if _NO_WORDS.isdisjoint(condition.slots):
            found.append(frozenset(slot.rpartition(" ")[2] for slot in condition.slots))
        return found

    def _bit(self, words: frozenset[str]) -> int:
        bit = self._bits.get(words)
        if bit is None:
            bit = self._bits[words] = 1 << len(self._bits)
            for word in words:
                self.given[word] = self.given.get(word, 0) | bit
        return bit


def build_triggers(lexicon: ActLexicon, lexicons: Path) -> Triggers:
    """The triggers of `lexicon`, inflected by rule and by the table cameo/forms.tsv."""
    irregular = irregular_forms(lexicons)
    asking = _Asking(lexicon.classes, irregular)
    for verb, senses in lexicon.verbs.items():
        *before, last = _WORD.findall(verb)
        forms = _paired(before, {form for form in (*inflect(last), *irregular.get(verb, ())) if _WORD.fullmatch(form)})
        for sense in senses:
            if sense.operator == "say":
                asking.add(forms, sense, beside=DUTY)  # "it must act, X said": a demand whatever the act
            # A verb that only lends its subject to an event noun, or only reports, needs another word to make an event.
            elif sense.operator not in ("do", "none") and sense.deed != "statement":
                asking.add(forms, sense, alone=verb not in COPULAS)
    for noun, senses in lexicon.nouns.items():
        *before, last = _WORD.findall(noun)
        for sense in senses:
            if sense.operator != "none":
                asking.add(_paired(before, (last, *plurals(last))), sense)
    return Triggers({form: _fewest(asked) for form, asked in asking.asked.items()}, asking.given)


def _paired(before: list[str], forms: Iterable[str]) -> frozenset[str]:
    """The last of the words `before`, if any, with each of the forms of the word after it."""
    return frozenset(f"{before[-1]} {form}" for form in forms) if before else frozenset(forms)


def _fewest(asked: Iterable[int]) -> tuple[int, ...]:
    """The sets of bits that hold no other one: what they ask for, the others ask for too."""
    found: list[int] = []
    for needs in sorted(asked, key=int.bit_count):
        if not any(known & ~needs == 0 for known in found):
            found.append(needs)
    return tuple(found)
